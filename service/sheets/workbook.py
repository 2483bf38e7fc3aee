"""What a workbook (XLSX) says about itself: its sheets in order, its shared texts, and which cell styles are dates.

Read with the standard library and only as far as a list of people needs, so that what else a program wrote into the file, or wrote
badly (an empty fill, a chart as the first tab, the strict dialect's other namespace), cannot get in the way.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
import zlib
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from xml.etree.ElementTree import Element, ParseError, iterparse
from xml.parsers.expat import ExpatError, ParserCreate

from service.sheets.refusals import ListRefused

_BUILT_IN_DATES: Final = frozenset((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)))
"""Number formats that every spreadsheet knows as dates or times without writing them down (ECMA-376, 18.8.30)."""
_QUOTED: Final = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')
_HEAD: Final = 2_048
_PIECE: Final = 1 << 16
_HELD_MOST: Final = 1 << 20
"""Bytes of one element that is waited for until it is whole."""
_PLAIN_TEXT: Final = re.compile(
    rb'[ \t\r\n]*+<si><t(?: xml:space="preserve")?>([^<&\]\x00-\x1f]*+)</t></si>', re.DOTALL
)
_NO_SIGNS: Final = frozenset("\ufffe\uffff")
"""What XML cannot hold of what UTF-8 can."""
_RUNS: Final = frozenset({"r", "is"})
_ESCAPED: Final = re.compile(r"_x([0-9A-Fa-f]{4})_")
_HALVES: Final = range(0xD800, 0xE000)
"""Halves of signs, which are no text by themselves."""
_BROKEN_PART: Final = (
    ExpatError, LookupError, EOFError, OSError, ValueError, zipfile.BadZipFile, zlib.error, RuntimeError,
)  # fmt: skip
"""What reading a part of an archive raises where it is damaged."""
_UNREADABLE: Final = "We can’t read this spreadsheet. Open it, save it as XLSX or CSV, and upload that."


@dataclass(frozen=True, slots=True)
class Sheet:
    """One worksheet. `path` names its part of the archive."""

    name: str
    path: str
    is_visible: bool
    is_active: bool


@dataclass(frozen=True, slots=True)
class Book:
    """A workbook's sheets and what their cells refer to."""

    sheets: tuple[Sheet, ...]
    texts: tuple[str, ...]
    date_styles: frozenset[int]
    from_1904: bool


def unreadable(what: str = "") -> ListRefused:
    """The refusal of a damaged workbook; `what` is wrong with it, as far as that can be told."""
    return ListRefused("file_unreadable", _UNREADABLE.replace(".", f": {what}.", 1) if what else _UNREADABLE)


def read_book(archive: zipfile.ZipFile) -> Book:
    """The workbook of an archive. Raises ListRefused where it has no worksheet or is damaged."""
    path = _workbook_path(archive)
    if path not in archive.namelist():
        raise unreadable("it’s an archive (ZIP) without a workbook in it")
    relations = dict(_relations(archive, path))
    sheets: list[tuple[str, str, bool]] = []
    active, from_1904 = 0, False
    for element in elements(archive, path, "workbookPr", "workbookView", "sheet"):
        match _local(element):
            case "workbookView":
                active = int(element.get("activeTab", "0") or 0)
            case "workbookPr":
                from_1904 = element.get("date1904", "0") in {"1", "true"}
            case "sheet":
                kind, target = relations.get(_relation_of(element), ("", ""))
                sheets.append(
                    (
                        element.get("name", ""),
                        target if kind == "worksheet" else "",
                        element.get("state", "visible") == "visible",
                    )
                )
    known = set(archive.namelist())
    found = tuple(
        Sheet(name, target, visible, index == active)
        for index, (name, target, visible) in enumerate(sheets)
        if target in known
    )
    if not found:
        charts = all(kind == "chartsheet" for kind, target in relations.values() if target.startswith("xl/c")) and bool(
            sheets
        )
        raise unreadable(
            "it has no sheet with cells, only charts"
            if charts and not any(target for _, target, _ in sheets)
            else "the sheet that it names is missing in it"
        )
    parts = {kind: target for kind, target in relations.values() if target in known}
    return Book(
        found,
        _shared_texts(archive, parts["sharedStrings"]) if "sharedStrings" in parts else (),
        _date_styles(archive, parts["styles"]) if "styles" in parts else frozenset(),
        from_1904,
    )


def elements(archive: zipfile.ZipFile, path: str, *names: str) -> Iterator[Element]:
    """The elements of a part that are called so, in any namespace, each as soon as it is whole; what was read is let go.

    Raises ListRefused where the part is damaged.
    """
    try:
        with archive.open(path) as part:
            # Sheets have no document types; one is only there to blow up whoever reads it.
            if b"<!DOCTYPE" in part.read(_HEAD):
                raise unreadable("it holds a document type, which no spreadsheet writes")
        with archive.open(path) as part:
            for _, element in iterparse(part):  # noqa: S314 (no document types, and the size was bounded before)
                if _local(element) in names:
                    yield element
                    element.clear()
    except (ParseError, LookupError, EOFError, OSError, ValueError, zipfile.BadZipFile, zlib.error, RuntimeError):
        raise unreadable(f"its part “{path}” is damaged") from None


def read_comments(archive: zipfile.ZipFile, sheet: Sheet) -> dict[int, str]:
    """Row number -> what people wrote in the notes on its cells, which a spreadsheet shows beside them."""
    found: dict[int, str] = {}
    for kind, path in _relations(archive, sheet.path).values():
        for element in elements(archive, path, "comment") if kind == "comments" and path in archive.namelist() else ():
            row = re.sub("[^0-9]", "", element.get("ref", ""))
            text = "".join(written(child) for child in element if _local(child) == "text").strip()
            if row and text:
                found[int(row)] = "\n".join(filter(None, (found.get(int(row)), text)))
    return found


def written(element: Element) -> str:
    """The text of a cell or shared text: all its runs, without the readings that Japanese sheets keep beside them."""
    if _local(element) == "t":
        return element.text or ""
    return "".join(written(child) for child in element if _local(child) in {"t", "r", "is"})


def _local(element: Element) -> str:
    return element.tag.rsplit("}", 1)[-1]


def _workbook_path(archive: zipfile.ZipFile) -> str:
    for kind, target in _relations(archive, "").values():
        if kind == "officeDocument":
            return target
    return "xl/workbook.xml"


def _relations(archive: zipfile.ZipFile, path: str) -> dict[str, tuple[str, str]]:
    """Relation id -> (its kind, the part it names) of one part."""
    folder, name = posixpath.split(path)
    listed = posixpath.join(folder, "_rels", f"{name}.rels")
    if listed not in archive.namelist():
        return {}
    found: dict[str, tuple[str, str]] = {}
    for element in elements(archive, listed, "Relationship"):
        target = element.get("Target", "")
        whole = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
        found[element.get("Id", "")] = (element.get("Type", "").rsplit("/", 1)[-1], whole)
    return found


def _relation_of(element: Element) -> str:
    return next((value for name, value in element.attrib.items() if name.endswith("}id")), "")


class _Local(dict[str, str]):
    """An element's name -> the name without its prefix; filled as elements come."""

    def __init__(self, separator: str) -> None:
        super().__init__()
        self._separator = separator

    def __missing__(self, name: str) -> str:
        local = self[name] = name.rpartition(self._separator)[2]
        return local


class Follower:
    """Follows a part's elements as they come, those apart that are written as programs write nearly all of them: `followed` finds
    these in the bytes, since looking at each of millions of elements takes too long.

    `inside`: the elements, from the outermost, between whose children the plain ones may stand. A subclass keeps `open` right.
    """

    def __init__(self, *inside: str, separator: str | None = None) -> None:
        """`separator`: stands between an element's namespace and its name, where namespaces are looked at."""
        self.parser = ParserCreate(namespace_separator=separator)
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.data
        self.parser.StartDoctypeDeclHandler = self._doctype
        self.parser.StartCdataSectionHandler = self._look_at_all
        self.parser.XmlDeclHandler = self._declared
        self.names = _Local(separator or ":")
        self.open: list[str] = []
        """The elements that have begun and not ended, without their prefixes."""
        self._inside, self._fed, self._may_be_plain = list(inside), 0, True

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        raise NotImplementedError

    def end(self, name: str) -> None:
        """It ends."""
        raise NotImplementedError

    def data(self, text: str) -> None:
        """Text in it, whole."""
        raise NotImplementedError

    def plain(self, found: re.Match[bytes]) -> None:
        """A plain element, whole."""
        raise NotImplementedError

    def feed(self, piece: bytes, *, is_last: bool = False) -> None:
        """Follows some more of the part."""
        if not self._fed and (b"\x00" in piece[:4] or piece.startswith((BOM_UTF16_BE, BOM_UTF16_LE))):
            self._look_at_all()
        self._fed += len(piece)
        self.parser.Parse(piece, is_last)

    @property
    def is_between(self) -> bool:
        """Whether a plain element may come next: everything before it has ended, comments too."""
        return self._may_be_plain and self.open == self._inside and self.parser.CurrentByteIndex == self._fed

    def _look_at_all(self) -> None:
        self._may_be_plain = False

    def _declared(self, _version: str, encoding: str | None, _standalone: int) -> None:
        if encoding is not None and encoding.lower() != "utf-8":
            self._look_at_all()

    def _doctype(self, *_told: object) -> None:
        # Sheets have no document types; one is only there to blow up whoever reads it.
        raise unreadable()


def followed(
    archive: zipfile.ZipFile, path: str, follower: Follower, plain: re.Pattern[bytes], mark: bytes
) -> Iterator[None]:
    """Has a part followed, some of it at a time; its plain elements match `plain` and begin with `mark`.

    Raises ListRefused where the part is damaged.
    """
    held = b""
    try:
        with archive.open(path) as part:
            is_last = False
            while not is_last:
                piece = part.read(_PIECE)
                is_last, held, place = not piece, held + piece, 0
                while place < len(held):
                    if follower.is_between:  # plain ones leave the parser where it is
                        while found := plain.match(held, place):
                            follower.plain(found)
                            place = found.end()
                    cut = held.find(mark, place + 1)
                    if cut < 0:
                        break
                    follower.feed(held[place:cut])
                    place = cut
                held = held[place:]
                if is_last or len(held) > _HELD_MOST or not follower.is_between:
                    follower.feed(held, is_last=is_last)
                    held = b""
                yield
    except _BROKEN_PART:
        raise unreadable() from None


class _Texts(Follower):
    """Gathers the shared texts: of each all its runs, without the readings that Japanese sheets keep beside them."""

    def __init__(self) -> None:
        super().__init__("sst", separator="}")
        self.found: list[str] = []
        self._text: list[str] = []
        self._is_heard = False

    def start(self, name: str, attributes: dict[str, str]) -> None:  # noqa: ARG002
        local = self.names[name]
        self._is_heard = local == "t" and "si" in self.open and {*self.open[self.open.index("si") + 1 :]} <= _RUNS
        self.open.append(local)

    def end(self, name: str) -> None:  # noqa: ARG002
        self._is_heard = False
        if self.open.pop() == "si":
            self._take("".join(self._text))
            self._text = []

    def data(self, text: str) -> None:
        if self._is_heard:
            self._text.append(text)

    def plain(self, found: re.Match[bytes]) -> None:
        text = found[1].decode()
        if not text.isascii() and not _NO_SIGNS.isdisjoint(text):
            raise unreadable()
        self._take(text)

    def _take(self, text: str) -> None:
        """Blank ones as nothing: so are the cells that refer to them."""
        said = unescaped(text)
        self.found.append("" if said.isspace() else said)


def _shared_texts(archive: zipfile.ZipFile, path: str) -> tuple[str, ...]:
    texts = _Texts()
    for _ in followed(archive, path, texts, _PLAIN_TEXT, b"<si>"):
        pass
    return tuple(texts.found)


def unescaped(text: str) -> str:
    """Signs that XML cannot hold are written as `_x000D_` in a sheet, and such a form itself as `_x005F_x000D_`."""
    return _ESCAPED.sub(_sign, text).replace("\x00", "") if "_x" in text or "\x00" in text else text


def _sign(found: re.Match[str]) -> str:
    number = int(found[1], 16)
    return found.group() if number in _HALVES else chr(number)


def _date_styles(archive: zipfile.ZipFile, path: str) -> frozenset[int]:
    """Numbers of the cell styles that show a number as a date."""
    own: dict[int, str] = {}
    styles: list[int] = []
    for element in elements(archive, path, "numFmts", "cellXfs"):
        for child in element:
            number = int(child.get("numFmtId", "0") or 0)
            if _local(element) == "numFmts":
                own[number] = child.get("formatCode", "")
            else:
                styles.append(number)
    return frozenset(place for place, number in enumerate(styles) if _is_date(number, own.get(number)))


def _is_date(number: int, code: str | None) -> bool:
    if code is None:
        return number in _BUILT_IN_DATES
    bare = _QUOTED.sub("", code.split(";", 1)[0]).casefold()
    return any(letter in bare for letter in "yd") or ("m" in bare and not any(letter in bare for letter in "0#?"))
