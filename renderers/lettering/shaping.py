"""Text to lines to marks: direction, font runs, wrapping, fitting. Shaping itself is HarfBuzz's and FriBidi's work, through Pillow.

One face of the design that has every letter of a line draws it whole, and FriBidi orders it. Where none does, the line is cut into
runs of one face and one direction, laid out by level (Unicode Standard Annex 9, rule L2).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import groupby
from typing import Final, Literal

from PIL import ImageDraw

from renderers.errors import FontMissing
from renderers.language.translations import tie
from renderers.lettering.clusters import clusters
from renderers.lettering.fonts import (
    DESIGN,
    PICTOGRAPHS,
    Face,
    Role,
    face,
    is_drawn,
    missing_letters,
    missing_sentence,
    script_of,
)
from renderers.lettering.phrases import phrases

Direction = Literal["ltr", "rtl"]

RIGHT_TO_LEFT_LOCALES: Final = frozenset({"ar", "fa", "he", "ur"})
ARABIC_SCALE: Final[dict[Role, float]] = {"display": 1.06, "italic": 1.06, "text": 1.08, "hand": 1.06}
"""Arabic letters look smaller than Latin ones at the same size; the design sets them this much larger."""
TALL_LEADING: Final = 1.42
TALL: Final = frozenset({"ARABIC", "DEVANAGARI", "THAI", "LAO", "KHMER", "MYANMAR", "BENGALI", "TAMIL", "TELUGU"})
"""Scripts that write marks far above and below their letters and need lines further apart."""
NEVER_FIRST: Final = "ーぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮ々ゝゞヽヾ、。，．・：；？！」』）】》〉,.:;?!)]}”’…"
"""What begins no line."""


_BREAKING_SPACE: Final = re.compile(r"[ \t\u3000]+")
"""Where a line may end. A no-break space ties a short word to the next one."""


@dataclass(frozen=True, slots=True)
class Style:
    """How a text is set. `size` in pixels, `leading` in sizes, `locale` picks direction and national letter shapes."""

    role: Role
    size: int
    weight: int = 400
    leading: float = 1.22
    locale: str = "en"

    @property
    def direction(self) -> Direction:
        """The way its locale is written."""
        return page_direction(self.locale)


@dataclass(frozen=True, slots=True)
class Run:
    """Part of a line in one face and one direction; `level` is its embedding level."""

    text: str
    face: Face
    level: int

    @property
    def direction(self) -> Direction:
        """The way it runs: an odd level runs from right to left."""
        return "rtl" if self.level % 2 else "ltr"

    @property
    def width(self) -> float:
        """Advance of the whole run in pixels."""
        return self.face.font.getlength(self.text, direction=self.direction)


@dataclass(frozen=True, slots=True)
class Line:
    """A line in visual order, left to right. `width` in pixels."""

    runs: tuple[Run, ...]
    width: float


def page_direction(locale: str) -> Direction:
    """The direction a page or film in this locale runs."""
    return "rtl" if locale.split("-", maxsplit=1)[0] in RIGHT_TO_LEFT_LOCALES else "ltr"


def text_direction(text: str, base: Direction) -> Direction:
    """The direction of a line by its first strong letter; a text with none follows the page."""
    for letter in text:
        kind = unicodedata.bidirectional(letter)
        if kind in {"R", "AL"}:
            return "rtl"
        if kind == "L":
            return "ltr"
    return base


@lru_cache(maxsize=4096)
def set_line(text: str, style: Style) -> Line:
    """One line, shaped. Raises FontMissing where a character has no glyph in any font."""
    direction = text_direction(text, style.direction)
    runs = order(runs_of(text, style, direction))
    return Line(runs, sum(run.width for run in runs))


def runs_of(text: str, style: Style, direction: Direction) -> tuple[Run, ...]:
    """The line's runs in reading order: one where a face of the design has all letters, else one for each change of face."""
    size = _optical_size(text, style)
    whole = face(style.role, text, size, style.weight, style.locale)
    base = 1 if direction == "rtl" else 0
    if whole.file.family in DESIGN and _draws(whole, text):
        return (Run(text, whole, base),)
    placed: list[tuple[str, Face, int]] = []
    for cluster in clusters(text):
        before = placed[-1] if placed else None
        level = _level(cluster[0], base, before[2] if before else base)
        if before and not cluster[0].isalnum() and _keeps(before[1], cluster):
            placed.append((cluster, before[1], level))
        else:
            placed.append((cluster, _face_of(cluster, size, style), level))
    return tuple(
        Run("".join(cluster for cluster, _, _ in same), one, level)
        for (one, level), same in groupby(placed, key=lambda item: (item[1], item[2]))
    )


def order(runs: tuple[Run, ...]) -> tuple[Run, ...]:
    """Reading order to visual order: every stretch at or above a level is turned round, from the highest to the lowest odd one."""
    placed = list(runs)
    for level in range(max((run.level for run in runs), default=0), 0, -1):
        start = 0
        while start < len(placed):
            end = start
            while end < len(placed) and placed[end].level >= level:
                end += 1
            placed[start:end] = reversed(placed[start:end])
            start = max(end, start) + 1
    return tuple(placed)


def wrap(text: str, style: Style, width: float) -> tuple[str, ...]:
    """The text in lines of at most `width` pixels, broken at spaces; a last line of one word borrows its neighbour.

    A word wider than a line is broken between two of its letters; none is lost.
    """
    lines: list[str] = []
    ended_at_space = False
    for paragraph in text.splitlines():
        current = ""
        for gap, word in _words(paragraph, style.locale):
            longer = f"{current}{gap}{word}" if current else word
            if current and set_line(longer, style).width > width:
                lines.append(current)
                longer, ended_at_space = word, gap == " "
            *full, current = _broken(longer, style, width)
            lines += full
        lines.append(current)
    return _without_widow(lines, style, width) if ended_at_space else tuple(lines)


def fit(text: str, style: Style, width: float, smallest: int, lines: int = 2) -> tuple[Style, tuple[str, ...]]:
    """The largest style from `style.size` down to `smallest` in which the text stands on one line, or else on up to `lines`.

    A text too long even then is set smaller still, first with its words whole, then broken; never cut and never wider than `width`.
    """
    for size in _sizes(text, style, width, smallest - 1):
        tried = replace(style, size=size)
        if set_line(text, tried).width <= width:
            return tried, (text,)
    small = replace(style, size=smallest)
    for whole_words, least in ((True, smallest // 2), (False, smallest // 3)):
        words = _longest(text, small) if whole_words else ""
        for size in _sizes(words, small, width, least):
            tried = replace(style, size=size)
            if set_line(words, tried).width <= width and len(broken := wrap(text, tried, width)) <= lines:
                return tried, broken
    narrowest = replace(style, size=max(1, smallest // 3))
    return narrowest, wrap(text, narrowest, width)


def _sizes(text: str, style: Style, width: float, least: int) -> Iterator[int]:
    """Sizes from the style's down to above `least`, without those that are far too large for the text to stand on one line."""
    widest = set_line(text, style).width
    largest = style.size if widest <= width else min(style.size, int(style.size * width / widest) + 3)
    first = style.size - (style.size - largest) // 2 * 2
    yield from range(first, least, -2)


def draw_line(canvas: ImageDraw.ImageDraw, x: float, y: float, line: Line, fill: str | int | tuple[int, ...]) -> None:
    """Draws the line with its left end at `x` and its baseline at `y`."""
    for run in line.runs:
        canvas.text((x, y), run.text, font=run.face.font, fill=fill, anchor="ls", direction=run.direction)
        x += run.width


def line_height(text: str, style: Style) -> float:
    """Baseline to baseline, in pixels."""
    return style.size * (max(style.leading, TALL_LEADING) if is_tall(text) else style.leading)


def is_tall(text: str) -> bool:
    """True where a letter belongs to a script whose marks reach far above and below it."""
    return any(script_of(letter) in TALL for letter in set(text) if letter.isalpha())


def _words(paragraph: str, locale: str) -> Iterator[tuple[str, str]]:
    """Each piece that may begin a line, with the space before it: words, and phrases of scripts written without spaces."""
    for word in filter(None, _BREAKING_SPACE.split(tie(locale, paragraph))):
        first, *others = phrases(word, locale)
        yield " ", first
        yield from (("", other) for other in others)


def _longest(text: str, style: Style) -> str:
    """The widest piece that may stand on a line of its own."""
    return max((word for _, word in _words(text, style.locale)), key=lambda word: set_line(word, style).width)


def _broken(word: str, style: Style, width: float) -> list[str]:
    """The word whole where it fits, else in pieces as wide as a line; none begins with a sign that ends the one before."""
    if set_line(word, style).width <= width:
        return [word]
    pieces: list[str] = []
    rest = clusters(word)
    while set_line("".join(rest), style).width > width and len(rest) > 1:
        end = _first_that_may_begin(rest, _most_that_fit(rest, style, width))
        pieces.append("".join(rest[:end]))
        rest = rest[end:]
    return [*pieces, "".join(rest)]


def _most_that_fit(pieces: tuple[str, ...], style: Style, width: float) -> int:
    """How many of the pieces stand on one line; at least one."""
    fits, too_many = 1, len(pieces)
    while too_many - fits > 1:
        middle = (fits + too_many) // 2
        if set_line("".join(pieces[:middle]), style).width <= width:
            fits = middle
        else:
            too_many = middle
    return fits


def _first_that_may_begin(pieces: tuple[str, ...], end: int) -> int:
    """The last place up to `end` where the next line begins with a sign that may; `end` itself where there is none."""
    return next((at for at in range(end, 0, -1) if pieces[at][0] not in NEVER_FIRST), end)


def _without_widow(lines: list[str], style: Style, width: float) -> tuple[str, ...]:
    if len(lines) > 1 and " " not in lines[-1] and lines[-2].count(" ") > 1:
        *kept, last = lines[-2].split(" ")
        longer = f"{last} {lines[-1]}"
        if set_line(longer, style).width <= width:
            lines[-2:] = [" ".join(kept), longer]
    return tuple(lines)


def _keeps(face: Face, cluster: str) -> bool:
    """Whether a space or a sign stays in the face of the letter before it; the spaces of pictographs are as wide as they are."""
    return face.file.family != PICTOGRAPHS and _draws(face, cluster)


def _draws(face: Face, cluster: str) -> bool:
    return all(face.covers(letter) for letter in cluster if is_drawn(letter))


def _face_of(cluster: str, size: int, style: Style) -> Face:
    """The first face of the role that has the whole cluster; half a cluster would show a box beside a letter."""
    found = face(style.role, cluster, size, style.weight, style.locale)
    if not _draws(found, cluster):
        raise FontMissing(missing_sentence(missing_letters(cluster)))
    return found


def _level(letter: str, base: int, before: int) -> int:
    kind = unicodedata.bidirectional(letter)
    if kind in {"R", "AL"}:
        return 1
    if kind in {"L", "EN", "AN"}:
        return 0 if base == 0 else 2
    return before


def _is_arabic(text: str) -> bool:
    return any(unicodedata.bidirectional(letter) == "AL" for letter in text)


def _optical_size(text: str, style: Style) -> int:
    return round(style.size * ARABIC_SCALE[style.role]) if _is_arabic(text) else style.size
