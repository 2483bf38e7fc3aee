"""Broken sheets of gifts, made and never stored: what is wrong with each, and what it is told."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tests.service.planning.people.lists.workbooks import Tab, workbook

HEAD = ("Code", "Gift", "Kind", "Price", "Countries", "Stock")
ROW = ("PEN-1", "Olive pen", "neither", "42.00", "CZ", "7")


@dataclass(frozen=True)
class Broken:
    """One file: its name, how it is made, the code it gets, and words of its sentence. `is_heavy`: tried in the whole run only."""

    name: str
    make: Callable[[], bytes]
    code: str
    words: str
    is_heavy: bool = False


def csv(*rows: Sequence[str], head: Sequence[str] = HEAD) -> bytes:
    lines = (",".join(f'"{cell}"' if "," in cell else cell for cell in row) for row in (head, *rows))
    return ("\n".join(lines) + "\n").encode()


def one(**cells: str) -> bytes:
    """A sheet with one row; cells by heading, with underscores for spaces."""
    told = {heading.replace("_", " "): cell for heading, cell in cells.items()}
    row = dict(zip(HEAD, ROW, strict=True)) | told
    return csv(tuple(row.values()), head=tuple(row))


def book(*rows: Sequence[str], strict: bool = False, **tab: object) -> bytes:
    return workbook(Tab(name="Gifts", rows=(HEAD, *rows), **tab), strict=strict)  # type: ignore[arg-type]


def zipped(**parts: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), data)
    return file.getvalue()


def with_part(part: str, change: Callable[[bytes], bytes]) -> bytes:
    """A good workbook of which one part was changed."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book(ROW))) as good, zipfile.ZipFile(file, "w") as archive:
        for name in good.namelist():
            archive.writestr(name, change(good.read(name)) if name == part else good.read(name))
    return file.getvalue()


SHEET = "xl/worksheets/sheet1.xml"
ENTITIES = b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><worksheet>&b;</worksheet>'
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01" + bytes(range(256)) * 20
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<< /Type /Catalog >>\nendobj\n" + bytes(range(256)) * 8
TWICE = (ROW, (*ROW[:3], "45.00", *ROW[4:]))

BROKEN: dict[str, Broken] = {
    "nothing": Broken("gifts.csv", lambda: b"", "file_empty", "The file is empty"),
    "blank lines": Broken("gifts.csv", lambda: b"\n \n,,\n" * 50, "file_empty", "The file is empty"),
    "50 MB of spaces": Broken(
        "gifts.csv", lambda: b" " * 52_428_800, "file_too_large", "larger than 10 MB", is_heavy=True
    ),
    "an old workbook": Broken(
        "gifts.xls", lambda: b"\xd0\xcf\x11\xe0" + bytes(600), "file_unreadable", "old format (XLS)"
    ),
    "a photo renamed": Broken("gifts.xlsx", lambda: JPEG, "file_unreadable", "it’s a picture (JPEG) with another name"),
    "a PDF renamed": Broken("gifts.csv", lambda: PDF, "file_unreadable", "it’s a PDF with another name"),
    "a workbook that breaks off": Broken(
        "gifts.xlsx", lambda: book(ROW)[:900], "file_unreadable", "read this spreadsheet"
    ),
    "a chart and no sheet": Broken(
        "gifts.xlsx", lambda: workbook(Tab(kind="chartsheet")), "file_unreadable", "read this spreadsheet"
    ),
    "an archive of something else": Broken(
        "gifts.xlsx", lambda: zipped(readme_xml=b"<hello/>"), "file_unreadable", "read this spreadsheet"
    ),
    "a laugh of entities": Broken(
        "gifts.xlsx", lambda: with_part(SHEET, lambda _: ENTITIES), "file_unreadable", "read this spreadsheet"
    ),
    "XML that ends in the middle": Broken(
        "gifts.xlsx", lambda: with_part(SHEET, lambda xml: xml[:-40]), "file_unreadable", "read this spreadsheet"
    ),
    "a bomb of 300 MB": Broken(
        "gifts.xlsx",
        lambda: with_part(SHEET, lambda xml: xml + b" " * 314_572_800),
        "file_too_large",
        "unpacks to more than 200 MB",
        is_heavy=True,
    ),
    "headings and nothing else": Broken("gifts.csv", csv, "no_rows", "headings and no rows"),
    "no column for the price": Broken(
        "gifts.csv", lambda: b"Gift,Countries,Stock\nPen,CZ,7\n", "columns_missing", "Missing column: Price."
    ),
    "no headings at all": Broken(
        "gifts.csv", lambda: b"Pen,42,CZ,7\nMug,19,CZ,3\n", "columns_missing", "Gift and Price and Countries and Stock"
    ),
    "two columns for the price": Broken(
        "gifts.csv",
        lambda: csv((*ROW, "45.00"), head=(*HEAD, "Retail price")),
        "two_columns",
        "“Price” and “Retail price”",
    ),
    "a quotation mark left open": Broken(
        "gifts.csv",
        lambda: csv(ROW) + b'X,"Pen,neither,4,CZ,1\n',
        "file_unreadable",
        "A quotation mark is probably missing",
    ),
    "letters of no encoding": Broken(
        "gifts.csv",
        lambda: csv(ROW) + b"\x81\x8d\x8f\x90\x9d\xff\xfe\x81 \x8d\x81\x8f,\x9d\x81\x90,x,\x81,\x8d,\x8f\n" * 9,
        "encoding_unknown",
        "is not UTF-8",
    ),
    "JSON that breaks off": Broken(
        "gifts.json", lambda: b'[{"gift": "Pen", "price": ', "file_unreadable", "isn’t whole JSON"
    ),
    "JSON of one word": Broken("gifts.json", lambda: b'"gifts"', "file_unreadable", "a list of objects"),
    "JSON of lists": Broken("gifts.json", lambda: b'[["Pen", 42]]', "file_unreadable", "a list of objects"),
    "JSON nested too deeply": Broken("gifts.json", lambda: b"[" * 200_000, "file_unreadable", "JSON"),
    "JSON without gifts": Broken("gifts.json", lambda: b'{"gifts": []}', "file_empty", "The list of gifts is empty"),
    "JSON with a price that is a list": Broken(
        "gifts.json",
        lambda: json.dumps([{"gift": "Pen", "price": [1, 2], "countries": ["CZ"], "stock": 1}]).encode(),
        "price_invalid",
        "“1, 2” isn’t a price",
    ),
    "a formula without its value": Broken(
        "gifts.xlsx",
        lambda: book(ROW, cells={"D2": '<c r="D2"><f>A1*2</f></c>'}),
        "formula_broken",
        "a formula without a result",
    ),
    "a formula that failed": Broken(
        "gifts.xlsx",
        lambda: book(ROW, cells={"B2": '<c r="B2" t="e"><v>#REF!</v></c>'}),
        "formula_broken",
        "a formula without a result",
    ),
    "merged cells that make one gift two": Broken(
        "gifts.xlsx",
        lambda: book(
            ROW,
            ("", "", "neither", "42.00", "CZ", "5"),
            after='<mergeCells><mergeCell ref="A2:A3"/><mergeCell ref="B2:B3"/></mergeCells>',
        ),
        "gift_repeated",
        "The same gift and version is in row 2",
    ),
    "a date that is a number": Broken(
        "gifts.csv", lambda: one(Source="label", Source_date="46083"), "date_invalid", "“46083” is not a date"
    ),
    "a code that Excel has rounded": Broken(
        "gifts.csv", lambda: one(Code="4.01E+12"), "code_mangled", "a number that the spreadsheet has rounded"
    ),
    "a letter in the price": Broken("gifts.csv", lambda: one(Price="34,9o"), "price_invalid", "“34,9o” isn’t a price"),
    "two currencies at once": Broken(
        "gifts.csv", lambda: one(Price="$42", Currency="EUR"), "price_currency", "says USD, the currency column EUR"
    ),
    "a price of nothing": Broken("gifts.csv", lambda: one(Price="0"), "price_invalid", "A price of 0 can’t be right"),
    "a country there is not": Broken(
        "gifts.csv", lambda: one(Countries="CZ, Atlantis"), "country_unknown", "“Atlantis” isn’t a country we know"
    ),
    "two countries as one": Broken(
        "gifts.csv", lambda: one(Countries="UK & Irland"), "country_unknown", "“UK & Irland” isn’t one country"
    ),
    "a stock in words": Broken(
        "gifts.csv", lambda: one(Stock="a few"), "stock_invalid", "“a few” isn’t a number of pieces"
    ),
    "a stock below zero": Broken("gifts.csv", lambda: one(Stock="-4"), "stock_negative", "Stock can’t be below zero"),
    "lead days in words": Broken(
        "gifts.csv", lambda: one(Lead_days="two weeks"), "lead_days_invalid", "“two weeks” isn’t a number of days"
    ),
    "a kind nobody taught us": Broken(
        "gifts.csv", lambda: one(Kind="gadgety"), "kind_unknown", "“gadgety” isn’t a kind"
    ),
    "a bundle of nobody knows what": Broken(
        "gifts.csv", lambda: one(Kind="bundle"), "kind_of_bundle", "A bundle is what its strictest part is"
    ),
    "a source without its date": Broken(
        "gifts.csv", lambda: one(Source="label", Materials="none"), "source_date_missing", "A source needs its date"
    ),
    "a source from the future": Broken(
        "gifts.csv", lambda: one(Source="label", Source_date="2031-01-01"), "source_date_invalid", "is still to come"
    ),
    "a source called memory": Broken(
        "gifts.csv", lambda: one(Source="my memory"), "source_unknown", "“my memory” isn’t a source we can name"
    ),
    "a mark with a question mark": Broken(
        "gifts.csv", lambda: one(Kind="edible", Contains="sesame?"), "mark_unclear", "“sesame?” isn’t a mark"
    ),
    "leather that is none": Broken(
        "gifts.csv", lambda: one(Materials="vegan leather"), "mark_unclear", "doesn’t say what it’s made of"
    ),
    "an answer that is neither yes nor no": Broken(
        "gifts.csv", lambda: one(Alcohol="a little"), "yes_or_no", "“a little” is neither yes nor no"
    ),
    "an age in words": Broken("gifts.csv", lambda: one(Min_age="grown up"), "age_invalid", "“grown up” isn’t an age"),
    "the same gift at two prices": Broken(
        "gifts.csv", lambda: csv(*TWICE), "gift_repeated", "The same gift and version is in row 2"
    ),
    "a comma too many": Broken(
        "gifts.csv",
        lambda: csv(ROW) + b"X,Pen,neither,42,CZ,7,Germany\n",
        "cells_beyond_header",
        "“Germany” is to the right",
    ),
    "a novel in one cell": Broken(
        "gifts.csv", lambda: one(Gift="pen " * 800), "cell_too_long", "This cell has 3,200 characters"
    ),
    "a name too long to show": Broken("gifts.csv", lambda: one(Gift="olive pen " * 20), "too_long", "we show 120"),
    "two thousand and one gifts": Broken(
        "gifts.csv",
        lambda: csv(*((f"P{n}", *ROW[1:]) for n in range(2_001))),
        "too_many_rows",
        "the limit is 2,000 at once",
        is_heavy=True,
    ),
    "more columns than any sheet has": Broken(
        "gifts.csv",
        lambda: csv((*ROW, *"x" * 400), head=(*HEAD, *(f"More {n}" for n in range(400)))),
        "too_many_columns",
        "more than 400 filled columns",
    ),
    "Strict OOXML with a date for a price": Broken(
        "gifts.xlsx",
        lambda: book((*ROW[:3], "2026-03-02", *ROW[4:]), strict=True),
        "price_invalid",
        "“2026-03-02” isn’t a price",
    ),
    "free of a part of an allergen": Broken(
        "gifts.csv", lambda: one(Kind="edible", Free_from="almonds"), "mark_unclear", "“almonds” isn’t a mark"
    ),
    "free of all but one": Broken(
        "gifts.csv",
        lambda: one(Kind="edible", Free_from="all except nuts"),
        "mark_unclear",
        "“all except nuts” isn’t a mark",
    ),
    "a diet that is denied": Broken(
        "gifts.csv", lambda: one(Kind="edible", Suits="not vegan"), "mark_unclear", "“not vegan” isn’t a mark"
    ),
    "contains none of it": Broken(
        "gifts.csv", lambda: one(Kind="edible", Contains="no nuts"), "mark_unclear", "“no nuts” isn’t a mark"
    ),
    "a no with a footnote": Broken(
        "gifts.csv", lambda: one(Kind="edible", Nuts="No*"), "mark_unclear", "“No*” isn’t a mark"
    ),
    "a cross that may mean either": Broken(
        "gifts.csv", lambda: one(Kind="edible", Nuts="✗"), "mark_unclear", "“✗” isn’t a mark"
    ),
    "an answer below a heading that denies": Broken(
        "gifts.csv", lambda: one(Kind="edible", **{"Nut-free": "mostly"}), "mark_unclear", "“mostly” isn’t a mark"
    ),
    "a country as on cars": Broken(
        "gifts.csv", lambda: one(Countries="CZ, D"), "country_unknown", "“D” isn’t a country we know"
    ),
    "two prices in one cell": Broken("gifts.csv", lambda: one(Price="34,90 / 29,90"), "price_invalid", "isn’t a price"),
    "a price on request": Broken(
        "gifts.csv", lambda: one(Price="auf Anfrage"), "price_invalid", "“auf Anfrage” isn’t a price"
    ),
    "a web page called a workbook": Broken(
        "gifts.xls", lambda: b"<html><table><tr><td>Gift</td></tr></table></html>", "file_unreadable", "it’s a web page"
    ),
    "JSON with a mark that is an object": Broken(
        "gifts.json",
        lambda: json.dumps(
            [
                {
                    "gift": "Bar",
                    "kind": "edible",
                    "price": "9",
                    "countries": ["CZ"],
                    "stock": 1,
                    "allergens": {"nuts": {"is": 1}},
                }
            ]
        ).encode(),
        "mark_unclear",
        "isn’t a mark",
    ),
}
