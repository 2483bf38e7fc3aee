"""A statement laid out once, with places where the words of another can be set, and the file each edition of it becomes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from renderers.statement.compiled.shape import Line, Style, Unset, lines_of
from renderers.statement.compiled.skeleton import Skeleton, stream_object
from renderers.statement.pdf.edition import EDITIONS, Attached, Edition, attachments
from renderers.statement.qr_code import code_path

_SPACES: Final = {ord(" "): " ", 0xA0: " ", 0x202F: " "}
_WHITE: Final = str.maketrans(_SPACES)


@dataclass(frozen=True, slots=True)
class Copy:
    """What differs from one statement to the next. `slots`: name of a place -> its words; `room`: name of a place that is kept
    as high as so many lines -> how many.
    """

    slots: dict[str, str]
    room: Mapping[str, int]
    title: str
    author: str
    language: str
    address: str
    """Where the code leads."""
    identifier: str
    attached: tuple[Attached, ...]


@dataclass(frozen=True, slots=True)
class Frame:
    """Where a text may stand: its style, its width in CSS pixels, and at how many lines this form was laid out.

    Where the template keeps room for more, `room` is up to how many lines it may have; otherwise 0: then as many as here.
    """

    style: Style
    width: float
    lines: int
    room: int

    def takes(self, lines: int) -> bool:
        """True where so many lines leave everything else in its place."""
        return lines <= self.room if self.room else lines == self.lines


@dataclass(frozen=True, slots=True)
class Place:
    """One line of a slot on a page, with those after it where `leading`, the height of a line, is not 0.

    `edge` is the side that stays: left, or right where `is_ended`; `y` the baseline.
    """

    slot: str
    line: int
    edge: float
    y: float
    is_ended: bool
    leading: float


Piece = bytes | Place | None
"""A part of a page's content: always the same, a line to set, or (None) the path of the code."""


@dataclass(frozen=True, slots=True)
class Sheets:
    """What one edition of the form is besides its pages. Numbers are those of objects."""

    skeleton: Skeleton
    metadata: int
    info: int
    made_info: Mapping[str, Any]
    files: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Form:
    """A compiled statement. `letters`: hash of the font -> glyph in its cut -> what it says; `pages`: number of the content
    stream's object -> its pieces.
    """

    frames: Mapping[str, Frame]
    letters: Mapping[str, Mapping[int, str]]
    pages: Mapping[int, tuple[Piece, ...]]
    editions: Mapping[str, Sheets]

    def holds(self, lines: Mapping[str, tuple[Line, ...]]) -> bool:
        """True where every text takes the lines it was given and every glyph is in the cut, saying the same."""
        return all(frame.takes(len(lines[slot])) for slot, frame in self.frames.items()) and all(
            self._draws(line) for set_lines in lines.values() for line in set_lines
        )

    def _draws(self, line: Line) -> bool:
        for font, glyphs in line.glyphs.items():
            letters = self.letters.get(font)
            if letters is None:
                return False
            for glyph, told in glyphs.items():
                held = letters.get(glyph)
                if held != told and (held is None or held.translate(_WHITE) != told.translate(_WHITE)):
                    return False
        return True

    def filled(self, copy: Copy, lines: Mapping[str, tuple[Line, ...]]) -> dict[str, bytes]:
        """The files, one for each edition. `lines` must be held by this form."""
        path = code_path(copy.address)
        pages = {number: stream_object(content(pieces, lines, path)) for number, pieces in self.pages.items()}
        return {name: _filled(sheets, EDITIONS[name], copy, pages) for name, sheets in self.editions.items()}


def set_slots(frames: Mapping[str, Frame], slots: Mapping[str, str]) -> dict[str, tuple[Line, ...]]:
    """Every slot's words as lines. Raises Unset for a text that only a full drawing can set."""
    if frames.keys() != slots.keys():
        raise Unset(f"{sorted(frames.keys() ^ slots.keys())}")
    return {slot: lines_of(slots[slot], frame.style, frame.width) for slot, frame in frames.items()}


def content(pieces: tuple[Piece, ...], lines: Mapping[str, tuple[Line, ...]], path: bytes) -> bytes:
    """A page's content stream."""
    return b"\n".join(
        piece if isinstance(piece, bytes) else path if piece is None else _set(piece, lines[piece.slot])
        for piece in pieces
    )


def _set(place: Place, lines: tuple[Line, ...]) -> bytes:
    if not place.leading:
        return _line(place, lines[place.line], place.y)
    return b"\n".join(_line(place, line, place.y + place.leading * row) for row, line in enumerate(lines))


def _line(place: Place, line: Line, y: float) -> bytes:
    left = place.edge - line.width if place.is_ended else place.edge
    return b"1 0 0 -1 %b %b Tm\n%b" % (_number(left), _number(y), line.operators)


def _number(value: float) -> bytes:
    """As WeasyPrint's writer prints a coordinate."""
    return str(int(value)).encode() if float(value).is_integer() else f"{value:f}".rstrip("0").encode()


def _filled(sheets: Sheets, edition: Edition, copy: Copy, pages: Mapping[int, bytes]) -> bytes:
    holes = {**pages, sheets.metadata: _metadata(edition, copy), sheets.info: _info(sheets.made_info, copy)}
    holes |= zip(sheets.files, _files(edition, copy), strict=True)
    return sheets.skeleton.filled(holes, copy.identifier)


def _metadata(edition: Edition, copy: Copy) -> bytes:
    from weasyprint.pdf.metadata import DocumentMetadata  # noqa: PLC0415 - loads Pango, see press

    pdf = _Catching()
    told = DocumentMetadata(title=copy.title, authors=[copy.author], lang=copy.language)
    told.include_in_pdf(pdf, edition.standard, edition.part, edition.conformance, True)
    return bytes(pdf.caught[0].data)


def _info(made: Mapping[str, Any], copy: Copy) -> bytes:
    import pydyf  # noqa: PLC0415

    told = {"Title": pydyf.String(copy.title), "Author": pydyf.String(copy.author)}
    return bytes(pydyf.Dictionary({**made, **told}).data)


def _files(edition: Edition, copy: Copy) -> list[bytes]:
    """The attached files as WeasyPrint writes them."""
    from weasyprint.pdf.anchors import write_pdf_attachment  # noqa: PLC0415

    written: list[bytes] = []
    for file in attachments(edition, copy.attached):
        pdf = _Catching()
        write_pdf_attachment(pdf, file, True)
        written.append(bytes(pdf.caught[0].data))
    return written


class _Catching:
    """Stands where WeasyPrint adds objects to a document, and keeps them."""

    def __init__(self) -> None:
        self.caught: list[Any] = []
        self.catalog: dict[str, Any] = {}

    def add_object(self, thing: Any) -> None:
        thing.number = 0
        self.caught.append(thing)
