"""Patches made with Pillow: set text, the ember thread, cards with their shadow, rounded tiles, checks. All pixels, no motion.

Places are given as if the film were read from left to right; `Desk` turns them round for readers of right-to-left scripts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
from PIL import Image, ImageColor, ImageDraw, ImageFilter

from renderers.lettering.shaping import Direction, Style, draw_line, line_height, set_line, text_direction, wrap
from renderers.video.drawing.alive.strand import Strand
from renderers.video.drawing.formats import WIDE, Format
from renderers.video.drawing.planes import Patch, patch_of
from renderers.video.drawing.rasters import drawn_once

INK: Final = "#1d1a26"
SOFT: Final = "#5d5768"
PEN: Final = "#2b3550"
PINE: Final = "#0f5c4a"
AMBER: Final = "#8a4a12"
RULE: Final = "#e5dccf"
SHADOW: Final = "#4a3526"

_FINE: Final = 3
"""Curves are drawn this many times too large and let down."""
FACE: Final = 2
"""A card's face is drawn this many times too large, turned, then let down."""
_SHADOWS: Final = ((2, 3, 3, 0.16), (16, 22, 22, 0.16))
"""Contact and long shadow of a card: right, down, blur, strength."""
_ROOM: Final = 72
"""Pixels around a card that its shadows may reach."""
_DOT: Final = (0.22, 0.34)
"""A wordmark's dot, in sizes: how wide it is, and how much room it takes with the gap before it."""
_OVERHANG: Final = 0.45
"""How far letters may stand out of their box, in sizes: swashes, Arabic marks, italics."""


@dataclass(frozen=True, slots=True)
class Text:
    """Set lines as a patch, and the width of the longest."""

    patch: Patch
    width: float


@dataclass(frozen=True, slots=True)
class Desk:
    """The frame one reader looks at, and the side where lines begin."""

    direction: Direction
    format: Format = WIDE

    @property
    def is_mirrored(self) -> bool:
        """Whether its readers read from the right."""
        return self.direction == "rtl"

    def left(self, x: float, width: float) -> int:
        """Left edge on the screen of a box that begins `x` pixels from where lines begin."""
        return round(self.format.width - x - width if self.is_mirrored else x)

    def say(
        self,
        x: float,
        baseline: float,
        lines: Sequence[str],
        style: Style,
        colour: str,
        *,
        centred: bool = False,
        dot: str | None = None,
    ) -> Text:
        """Lines of text, the first on `baseline`; `x` is where they begin, or their middle when centred.

        `dot`: the colour of the dot that ends a wordmark; None: it is none.
        """
        set_lines = [set_line(line, style) for line in lines]
        width = max(line.width for line in set_lines)
        step = line_height(" ".join(lines), style)
        over = round(style.size * _OVERHANG)
        top = round(style.size * 1.25)
        screen_x = x - width / 2 if centred else self.left(x, width)
        left, upper = round(screen_x) - over, round(baseline) - top

        def draw() -> Patch:
            box = Image.new(
                "L", (round(width) + 2 * over, top + round(step * (len(lines) - 1)) + round(style.size * 0.7))
            )
            canvas = ImageDraw.Draw(box)
            for at, line in enumerate(set_lines):
                rest = width - line.width
                begin = rest / 2 if centred else rest if self.is_mirrored else 0.0
                draw_line(canvas, over + begin, top + at * step, line, 255)
            picture = coloured(box, colour)
            if dot:
                # It ends the name, which need not be written in the page's direction: a Latin one ends at its right.
                is_mirrored = text_direction(lines[-1], self.direction) == "rtl"
                end = over + begin - style.size * _DOT[1] if is_mirrored else over + begin + set_lines[-1].width
                _set_dot(picture, end, top + (len(lines) - 1) * step, style.size, dot)
            return patch_of(picture, left, upper)

        patch = drawn_once(draw, "say", self, left, upper, tuple(lines), style, colour, centred, dot)
        return Text(patch, width)

    def paragraph(self, x: float, baseline: float, words: str, style: Style, colour: str, width: float) -> Text:
        """Text broken into lines of at most `width` pixels."""
        return self.say(x, baseline, wrap(words, style, width), style, colour)

    def strand(self, points: Sequence[tuple[float, float]], colour: str, thickness: float = 2.4) -> Strand:
        """The ember thread through the points, smooth, as scenes carry it on to one another."""
        path = _smooth(points)
        if self.is_mirrored:
            path = np.column_stack((self.format.width - path[:, 0], path[:, 1]))
        return Strand(path, colour, thickness, self.format, self.is_mirrored)

    def thread(self, points: Sequence[tuple[float, float]], colour: str, thickness: float = 2.2) -> Patch:
        """The same where nothing of it moves, as a patch."""
        return drawn_once(
            lambda: self._thread(points, colour, thickness), "thread", self, tuple(points), colour, thickness
        )

    def _thread(self, points: Sequence[tuple[float, float]], colour: str, thickness: float) -> Patch:
        path = _smooth(points)
        if self.is_mirrored:
            path = np.column_stack((self.format.width - path[:, 0], path[:, 1]))
        top, bottom = int(path[:, 1].min()) - 4, int(path[:, 1].max()) + 5
        left, right = max(0, int(path[:, 0].min()) - 4), min(self.format.width, int(path[:, 0].max()) + 5)
        mask = Image.new("L", ((right - left) * _FINE, (bottom - top) * _FINE))
        line = [((x - left) * _FINE, (y - top) * _FINE) for x, y in path]
        ImageDraw.Draw(mask).line(line, fill=255, width=round(thickness * _FINE), joint="curve")
        return patch_of(coloured(_let_down(mask), colour), left, top)

    def card(self, centre: tuple[float, float], face: Image.Image, turn: float = 0.0, radius: int = 10) -> Patch:
        """A real card: `face` (RGB, twice the size), rounded corners, a contact shadow and a long soft one, a degree of turn."""
        return drawn_once(lambda: self._card(centre, face, turn, radius), "card", self, centre, face, turn, radius)

    def _card(self, centre: tuple[float, float], face: Image.Image, turn: float, radius: int) -> Patch:
        cut = face.convert("RGBA")
        cut.putalpha(_rounded(face.width, face.height, radius * FACE))
        lying = self._turned(cut, turn)
        whole = Image.new("RGBA", (lying.width + 2 * _ROOM, lying.height + 2 * _ROOM))
        for right, down, blur, strength in _SHADOWS:
            whole.alpha_composite(_shadow(lying, whole.size, (right, down), blur, strength))
        whole.alpha_composite(lying, (_ROOM, _ROOM))
        return self._around(centre, whole)

    def ink(self, centre: tuple[float, float], mask: Image.Image, colour: str, turn: float = 0.0) -> Patch:
        """What is written on a card: `mask` (L, twice the size) in one colour, lying as the card does."""
        return drawn_once(
            lambda: self._around(centre, self._turned(coloured(mask, colour), turn)),
            "ink", self, centre, mask, colour, turn,
        )  # fmt: skip

    def _turned(self, face: Image.Image, degrees: float) -> Image.Image:
        if degrees:
            turn = -degrees if self.is_mirrored else degrees
            face = face.rotate(turn, Image.Resampling.BICUBIC, expand=True)
        return face.reduce(FACE)

    def _around(self, centre: tuple[float, float], picture: Image.Image) -> Patch:
        x = self.format.width - centre[0] if self.is_mirrored else centre[0]
        return patch_of(picture, round(x - picture.width / 2), round(centre[1] - picture.height / 2))

    def tile(self, x: float, y: int, picture: Image.Image, radius: int = 14) -> Patch:
        """A square picture with rounded corners and a soft shadow under it."""
        return drawn_once(lambda: self._tile(x, y, picture, radius), "tile", self, x, y, picture, radius)

    def _tile(self, x: float, y: int, picture: Image.Image, radius: int) -> Patch:
        sheet = picture.convert("RGBA")
        sheet.putalpha(_rounded(picture.width, picture.height, radius))
        whole = Image.new("RGBA", (sheet.width + 2 * _ROOM, sheet.height + 2 * _ROOM))
        whole.alpha_composite(_shadow(sheet, whole.size, (4, 12), 18, 0.16))
        whole.alpha_composite(sheet, (_ROOM, _ROOM))
        return patch_of(whole, self.left(x, picture.width) - _ROOM, y - _ROOM)

    def check(self, x: float, y: float, colour: str) -> Patch:
        """A check mark in a box of 40 pixels around the point 14 pixels after `x`."""
        mask = Image.new("L", (40 * _FINE, 40 * _FINE))
        stroke = [(at_x * _FINE, at_y * _FINE) for at_x, at_y in ((9, 20), (17, 28), (32, 10))]
        ImageDraw.Draw(mask).line(stroke, fill=255, width=round(3.2 * _FINE), joint="curve")
        return patch_of(coloured(_let_down(mask), colour), self.left(x - 6, 40), round(y) - 20)

    def rule(self, x: float, y: int, width: int, colour: str) -> Patch:
        """A hairline of two pixels."""
        return patch_of(Image.new("RGBA", (width, 2), ImageColor.getrgb(colour)), self.left(x, width), y)


def _set_dot(picture: Image.Image, x: float, baseline: float, size: int, colour: str) -> None:
    """Puts a wordmark's dot on the baseline, in the room that begins at `x`."""
    wide = size * _DOT[0]
    left = x + (size * _DOT[1] - wide) / 2
    mask = Image.new("L", (picture.width * _FINE, picture.height * _FINE))
    box = tuple(at * _FINE for at in (left, baseline - wide, left + wide, baseline))
    ImageDraw.Draw(mask).ellipse(box, fill=255)
    picture.alpha_composite(coloured(_let_down(mask), colour))


def coloured(mask: Image.Image, colour: str) -> Image.Image:
    """The marks of a mask in one colour."""
    picture = Image.new("RGBA", mask.size, (*ImageColor.getrgb(colour)[:3], 0))
    picture.putalpha(mask)
    return picture


def _let_down(mask: Image.Image) -> Image.Image:
    return mask.resize((mask.width // _FINE, mask.height // _FINE), Image.Resampling.LANCZOS)


@lru_cache(maxsize=32)
def _rounded(width: int, height: int, radius: int) -> Image.Image:
    mask = Image.new("L", (width * _FINE, height * _FINE))
    box = (0, 0, width * _FINE - 1, height * _FINE - 1)
    ImageDraw.Draw(mask).rounded_rectangle(box, radius * _FINE, fill=255)
    return _let_down(mask)


def _shadow(
    sheet: Image.Image, size: tuple[int, int], offset: tuple[int, int], blur: int, strength: float
) -> Image.Image:
    mask = Image.new("L", size)
    mask.paste(sheet.getchannel("A"), (_ROOM + offset[0], _ROOM + offset[1]))
    faint = mask.filter(ImageFilter.GaussianBlur(blur)).point([int(value * strength) for value in range(256)])
    return coloured(faint, SHADOW)


def _smooth(
    points: Sequence[tuple[float, float]], steps: int = 26
) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    """A Catmull-Rom curve through the points, `steps` pieces between each two."""
    given = np.array(points, dtype=np.float64)
    padded = np.vstack((2 * given[0] - given[1], given, 2 * given[-1] - given[-2]))
    share = np.linspace(0, 1, steps, endpoint=False)[:, None]
    pieces = []
    for a, b, c, d in zip(padded, padded[1:], padded[2:], padded[3:], strict=False):
        pieces.append(
            0.5
            * (2 * b + (c - a) * share + (2 * a - 5 * b + 4 * c - d) * share**2 + (3 * b - a - 3 * c + d) * share**3)
        )
    return np.vstack((*pieces, given[-1:]))
