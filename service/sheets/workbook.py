"""What a workbook (XLSX) says about itself: its sheets in order, its shared texts, and which cell styles are dates.

Read with the standard library and only as far as a list of people needs, so that what else a program wrote into the file, or wrote
badly (an empty fill, a chart as the first tab, the strict dialect's other namespace), cannot get in the way.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from xml.etree.ElementTree import Element, ParseError, iterparse

from service.sheets.refusals import ListRefused

_BUILT_IN_DATES: Final = frozenset((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)))
"""Number formats that every spreadsheet knows as dates or times without writing them down (ECMA-376, 18.8.30)."""
_QUOTED: Final = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')
_HEAD: Final = 2_048
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
        tuple(_shared_texts(archive, parts["sharedStrings"])) if "sharedStrings" in parts else (),
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


def _shared_texts(archive: zipfile.ZipFile, path: str) -> Iterator[str]:
    for element in elements(archive, path, "si"):
        yield written(element)


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
