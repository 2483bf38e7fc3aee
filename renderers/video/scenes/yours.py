"""The way to the answer: a card with the code of the person's own page, and how long it stands open."""

from __future__ import annotations

from typing import Final

import segno
from PIL import Image, ImageDraw

from renderers.shaping import fit, line_height
from renderers.video.paint import FACE, INK, SOFT, blank_card, written
from renderers.video.scenes.stage import MARGIN, Layer, Stage
from renderers.video.words import Yours

CARD: Final = (360, 400)
CENTRE: Final = (960, 360)
CODE: Final = 276
"""The code may be this many pixels wide; each module is a whole number of them."""


def yours(stage: Stage[Yours]) -> tuple[Layer, ...]:
    words = stage.words
    desk = stage.desk
    style, lines = fit(words.title, stage.display(68), 560, 66, lines=3)
    title = desk.say(MARGIN, 320, lines, style, INK)
    # Arabic letters reach further below their line.
    under = title.next_baseline - line_height(words.title, style) + (70 if desk.is_mirrored else 52)
    points = ((-10, under + 4), (120, under + 14), (420, under - 8), (640, under + 30), (800, under - 36))
    until = desk.paragraph(MARGIN, under + 74, words.until, stage.read(27), SOFT, 540)
    return (
        stage.wordmark(),
        stage.layer("thread", desk.thread(points, stage.look.ember)),
        stage.layer("code", desk.card(CENTRE, _face(stage), radius=14)),
        stage.layer("title", title.patch),
        stage.layer("until", until.patch),
    )


def _face(stage: Stage[Yours]) -> Image.Image:
    """The card with code and host. Error level M survives a glossy screen; the quiet zone is the card itself."""
    words = stage.words
    face = blank_card(*CARD)
    canvas = ImageDraw.Draw(face)
    modules = tuple(segno.make(words.link, error="m", micro=False).matrix)
    size = CODE // len(modules) * FACE
    left = (face.width - size * len(modules)) // 2
    top = 40 * FACE
    for row, line in enumerate(modules):
        for column, is_dark in enumerate(line):
            if is_dark:
                x, y = left + column * size, top + row * size
                canvas.rectangle((x, y, x + size - 1, y + size - 1), fill=INK)
    style, (host,) = fit(words.address, stage.read(24, 540), CARD[0] - 48, 8, lines=1)
    face.paste(Image.new("RGB", face.size, INK), (0, 0), written(CARD, host, style, CARD[1] - 34))
    return face
