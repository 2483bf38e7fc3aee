"""Where words stand on a frame: boxes, and blocks of text stacked in them so that every one has its place.

Places are given as if lines began at the left; the desk turns them round. A stack that is too high is set smaller as a whole, so
the steps between its sizes stay what they were designed to be.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from renderers.lettering.shaping import Style, fit, is_tall, line_height
from renderers.video.drawing.formats import Format
from renderers.video.drawing.paint import Desk, Text

Anchor = Literal["top", "middle", "bottom"]

_SCALES: Final = (1.0, 0.94, 0.88, 0.82, 0.76, 0.7, 0.64, 0.58, 0.52, 0.46, 0.4, 0.34, 0.28)
_OVER: Final = 0.84
_UNDER: Final = 0.26
"""How far letters reach above and below their baseline, in sizes; those of tall scripts reach further."""
_OVER_TALL: Final = 1.06
_UNDER_TALL: Final = 0.52
LONGEST_WHOLE: Final = 18
"""Letters that are kept on one line where a break would tear them apart."""


@dataclass(frozen=True, slots=True)
class Box:
    """A part of the frame in pixels; `x` counts from the side where lines begin."""

    x: float
    y: float
    width: float
    height: float

    @property
    def bottom(self) -> float:
        """Its lower edge, in pixels from the top of the frame."""
        return self.y + self.height


SAFE: Final[Mapping[str, Box]] = {
    "wide": Box(96, 64, 1088, 592),
    "square": Box(60, 56, 600, 608),
    "tall": Box(72, 120, 576, 1020),
}
"""Format -> where words may stand. What a player or a feed lays over a frame lies outside."""


def safe(frame: Format) -> Box:
    """The part of a frame where words may stand."""
    return SAFE[frame.name]


@dataclass(frozen=True, slots=True)
class Block:
    """One text in a stack. It stands on one line down to `smallest` pixels, else on up to `lines` lines.

    `gap` is the room above it, `indent` the room before its lines, both in pixels. The first block's gap is not used. `dot` is the
    colour of the dot that ends it where it is a wordmark.
    """

    text: str
    style: Style
    colour: str
    smallest: int
    lines: int = 3
    gap: float = 16
    indent: float = 0
    dot: str | None = None


def unbroken(words: str, part: str) -> str:
    """The words with this part of them on one line, where it is short enough to: a short name or sentence that is broken in two
    reads as two.
    """
    return words.replace(part, part.replace(" ", "\u00a0")) if len(part) <= LONGEST_WHOLE else words


@dataclass(frozen=True, slots=True)
class Placed:
    """A block on the frame: its marks, where its lines end, its first baseline and the size it was given."""

    text: Text
    top: float
    bottom: float
    baseline: float
    size: int


@dataclass(frozen=True, slots=True)
class _Fitted:
    block: Block
    style: Style
    lines: tuple[str, ...]
    gap: float

    @property
    def over(self) -> float:
        return self.style.size * (_OVER_TALL if is_tall(self.block.text) else _OVER)

    @property
    def height(self) -> float:
        """From the top of the first line to the bottom of the last."""
        step = line_height(self.block.text, self.style)
        under = self.style.size * (_UNDER_TALL if is_tall(self.block.text) else _UNDER)
        return self.over + step * (len(self.lines) - 1) + under


def stack(
    desk: Desk, box: Box, blocks: Sequence[Block], anchor: Anchor = "top", *, centred: bool = False
) -> tuple[Placed, ...]:
    """The blocks one under another inside the box, each in the largest size that leaves room for all.

    `centred` sets every line around the middle of the box. Raises FontMissing for a letter without a font.
    """
    fitted = _fitted(blocks, box)
    rest = box.height - _height(fitted)
    y = box.y + {"top": 0.0, "middle": rest / 2, "bottom": rest}[anchor]
    placed: list[Placed] = []
    for at, each in enumerate(fitted):
        top = y + (each.gap if at else 0)
        x = box.x + box.width / 2 if centred else box.x + each.block.indent
        middle = desk.format.width - x if centred and desk.is_mirrored else x
        block = each.block
        said = desk.say(middle, top + each.over, each.lines, each.style, block.colour, centred=centred, dot=block.dot)
        y = top + each.height
        placed.append(Placed(said, top, y, top + each.over, each.style.size))
    return tuple(placed)


def _fitted(blocks: Sequence[Block], box: Box) -> tuple[_Fitted, ...]:
    for scale in _SCALES:
        fitted = tuple(_scaled(block, scale, box.width) for block in blocks)
        if _height(fitted) <= box.height:
            break
    return fitted


def _scaled(block: Block, scale: float, width: float) -> _Fitted:
    largest = replace(block.style, size=max(1, round(block.style.size * scale)))
    smallest = min(largest.size, max(1, round(block.smallest * scale)))
    style, lines = fit(block.text, largest, width - block.indent, smallest, block.lines)
    return _Fitted(block, style, lines, block.gap * scale)


def _height(fitted: Sequence[_Fitted]) -> float:
    return sum(each.height for each in fitted) + sum(each.gap for each in fitted[1:])
