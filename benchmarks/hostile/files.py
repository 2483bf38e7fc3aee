"""Files that somebody may send to break the reading of lists: small ones that unpack to much, endless ones, broken ones.

Each is made when it is asked for, so that none of them lies in the repository.
"""
# ruff: noqa: E501 (a file a line)

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from typing import Final

HEADINGS: Final = "Company,First name,Last name,Work email,Country,Dietary requirements,Notes"
_MB: Final = 1024 * 1024
_TYPES: Final = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="a/b"/></Types>'
_RELATIONS: Final = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
    'Type="x/officeDocument" Target="xl/workbook.xml"/></Relationships>'
)
_PARTS: Final = (
    '<Relationships><Relationship Id="r1" Type="x/worksheet" Target="worksheets/sheet1.xml"/>'
    '<Relationship Id="r2" Type="x/sharedStrings" Target="sharedStrings.xml"/>'
    '<Relationship Id="r3" Type="x/styles" Target="styles.xml"/></Relationships>'
)
_BOOK: Final = '<workbook xmlns:r="x"><sheets><sheet name="People" sheetId="1" r:id="r1"/></sheets></workbook>'
_CELL: Final = '<c t="inlineStr"><is><t>{}</t></is></c>'
_HEAD_ROW: Final = "<row>" + "".join(_CELL.format(title) for title in HEADINGS.split(",")) + "</row>"
_PERSON: Final = (
    "<row>"
    + "".join(_CELL.format(cell) for cell in ("Acme", "Ada", "Testa", "ada@acme.example", "DE", "vegan", ""))
    + "</row>"
)


def workbook(rows: str | bytes = _PERSON, **parts: str | bytes) -> bytes:
    """An XLSX of our own making: `rows` below the headings, other parts by name ("xl/styles.xml" as xl__styles)."""
    body = rows if isinstance(rows, bytes) else rows.encode()
    whole: dict[str, str | bytes] = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": _RELATIONS,
        "xl/workbook.xml": _BOOK,
        "xl/_rels/workbook.xml.rels": _PARTS,
        "xl/worksheets/sheet1.xml": b"<worksheet><sheetData>" + _HEAD_ROW.encode() + body + b"</sheetData></worksheet>",
    }
    whole |= {f"{name.replace('__', '/')}.xml": text for name, text in parts.items()}
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name, text in whole.items():
            archive.writestr(name, text)
    return held.getvalue()


def _csv(*lines: str, encoding: str = "utf-8") -> bytes:
    return "\n".join((HEADINGS, *lines, "")).encode(encoding, "surrogatepass")


def _person(number: int, notes: str = "", diet: str = "vegan") -> str:
    return f"Acme {number},Ada,Testa,ada{number}@acme.example,DE,{diet},{notes}"


def _claiming_a_small_size() -> bytes:
    """The table of contents says ten bytes; the part goes on for 150 MB."""
    data = bytearray(workbook(b"<row/>" * (25 * _MB)))
    at = data.rfind(b"PK\x01\x02")
    while at >= 0:
        if b"sheet1.xml" in data[at : at + 80]:
            data[at + 24 : at + 28] = (10).to_bytes(4, "little")
        at = data.rfind(b"PK\x01\x02", 0, at)
    return bytes(data)


def _encrypted() -> bytes:
    data = bytearray(workbook())
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(mark)
        while at >= 0:
            data[at + place] |= 1
            at = data.find(mark, at + 4)
    return bytes(data)


def _damaged(place: float) -> bytes:
    data = bytearray(workbook(_PERSON * 400))
    at = int(len(data) * place)
    data[at : at + 40] = bytes(40)
    return bytes(data)


def _many_sheets() -> bytes:
    sheets = "".join(f'<sheet name="S{number}" sheetId="{number}" r:id="r1"/>' for number in range(500))
    book = f'<workbook xmlns:r="x"><sheets>{sheets}</sheets></workbook>'
    return workbook("<row/>" * 200_000, xl__workbook=book)


FILES: Final[Mapping[str, tuple[str, Callable[[], bytes]]]] = {
    "rows without cells, 150 MB of them": ("a.xlsx", lambda: workbook(b"<row/>" * (25 * _MB))),
    "cells without text, 100 MB of them": ("a.xlsx", lambda: workbook(b"<row>" + b"<c/>" * (25 * _MB) + b"</row>")),
    "one cell of 180 MB": ("a.xlsx", lambda: workbook(b"<row><c t='inlineStr'><is><t>" + b"a" * (180 * _MB) + b"</t></is></c></row>")),
    "four million shared texts": ("a.xlsx", lambda: workbook(xl__sharedStrings=b"<sst>" + b"<si><t>abcdefgh</t></si>" * 4_000_000 + b"</sst>")),
    "four million styles": ("a.xlsx", lambda: workbook(xl__styles=b"<s><cellXfs>" + b"<xf numFmtId='14'/>" * 4_000_000 + b"</cellXfs></s>")),
    "a million merged areas": ("a.xlsx", lambda: workbook(_PERSON + '</sheetData><mergeCells>' + '<mergeCell ref="A2:G1048576"/>' * 1_000_000 + "</mergeCells><sheetData>")),
    "a merged area of a million rows over five thousand": ("a.xlsx", lambda: workbook(_PERSON * 5_000 + '</sheetData><mergeCells>' + '<mergeCell ref="A2:G1048576"/>' * 200 + "</mergeCells><sheetData>")),
    "half a million rows": ("a.xlsx", lambda: workbook(_PERSON * 500_000)),
    "a row of sixteen thousand cells, two hundred times": ("a.xlsx", lambda: workbook(("<row>" + _CELL.format("x") * 16_000 + "</row>") * 200)),
    "five hundred sheets that are one": ("a.xlsx", _many_sheets),
    "unpacks to more than is allowed": ("a.xlsx", lambda: workbook(b" " * (210 * _MB))),
    "says that it is small and is not": ("a.xlsx", _claiming_a_small_size),
    "elements inside each other, a million deep": ("a.xlsx", lambda: workbook(b"<row>" + b"<c>" * 1_000_000)),
    "runs inside each other": ("a.xlsx", lambda: workbook("<row><c t='inlineStr'><is>" + "<r>" * 5_000 + "<t>x</t>" + "</r>" * 5_000 + "</is></c></row>")),
    "a laugh of entities": ("a.xlsx", lambda: workbook(xl__sharedStrings='<!DOCTYPE s [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]><sst><si><t>&b;</t></si></sst>')),
    "a document type far below": ("a.xlsx", lambda: workbook(xl__sharedStrings=" " * 5_000 + '<!DOCTYPE s [<!ENTITY a "aaaa">]><sst><si><t>&a;</t></si></sst>')),
    "broken XML in the sheet": ("a.xlsx", lambda: workbook("<row><c><v>1</c></row>")),
    "broken XML in the workbook": ("a.xlsx", lambda: workbook(xl__workbook="<workbook><sheets>")),
    "broken XML in the styles": ("a.xlsx", lambda: workbook(xl__styles="<s><cellXfs><xf numFmtId='x'/></cellXfs></s>")),
    "XML in an encoding nobody knows": ("a.xlsx", lambda: workbook(xl__sharedStrings="<?xml version='1.0' encoding='klingon'?><sst/>")),
    "XML in UTF-16 that is none": ("a.xlsx", lambda: workbook(xl__workbook="<?xml version='1.0' encoding='utf-16'?><workbook/>")),
    "an active tab that is no number": ("a.xlsx", lambda: workbook(xl__workbook='<workbook xmlns:r="x"><bookViews><workbookView activeTab="first"/></bookViews><sheets><sheet name="P" r:id="r1"/></sheets></workbook>')),
    "row and column numbers beyond any sheet": ("a.xlsx", lambda: workbook('<row r="99999999999999999999"><c r="ZZZ9999999"><v>1</v></c></row>')),
    "numbers too large to be any": ("a.xlsx", lambda: workbook('<row><c s="1"><v>1e400</v></c><c><v>-1e308</v></c><c t="s"><v>99999999999</v></c></row>')),
    "no workbook in it": ("a.xlsx", lambda: workbook(xl__workbook="")),
    "a picture that says it is a workbook": ("a.xlsx", lambda: b"\x89PNG\r\n\x1a\n" + bytes(5_000)),
    "nothing but the mark of an archive": ("a.xlsx", lambda: b"PK\x03\x04" + bytes(200)),
    "an archive cut in half": ("a.xlsx", lambda: workbook(_PERSON * 3_000)[:9_000]),
    "an archive damaged in its middle": ("a.xlsx", lambda: _damaged(0.5)),
    "an archive damaged near its end": ("a.xlsx", lambda: _damaged(0.8)),
    "an archive with a password": ("a.xlsx", _encrypted),
    "ten million empty lines": ("a.csv", lambda: b"\n" * (10 * _MB)),
    "ten million empty lines below the headings": ("a.csv", lambda: _csv(_person(1)) + b"\r\n" * (5 * _MB)),
    "a line of ten million commas": ("a.csv", lambda: _csv("," * (10 * _MB))),
    "five million commas and lines": ("a.csv", lambda: _csv() + b",\n" * (5 * _MB)),
    "a quotation mark that is left open": ("a.csv", lambda: _csv('"' + _person(1) * 200_000)),
    "quotation marks, ten million": ("a.csv", lambda: _csv('"' * (10 * _MB))),
    "one cell of ten million letters": ("a.csv", lambda: _csv(_person(1, "a" * (9 * _MB)))),
    "ten million bytes of nothing": ("a.csv", lambda: bytes(10 * _MB)),
    "half signs, in the letters of nobody": ("a.csv", lambda: _csv(*(_person(n, "\ud800" * 20) for n in range(2_000)))),
    "bytes of every kind": ("a.csv", lambda: _csv() + bytes(range(1, 256)) * 30_000),
    "a million short rows": ("a.csv", lambda: _csv(*("a,b" for _ in range(1_000_000)))),
    "marks upon marks": ("a.csv", lambda: _csv(*(_person(n, "a" + "\u0301" * 1_900) for n in range(2_000)))),
    "entities of entities": ("a.csv", lambda: _csv(*(_person(n, "&amp;" * 380) for n in range(4_000)))),
    "letters broken many times over": ("a.csv", lambda: _csv(*(_person(n, "ÃÂ" * 900) for n in range(1_500)))),
    "dietary words in every cell": ("a.csv", lambda: _csv(*(_person(n, "no nuts or milk " * 60, "vegan or halal; " * 60) for n in range(3_000)))),
    "one company, near and far": ("a.csv", lambda: _csv(*(_person(n).replace("Acme", "Ácmé" if n % 2 else "Acme") for n in range(5_000)))),
    "addresses that go on and on": ("a.csv", lambda: _csv(*(f"A,B,C,{'a.' * 900}@{'b.' * 90}example,DE,," for _ in range(4_000)))),
}  # fmt: skip
"""What each is -> (file name, how it is made)."""
