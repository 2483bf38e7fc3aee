"""A line written on a picture where it has a place for it, as the camera sees that place: in pixels, and for a page as a drawing
over the picture, so that no picture of ours holds a person's name."""

from __future__ import annotations

from dataclasses import dataclass
from math import hypot
from typing import Final

import numpy as np
from PIL import Image, ImageDraw

from renderers.lettering.shaping import Style, draw_line, fit, line_height, set_line, wrap
from renderers.product.places import Quad

WIDE: Final = 900
"""Pixels across of the sheet that a line is set on before it is laid into its place."""
_FULL: Final = 0.94
"""Share of the sheet's width that a line may take."""
_SMALLEST: Final = 28
_LARGEST: Final = 252
_INKS: Final = ("#2a2420", "#f6efe2")
"""On what is light, and on what is dark."""
_BRIGHT: Final = 118
_STRENGTH: Final = 0.86
"""Print lets a little of its ground through."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """Lines as they are set on a sheet of `width` by `height` pixels, with the baseline of each."""

    width: int
    height: int
    style: Style
    lines: tuple[tuple[str, float], ...]


def sheet_for(words: str, quad: Quad, locale: str, lines: int = 1) -> Sheet:
    """The words as large as the place allows, in up to so many lines."""
    height = max(60, round(WIDE * _height(quad) / _width(quad)))
    style, broken = _largest(words, locale, height, lines)
    step = line_height(words, style)
    first = height / 2 - step * (len(broken) - 1) / 2 + style.size * 0.33
    return Sheet(WIDE, height, style, tuple((line, first + step * at) for at, line in enumerate(broken)))


def _largest(words: str, locale: str, height: int, lines: int) -> tuple[Style, tuple[str, ...]]:
    """The largest style in which the words stand on up to so many lines within the sheet, whole words first."""
    for size in range(_LARGEST, _SMALLEST, -8):
        style = Style("display", size, 500, locale=locale)
        broken = wrap(words, style, WIDE * _FULL)
        is_within = line_height(words, style) * len(broken) <= height
        is_whole = all(set_line(word, style).width <= WIDE * _FULL for word in words.split())
        if len(broken) <= lines and is_within and is_whole:
            return style, broken
    return fit(words, Style("display", _SMALLEST, 500, locale=locale), WIDE * _FULL, _SMALLEST // 2, lines)


def ink_for(picture: Image.Image, quad: Quad) -> str:
    """Dark on a light place, light on a dark one."""
    width, height = picture.size
    xs, ys = [x * width for x, _ in quad], [y * height for _, y in quad]
    area = picture.crop((int(min(xs)), int(min(ys)), int(max(xs)) + 1, int(max(ys)) + 1)).convert("L").resize((1, 1))
    return _INKS[0] if int(area.getpixel((0, 0)) or 0) > _BRIGHT else _INKS[1]  # type: ignore[arg-type]


def write_on(picture: Image.Image, quad: Quad, words: str, locale: str, lines: int = 1) -> Image.Image:
    """A copy of the RGB picture with the words in their place. Raises FontMissing where a font lacks a character."""
    sheet = sheet_for(words, quad, locale, lines)
    mask = Image.new("L", (sheet.width, sheet.height), 0)
    canvas = ImageDraw.Draw(mask)
    for text, baseline in sheet.lines:
        line = set_line(text, sheet.style)
        draw_line(canvas, (sheet.width - line.width) / 2, baseline, line, 255)
    laid = mask.transform(
        picture.size, Image.Transform.PERSPECTIVE, _onto_sheet(quad, picture.size, sheet), Image.Resampling.BICUBIC
    )
    written = picture.copy()
    written.paste(ink_for(picture, quad), (0, 0), laid.point([round(value * _STRENGTH) for value in range(256)]))
    return written


def onto_picture(quad: Quad, edge: int, sheet: Sheet) -> tuple[float, float, float, float, float, float]:
    """SVG's matrix(a b c d e f) that lays the sheet into its place on a picture `edge` pixels wide: the corners upper left, upper
    right and lower left fall where they are; a place is small enough for the fourth to be near."""
    (x0, y0), (x1, y1), _, (x3, y3) = ((x * edge, y * edge) for x, y in quad)
    across, down = (
        ((x1 - x0) / sheet.width, (y1 - y0) / sheet.width),
        ((x3 - x0) / sheet.height, (y3 - y0) / sheet.height),
    )
    return (*across, *down, x0, y0)


def _width(quad: Quad) -> float:
    (a, b, c, d) = quad
    return (hypot(b[0] - a[0], b[1] - a[1]) + hypot(c[0] - d[0], c[1] - d[1])) / 2


def _height(quad: Quad) -> float:
    (a, b, c, d) = quad
    return (hypot(d[0] - a[0], d[1] - a[1]) + hypot(c[0] - b[0], c[1] - b[1])) / 2


def _onto_sheet(quad: Quad, size: tuple[int, int], sheet: Sheet) -> tuple[float, ...]:
    """The eight numbers that lead from a pixel of the picture to its place on the sheet."""
    corners = ((0, 0), (sheet.width, 0), (sheet.width, sheet.height), (0, sheet.height))
    rows, wanted = [], []
    for (share_x, share_y), (u, v) in zip(quad, corners, strict=True):
        x, y = share_x * size[0], share_y * size[1]
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        wanted += [u, v]
    return tuple(float(value) for value in np.linalg.solve(np.array(rows, float), np.array(wanted, float)))
