"""Up to three other gifts, so that a yes is a choice."""

from __future__ import annotations

from typing import Final

from PIL import Image

from renderers.shaping import fit
from renderers.video.paint import INK, SOFT
from renderers.video.scenes.stage import MARGIN, Layer, Stage
from renderers.video.words import Swap

SIDE: Final = 340
STEP: Final = 374
TOP: Final = 244
CUES: Final = ("tile", "second_tile", "third_tile")


def swap(stage: Stage[Swap]) -> tuple[Layer, ...]:
    words = stage.words
    desk = stage.desk
    title = desk.paragraph(MARGIN, 140, words.title, stage.display(46), INK, 1088)
    terms = desk.paragraph(MARGIN, 190, words.terms, stage.read(26), SOFT, 1088)
    layers = [stage.layer("title", title.patch), stage.layer("terms", terms.patch)]
    for at, (name, picture, cue) in enumerate(zip(words.names, stage.pictures, CUES, strict=False)):
        x = MARGIN + at * STEP
        tile = picture.resize((SIDE, SIDE), Image.Resampling.LANCZOS)
        style, lines = fit(name, stage.read(25, 560), SIDE, 24)
        said = desk.say(x, TOP + SIDE + 40, lines, style, INK)
        layers += (stage.layer(cue, desk.tile(x, TOP, tile)), stage.layer(cue, said.patch))
    return tuple(layers)
