"""The giver signs by hand, beside a print of the gift."""

from __future__ import annotations

from typing import Final

from PIL import Image

from renderers.shaping import fit
from renderers.video.paint import FACE, INK, PEN, SOFT, blank_card
from renderers.video.scenes.stage import MARGIN, Layer, Stage
from renderers.video.words import SignOff

PRINT: Final = (412, 452)
CENTRE: Final = (930, 360)
PICTURE: Final = 372


def sign_off(stage: Stage[SignOff]) -> tuple[Layer, ...]:
    words = stage.words
    desk = stage.desk
    thanks = desk.paragraph(MARGIN, 250, words.thanks, stage.display(44), INK, 520)
    style, lines = fit(words.given_name, stage.hand(150), 520, 60, lines=1)
    name = desk.say(MARGIN - 4, 420, lines, style, PEN)
    sender = desk.paragraph(MARGIN, 528, words.sender, stage.read(27, 600), INK, 520)
    role = desk.paragraph(MARGIN, sender.next_baseline + 2, words.role, stage.read(24), SOFT, 560)
    points = ((96, 462), (210, 448), (330, 456), (420, 446))
    return (
        stage.layer("print", desk.card(CENTRE, _print(stage), -2.4, radius=6)),
        stage.layer("thanks", thanks.patch),
        stage.layer("name", name.patch),
        stage.layer("thread", desk.thread(points, stage.look.ember)),
        stage.layer("sender", sender.patch),
        stage.layer("sender", role.patch),
    )


def _print(stage: Stage[SignOff]) -> Image.Image:
    face = blank_card(*PRINT)
    picture = stage.pictures[0].resize((PICTURE * FACE, PICTURE * FACE), Image.Resampling.LANCZOS)
    face.paste(picture, (20 * FACE, 20 * FACE))
    return face
