"""The faces of things made of paper: plain cards, prints of a picture, a tag with a hole. `Desk.card` lays them on the table.

A face is drawn `FACE` times too large, so that it can be turned a little and let down.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from PIL import Image, ImageDraw

from renderers.lettering.shaping import Direction, Style, draw_line, fit, line_height, set_line
from renderers.video.drawing.paint import FACE, PEN, SOFT

CARD: Final = "#fffdf8"
CARD_RULE: Final = "#e7ddcf"
HOLE: Final = "#d8c6ae"
_BORDER: Final = 20
"""Pixels of white around a print's picture."""
_TAG_EDGE: Final = 84
"""Pixels from a tag's end to its words; the hole lies before them."""


def blank_card(width: int, height: int) -> Image.Image:
    """An empty card's face."""
    return Image.new("RGB", (width * FACE, height * FACE), CARD)


def written(size: tuple[int, int], lines: Sequence[str], style: Style, middle: float) -> Image.Image:
    """A mask of centred lines around the height `middle` for a card of `size`; sizes and places in frame pixels."""
    mask = Image.new("L", (size[0] * FACE, size[1] * FACE))
    large = replace(style, size=style.size * FACE)
    step = line_height(" ".join(lines), large)
    baseline = middle * FACE + large.size * 0.3 - step * (len(lines) - 1) / 2
    for at, words in enumerate(lines):
        line = set_line(words, large)
        draw_line(ImageDraw.Draw(mask), (mask.width - line.width) / 2, baseline + at * step, line, 255)
    return mask


def picture_print(
    picture: Image.Image, width: int, height: int, caption: str | None = None, hand: Style | None = None
) -> Image.Image:
    """A print of a square picture with a white border; what is left below it may hold a caption in the giver's hand."""
    face = blank_card(width, height)
    side = width - 2 * _BORDER
    face.paste(picture.resize((side * FACE, side * FACE), Image.Resampling.LANCZOS), (_BORDER * FACE, _BORDER * FACE))
    if caption and hand:
        style, lines = fit(caption, hand, side, round(hand.size * 0.62), lines=2)
        middle = (side + _BORDER + height) / 2
        face.paste(Image.new("RGB", face.size, PEN), (0, 0), written((width, height), lines, style, middle))
    return face


def gift_tag(
    size: tuple[int, int], label: str, words: str, small: Style, hand: Style, direction: Direction
) -> Image.Image:
    """A tag with a hole where lines begin, a printed label, and words written under it."""
    face = blank_card(*size)
    canvas = ImageDraw.Draw(face)
    width, height = size
    is_mirrored = direction == "rtl"
    hole = width - 44 if is_mirrored else 44
    ring = [(hole - 11) * FACE, (height / 2 - 11) * FACE, (hole + 11) * FACE, (height / 2 + 11) * FACE]
    canvas.ellipse(ring, outline=HOLE, fill="#efe6d8", width=3 * FACE)
    room = width - _TAG_EDGE - 36
    label_style, (label,) = fit(label, small, room, 8, lines=1)
    style, lines = fit(words, hand, room, round(hand.size * 0.62), lines=2)
    baseline = height * 0.3
    step = line_height(words, style)
    rest = (height - baseline - 18 - step * len(lines)) / 2
    for text, each, at, colour in (
        (label, label_style, baseline, SOFT),
        *((line, style, baseline + rest + step * (row + 0.74), PEN) for row, line in enumerate(lines)),
    ):
        line = set_line(text, replace(each, size=each.size * FACE))
        begin = width * FACE - _TAG_EDGE * FACE - line.width if is_mirrored else _TAG_EDGE * FACE
        draw_line(canvas, begin, at * FACE, line, colour)
    return face
