"""What the gift is made of, what it is free of, and just as visibly what it contains."""

from __future__ import annotations

from typing import Final

from PIL import Image

from renderers.shaping import fit, line_height
from renderers.video.paint import AMBER, INK, PINE, RULE, SOFT
from renderers.video.planes import Patch, patch_of
from renderers.video.scenes.stage import Layer, Stage
from renderers.video.words import Inside

PHOTO_WIDTH: Final = 620
BEGIN: Final = 700
WIDTH: Final = 484
CHECKS: Final = ("check", "second_check")


def inside(stage: Stage[Inside]) -> tuple[Layer, ...]:
    words = stage.words
    desk = stage.desk
    title = desk.paragraph(BEGIN, 150, words.title, stage.display(44), INK, WIDTH)
    style, lines = fit(words.contents, stage.read(27), WIDTH, 26, lines=4)
    contents = desk.say(BEGIN, title.next_baseline + 8, lines, style, SOFT)
    layers = [
        stage.layer("photo", photo(stage)),
        stage.layer("title", title.patch),
        stage.layer("contents", contents.patch),
    ]
    y = contents.next_baseline + 18
    for fact, cue in zip(words.safe, CHECKS, strict=False):
        said = desk.paragraph(BEGIN + 44, y, fact, stage.read(26, 560), INK, WIDTH - 44)
        layers += (stage.layer(cue, desk.check(BEGIN, y - 9, PINE)), stage.layer(cue, said.patch))
        y = said.next_baseline + 8
    for warning in words.contains:
        said = desk.paragraph(BEGIN, y + 4, warning, stage.read(24, 560), AMBER, WIDTH)
        layers.append(stage.layer("contains", said.patch))
        y = said.next_baseline + 4
    # The rule keeps its place at the foot of the frame unless the warnings need the room.
    foot = max(590, y)
    checked = desk.paragraph(
        BEGIN, foot + line_height(words.checked, stage.aside(24)) + 8, words.checked, stage.aside(24), SOFT, WIDTH
    )
    return (
        *layers,
        stage.layer("checked", desk.rule(BEGIN, round(foot), WIDTH, RULE)),
        stage.layer("checked", checked.patch),
    )


def photo(stage: Stage[Inside]) -> Patch:
    """The picture close up, over the half of the frame where lines begin."""
    height = stage.desk.format.height
    side = round(height * 1.2)
    close = stage.pictures[0].resize((side, side), Image.Resampling.LANCZOS)
    left, top = (side - PHOTO_WIDTH) // 2, (side - height) // 2
    cut = close.crop((left, top, left + PHOTO_WIDTH, top + height)).convert("RGBA")
    return patch_of(cut, stage.desk.left(0, PHOTO_WIDTH), 0)
