"""Lays a statement out once, finds where the words of its slots came to stand, and keeps the rest as it is.

This reaches into WeasyPrint: its boxes, its page streams, its table of fonts. The version is pinned for that, and nothing is taken
on trust: a form is used only after it gave back, byte for byte, the pages it was compiled from.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

from renderers.errors import TemplateError
from renderers.statement.compiled.form import Copy, Form, Frame, Piece, Place, Sheets, content, set_slots
from renderers.statement.compiled.glyphs import seed
from renderers.statement.compiled.shape import Line, Unset, cut_letters, style_of
from renderers.statement.compiled.skeleton import skeleton_of
from renderers.statement.pdf.edition import EDITIONS
from renderers.statement.pdf.html_to_pdf import COLOURS, finish_tags, lay_out, strict_log, writing
from renderers.statement.qr_code import code_path

WHERE: Final = "statement"


@dataclass(frozen=True, slots=True)
class _Found:
    """A slot's line in the layout, keyed by the text box that draws it."""

    place: Place
    frame: Frame


def compile_form(html: str, copy: Copy) -> Form:
    """A form from the finished document of one statement.

    Raises TemplateError where a slot's words do not stand alone on their lines, Unset for words that only a full drawing can set
    or a form that does not give its own pages back, and what `lay_out` raises.
    """
    document = lay_out(html)
    found = _find_slots(document, copy)
    frames = _frames(found)
    if frames.keys() != copy.slots.keys():
        raise TemplateError(
            f"The paper has not the slots it is given: {sorted(frames.keys() ^ copy.slots.keys())}.", where=WHERE
        )
    lines = set_slots(frames, copy.slots)
    sheets = _sheets(document, copy, found, lines)
    letters = {font.hash: dict(font.to_unicode) for _, font in document.fonts.items()}
    form = Form(frames, letters, *sheets)
    if not form.holds(lines):
        raise Unset("A letter of this statement is not in the form's fonts.")
    return form


def _sheets(
    document: Any, copy: Copy, found: Mapping[int, _Found], lines: Mapping[str, tuple[Line, ...]]
) -> tuple[dict[int, tuple[Piece, ...]], dict[str, Sheets]]:
    """The pages' pieces by the number of their stream, and what each edition is besides.

    Painted once, as the archive's edition, which has all that the reader's has.
    """
    options = writing(document, EDITIONS["archive"], copy.attached)
    for letters, style in {(seed(copy.language, entry.place.slot), entry.frame.style) for entry in found.values()}:
        cut_letters(letters, style, document.fonts)
    with _recording_streams() as streams, strict_log():
        pdf = _generate(document, options)
    pdf.add_object(pdf.info)
    path = code_path(copy.address)
    pages = {stream.number: _pieces(stream, found, path) for stream in streams}
    for stream in streams:
        if content(pages[stream.number], lines, path) != _content(stream.stream):
            raise Unset("A compiled page is not the page it was compiled from.")
    metadata = int(bytes(pdf.catalog["Metadata"]).split()[0])
    files = tuple(thing.number for thing in pdf.objects if _is_file(thing))
    holes = {*pages, metadata, pdf.info.number}
    without, instead = _readers(pdf)
    written: dict[int, bytes] = {}
    return pages, {
        "archive": Sheets(
            skeleton_of(pdf, {*holes, *files}, written=written), metadata, pdf.info.number, dict(pdf.info), files
        ),
        "reader": Sheets(
            skeleton_of(pdf, holes, without, instead, written), metadata, pdf.info.number, dict(pdf.info), ()
        ),
    }


def _readers(pdf: Any) -> tuple[set[int], dict[int, Any]]:
    """What the archive's edition has and the reader's has not: attached files, the colour profile and every mention of them."""
    import pydyf  # noqa: PLC0415

    names: Any
    spaces: Any
    names, spaces = (
        next(thing for thing in pdf.objects if isinstance(thing, dict) and key in thing) for key in ("Names", COLOURS)
    )
    catalog = pydyf.Dictionary(
        {key: pdf.catalog[key] for key in pdf.catalog if key not in {"AF", "OutputIntents", "Names"}}
    )
    colours = pydyf.Dictionary({key: spaces[key] for key in spaces if key != COLOURS})
    without = {
        thing.number
        for thing in pdf.objects
        if _is_file(thing) or _is_profile(thing) or (isinstance(thing, dict) and thing.get("Type") == "/Filespec")
    }
    if names is not pdf.catalog:
        without.add(names.number)
    return without, {pdf.catalog.number: catalog, spaces.number: colours}


def _generate(document: Any, options: dict[str, Any]) -> Any:
    from weasyprint import DEFAULT_OPTIONS  # noqa: PLC0415 - loads Pango, see press
    from weasyprint.pdf import VARIANTS, generate_pdf  # noqa: PLC0415

    _, properties = VARIANTS[options["pdf_variant"]]
    pdf = generate_pdf(document, None, 1, **(DEFAULT_OPTIONS | properties | options))
    finish_tags(document, pdf)
    return pdf


@contextmanager
def _recording_streams() -> Iterator[list[Any]]:
    """Lets every page stream remember which of its operators drew which box."""
    from weasyprint import pdf  # noqa: PLC0415

    streams: list[Any] = []

    class Recording(pdf.Stream):  # type: ignore[misc]
        def __init__(self, *arguments: Any, **named: Any) -> None:
            super().__init__(*arguments, **named)
            self.drawn: list[tuple[Any, int, int]] = []
            streams.append(self)

        @contextmanager
        def marked(self, box: Any, tag: str) -> Iterator[None]:
            with super().marked(box, tag):
                begin = len(self.stream)
                yield
                self.drawn.append((box, begin, len(self.stream)))

    usual = pdf.Stream
    pdf.Stream = Recording
    try:
        yield streams
    finally:
        pdf.Stream = usual


def _find_slots(document: Any, copy: Copy) -> dict[int, _Found]:
    """Text box (by its id, while the document lives) -> the slot's line it is."""
    found: dict[int, _Found] = {}
    for page in document.pages:
        for container, slot in _containers(page._page_box, None):
            boxes = [_only_text(line, slot) for line in container.children]
            room = copy.room.get(slot, 0)
            if room and len(boxes) > 1:
                raise Unset(f"The slot {slot} keeps room for lines and is compiled with one.")
            frame = Frame(style_of(boxes[0].style), container.width, len(boxes), room)
            for number, box in enumerate(boxes):
                found[id(box)] = _Found(_place(slot, number, box, container, room), frame)
    return found


def _containers(box: Any, slot: str | None) -> Iterator[tuple[Any, str]]:
    """Every box that holds the lines of a slot, with the slot's name: `data-slot` in the page, `@top-left` in its margin."""
    from weasyprint.formatting_structure import boxes  # noqa: PLC0415

    element = getattr(box, "element", None)
    if isinstance(box, boxes.MarginBox):
        slot = box.at_keyword if box.at_keyword in _IN_MARGIN else None
    elif element is not None:
        slot = element.get("data-slot") or slot
    children = getattr(box, "children", ())
    if slot is not None and any(isinstance(child, boxes.LineBox) for child in children):
        yield box, slot
        return
    for child in children:
        yield from _containers(getattr(child, "_box", child), slot)


_IN_MARGIN: Final = frozenset({"@top-left", "@top-right", "@bottom-left"})


def _only_text(line: Any, slot: str) -> Any:
    from weasyprint.formatting_structure import boxes  # noqa: PLC0415

    texts = [box for box in line.descendants() if isinstance(box, boxes.TextBox)]
    if len(texts) != 1:
        raise TemplateError(f"The slot {slot} does not stand alone on its line.", where=WHERE)
    return texts[0]


def _place(slot: str, number: int, box: Any, container: Any, room: int) -> Place:
    is_ended = _is_ended(container.style["text_align_all"], box.style["direction"])
    edge = box.position_x + box.width if is_ended else box.position_x
    return Place(slot, number, edge, box.position_y + box.baseline, is_ended, box.margin_height() if room else 0.0)


def _is_ended(align: str, direction: str) -> bool:
    """True where the right edge of a line stays when its words change."""
    if align in {"left", "right"}:
        return align == "right"
    if align not in {"start", "end"}:
        raise TemplateError(f"A slot cannot be aligned {align}.", where=WHERE)
    return (align == "end") != (direction == "rtl")


def _frames(found: Mapping[int, _Found]) -> dict[str, Frame]:
    return {entry.place.slot: entry.frame for entry in found.values()}


def _pieces(stream: Any, found: Mapping[int, _Found], path: bytes) -> tuple[Piece, ...]:
    """The stream cut at its slots and at the code."""
    pieces: list[Piece] = []
    at = 0
    for box, begin, end in stream.drawn:
        entry = found.get(id(box))
        if entry is not None:
            first, last = _text_range(stream.stream, begin, end)
            pieces += (_content(stream.stream[at:first]), entry.place)
            at = last
        elif (cut := _code_range(stream.stream, begin, end, path)) is not None:
            pieces += (_content(stream.stream[at : cut[0]]), None)
            at = cut[1]
    return (*pieces, _content(stream.stream[at:]))


def _text_range(items: list[Any], begin: int, end: int) -> tuple[int, int]:
    """From the text matrix to the end of the text object."""
    return items.index(b"BT", begin, end) + 1, items.index(b"ET", begin, end)


def _code_range(items: list[Any], begin: int, end: int, path: bytes) -> tuple[int, int] | None:
    """Where the code's path stands among the operators of a picture; None for another picture."""
    length = path.count(b"\n") + 1
    for first in range(begin, end - length + 1):
        if items[first] == b"0 0 m" and _content(items[first : first + length]) == path:
            return first, first + length
    return None


def _content(items: list[Any]) -> bytes:
    from pydyf import _to_bytes  # noqa: PLC0415

    return b"\n".join(_to_bytes(item) for item in items)


def _is_file(thing: Any) -> bool:
    extra = getattr(thing, "extra", None)
    return isinstance(extra, dict) and extra.get("Type") == "/EmbeddedFile"


def _is_profile(thing: Any) -> bool:
    extra = getattr(thing, "extra", None)
    return isinstance(extra, dict) and "N" in extra
