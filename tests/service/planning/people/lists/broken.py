"""A hundred and twenty lists that are broken, each in its own way, and what each is told. Every one is made by its function."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator
from typing import Final

from benchmarks.hostile.files import FILES, workbook
from tests.service.planning.people.lists.workbooks import Tab
from tests.service.planning.people.lists.workbooks import workbook as book

HEAD: Final = (
    "Company,First name,Last name,Work email,Country,Dietary requirements,Away from,Away to,18 or over,Gift policy"
)
GOOD: Final = "Vltava,Jana,Nováková,jana@v.example,CZ,,,,,"

Broken = dict[str, tuple[str, Callable[[], bytes], str]]
"""What is wrong -> (file name, how it is made, the code it is told by)."""


def row(**cells: str) -> Callable[[], bytes]:
    """A list of one person with these cells instead of good ones."""
    names = ("company", "first", "last", "email", "country", "diet", "away_from", "away_to", "adult", "policy")

    def make() -> bytes:
        usual = dict(zip(names, GOOD.split(","), strict=True)) | cells
        return f"{HEAD}\n{','.join(_quoted(usual[name]) for name in names)}\n".encode()

    return make


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"' if set(text) & set(',"\n') else text


def _text(text: str | bytes) -> Callable[[], bytes]:
    return lambda: text.encode() if isinstance(text, str) else text


CELLS: Final[dict[str, tuple[dict[str, str], str]]] = {
    "no company": ({"company": ""}, "company_missing"),
    "a company that an export left empty": ({"company": "(No value)"}, "company_missing"),
    "a company of a dash": ({"company": "-"}, "company_missing"),
    "a company of signs alone": ({"company": "★★★"}, "company_unreadable"),
    "a company as long as a page": ({"company": "V" * 121}, "name_too_long"),
    "no address": ({"email": ""}, "email_missing"),
    "an address that is not applicable": ({"email": "n/a"}, "email_missing"),
    "an address that is unknown": ({"email": "unknown"}, "email_missing"),
    "an address with two signs": ({"email": "jana@@v.example"}, "email_invalid"),
    "an address without a sign": ({"email": "jana.v.example"}, "email_invalid"),
    "an address without a name": ({"email": "@v.example"}, "email_invalid"),
    "an address without a domain": ({"email": "jana@"}, "email_invalid"),
    "an address with a space": ({"email": "jana nova@v.example"}, "email_invalid"),
    "an address with a comma": ({"email": "jana@v,example"}, "email_invalid"),
    "an address with two dots": ({"email": "jana..nova@v.example"}, "email_invalid"),
    "an address with a dot at its end": ({"email": "jana.@v.example"}, "email_invalid"),
    "a domain with an underscore": ({"email": "jana@v_a.example"}, "email_invalid"),
    "a domain that begins with a dash": ({"email": "jana@-v.example"}, "email_invalid"),
    "an address without its dots": ({"email": "jana@vexample"}, "email_invalid"),
    "two addresses in one cell": ({"email": "jana@v.example; petr@v.example"}, "email_invalid"),
    "an address with its name around it": ({"email": "Jana <jana@v.example>"}, "email_invalid"),
    "an address to be clicked": ({"email": "mailto:jana@v.example"}, "email_invalid"),
    "an address spelled out": ({"email": "jana (at) v.example"}, "email_invalid"),
    "a telephone number for an address": ({"email": "+420 600 100 200"}, "email_invalid"),
    "a page for an address": ({"email": "https://v.example/jana"}, "email_invalid"),
    "an address with letters of a script before the sign": ({"email": "яна@v.example"}, "email_invalid"),
    "an address of sixty-five letters": ({"email": f"{'j' * 65}@v.example"}, "email_invalid"),
    "an address on a machine of its own": ({"email": "jana@localhost"}, "email_invalid"),
    "no country": ({"country": ""}, "country_missing"),
    "a country that was not available": ({"country": "#N/A"}, "country_missing"),
    "a country that is a dash": ({"country": "—"}, "country_missing"),
    "a country with a letter amiss": ({"country": "Grmany"}, "country_unknown"),
    "a country of a story": ({"country": "Atlantis"}, "country_unknown"),
    "a town for a country": ({"country": "Springfield"}, "country_unknown"),
    "a number for a country": ({"country": "420"}, "country_unknown"),
    "a country that is two": ({"country": "Korea"}, "country_unknown"),
    "a part of the world": ({"country": "Europe"}, "country_unknown"),
    "two countries": ({"country": "DE / AT"}, "country_unknown"),
    "a code that is none": ({"country": "XX"}, "country_unknown"),
    "a diet that nobody knows": ({"diet": "flubberfree"}, "diet_unknown_word"),
    "a diet of letters pressed by chance": ({"diet": "asdf"}, "diet_unknown_word"),
    "a diet with an unknown word beside it": ({"diet": "vegan, flubber"}, "diet_unknown_word"),
    "a day that there is not": ({"away_from": "2027-02-31"}, "date_invalid"),
    "a day of the thirteenth month": ({"away_from": "13.13.2027"}, "date_invalid"),
    "a day of the thirty-second": ({"away_to": "32.1.2027"}, "date_invalid"),
    "a day in words": ({"away_from": "next week"}, "date_invalid"),
    "a day that is a month": ({"away_from": "May"}, "date_invalid"),
    "a day that is a number of days": ({"away_from": "46418"}, "date_invalid"),
    "a day of a leap year that is none": ({"away_from": "29.2.2027"}, "date_invalid"),
    "an absence that ends before it begins": ({"away_from": "2027-05-02", "away_to": "2027-05-01"}, "dates_reversed"),
    "an age in a question": ({"adult": "perhaps"}, "adult_unknown"),
    "an age of letters": ({"adult": "old enough"}, "adult_unknown"),
    "a rule that nobody knows": ({"policy": "only on Tuesdays"}, "policy_unknown"),
    "a rule in another currency": ({"policy": "max 25 USD"}, "policy_unknown"),
    "a rule beside one that is known": ({"policy": "no gifts; be nice"}, "policy_unknown"),
    "a cell as long as a book": ({"first": "J" * 2_001}, "cell_too_long"),
    "a name as long as a page": ({"first": "J" * 121}, "name_too_long"),
}  # fmt: skip
"""One cell that is wrong, and everything else right."""
SHAPES: Final[dict[str, tuple[str | bytes, str]]] = {
    "nothing at all": (b"", "file_empty"),
    "a mark of order and nothing else": (b"\xef\xbb\xbf", "file_empty"),
    "lines without a letter": (b"\r\n\r\n\r\n", "file_empty"),
    "spaces": (b"   \n   \n", "file_empty"),
    "commas": (b",,,\n,,,\n", "file_empty"),
    "one column": (b"Email\na@v.example\n", "columns_missing"),
    "two columns": (b"Company,Email\nV,a@v.example\n", "columns_missing"),
    "headings of something else": (b"Shoe size,Colour,Price\n44,red,9\n", "columns_missing"),
    "no country": (b"Company,Email,City\nV,a@v.example,Praha\n", "columns_missing"),
    "no company": (b"Name,Email,Country\nJana,a@v.example,CZ\n", "columns_missing"),
    "no address": (b"Company,Name,Country\nV,Jana,CZ\n", "columns_missing"),
    "people without headings": (b"Vltava,Jana,CZ\nCedar,Petr,DE\n", "columns_missing"),
    "a letter, not a list": (b"Dear all,\n\nplease find attached.\n", "columns_missing"),
    "a page of the web": (b"<!doctype html><html><body><p>Sign in</p></body></html>", "file_unreadable"),
    "values of a program": (b'{"people": [{"email": "a@v.example"}]}', "file_unreadable"),
    "a quotation mark left open": (b'Company,Email,Country\n"V,a@v.example,CZ\n', "file_unreadable"),
    "a quotation mark in the middle": (b'Company,Email,Country\n"V"x,a@v.example,CZ\n', "file_unreadable"),
    "zeros among the letters": (b"Company,Email,Country\nV\x00,a@v.example,CZ\n", "file_unreadable"),
    "a document of Word before 2007": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "file_unreadable"),
    "UTF-16 that ends in the middle": ("Company\n".encode("utf-16") + b"\x41", "encoding_unknown"),
    "Cyrillic in an encoding that nobody uses": ("Компания;Почта;Страна\nРомашка;a@r.ru;RU\n".encode("koi8-r"), "encoding_unknown"),
    "a heading as long as a book": (b"Company,Email,Country," + b"x" * 2_001 + b"\n", "heading_too_long"),
    "four hundred and one columns": (b"Company,Email,Country" + b",x" * 398 + b"\nV,a,CZ" + b",y" * 398, "too_many_columns"),
    "a picture renamed": (b"\x89PNG\r\n\x1a\n" + bytes(300), "file_unreadable"),
    "a document renamed": (b"%PDF-1.7\n" + bytes(range(256)), "file_unreadable"),
    "a web page that a program calls a workbook": (b"<html><table><tr><td>Company</td></tr></table></html>", "file_unreadable"),
    "business cards": (b"BEGIN:VCARD\nVERSION:3.0\nFN:Jana\nEND:VCARD\n", "file_unreadable"),
    "XML of a program": (b'<?xml version="1.0"?><people><person/></people>', "file_unreadable"),
    "a letter of a word processor": (rb"{\rtf1\ansi Dear all}", "file_unreadable"),
    "a calendar": (b"BEGIN:VCALENDAR\nVERSION:2.0\nEND:VCALENDAR\n", "file_unreadable"),
}  # fmt: skip
"""Files that are no list."""
ROWS: Final[dict[str, tuple[str, str]]] = {
    "the same person twice": (f"{HEAD}\n{GOOD}\n{GOOD}\n", "person_repeated"),
    "the same address in other letters": (f"{HEAD}\n{GOOD}\n{GOOD.replace('jana@', 'JANA@')}\n", "person_repeated"),
    "a comma that was not quoted": (f"{HEAD}\n{GOOD},nuts\n", "cells_beyond_header"),
    "a comma in a diet": ("Company,Work email,Country,Diet\nV,a@v.example,CZ,vegan,nuts,shellfish\n", "cells_beyond_header"),
    "cells far to the right": (f"{HEAD}\n{GOOD},,,,,,,x\n", "cells_beyond_header"),
}  # fmt: skip
"""Rows that do not fit their neighbours."""


def _cell(xml: str) -> Callable[[], bytes]:
    rows = (("Company", "Email", "Country", "Diet"), ("V", "a@v.example", "CZ", ""))
    return lambda: book(Tab(rows=rows, cells={"D2": xml}))


def _without(part: str) -> bytes:
    held, whole = io.BytesIO(), zipfile.ZipFile(io.BytesIO(book(Tab())))
    with zipfile.ZipFile(held, "w") as archive:
        for name in whole.namelist():
            if not name.endswith(part):
                archive.writestr(name, whole.read(name))
    return held.getvalue()


def _archive(*names: str) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for name in names:
            archive.writestr(name, b"x")
    return held.getvalue()


BOOKS: Final[Broken] = {
    "a formula that ended in an error": ("a.xlsx", _cell('<c r="D2" t="e"><v>#REF!</v></c>'), "formula_broken"),
    "a formula that was never computed": ("a.xlsx", _cell('<c r="D2"><f>VLOOKUP(A2,X:Y,2)</f></c>'), "formula_broken"),
    "a formula whose value is empty": ("a.xlsx", _cell('<c r="D2"><f>A2</f><v></v></c>'), "formula_broken"),
    "a division by nothing": ("a.xlsx", _cell('<c r="D2" t="e"><v>#DIV/0!</v></c>'), "formula_broken"),
    "a workbook without its sheet": ("a.xlsx", lambda: _without("sheet1.xml"), "file_unreadable"),
    "a workbook without its book": ("a.xlsx", lambda: _without("workbook.xml"), "file_unreadable"),
    "a workbook of charts alone": ("a.xlsx", lambda: book(Tab(kind="chartsheet")), "file_unreadable"),
    "a workbook of empty sheets": ("a.xlsx", lambda: book(Tab(rows=())), "file_empty"),
    "a workbook cut off": ("a.xlsx", lambda: book(Tab())[:700], "file_unreadable"),
    "a workbook that is text": ("a.xlsx", _text(f"{HEAD}\n{GOOD}\n"), "file_unreadable"),
    "an archive of pictures": ("a.xlsx", lambda: _archive("media/a.png"), "file_unreadable"),
    "an archive of nothing": ("a.xlsx", _archive, "file_unreadable"),
    "a macro workbook cut off": ("a.xlsm", lambda: book(Tab())[:-300], "file_unreadable"),
    "shared texts that are no XML": ("a.xlsx", lambda: workbook(xl__sharedStrings="<sst><si>"), "file_unreadable"),
    "styles that are no XML": ("a.xlsx", lambda: workbook(xl__styles="<s"), "file_unreadable"),
}  # fmt: skip
"""Workbooks that cannot be read, or hold what nobody knows."""


HOSTILE: Final[dict[str, str]] = {
    "a laugh of entities": "file_unreadable",
    "broken XML in the sheet": "file_unreadable",
    "broken XML in the workbook": "file_unreadable",
    "broken XML in the styles": "file_unreadable",
    "XML in an encoding nobody knows": "file_unreadable",
    "XML in UTF-16 that is none": "file_unreadable",
    "an active tab that is no number": "file_unreadable",
    "row and column numbers beyond any sheet": "too_many_columns",
    "runs inside each other": "file_unreadable",
    "no workbook in it": "file_unreadable",
    "a picture that says it is a workbook": "file_unreadable",
    "nothing but the mark of an archive": "file_unreadable",
    "an archive damaged in its middle": "file_unreadable",
    "an archive damaged near its end": "file_unreadable",
    "an archive with a password": "file_unreadable",
    "an archive cut in half": "file_unreadable",
    "a quotation mark that is left open": "file_unreadable",
    "ten million bytes of nothing": "file_unreadable",
    "one cell of ten million letters": "file_unreadable",
    "unpacks to more than is allowed": "file_too_large",
    "a million short rows": "too_many_rows",
    "half a million rows": "too_many_rows",
}
"""Files that were made to break a reader, from the benchmark of them."""


def _all() -> Iterator[tuple[str, tuple[str, Callable[[], bytes], str]]]:
    for name, (cells, code) in CELLS.items():
        yield f"cell: {name}", ("list.csv", row(**cells), code)
    for name, (data, code) in SHAPES.items():
        yield f"file: {name}", ("list.csv", _text(data), code)
    for name, (text, code) in ROWS.items():
        yield f"row: {name}", ("list.csv", _text(text), code)
    for name, told in BOOKS.items():
        yield f"book: {name}", told
    for name, code in HOSTILE.items():
        yield f"hostile: {name}", (FILES[name][0], FILES[name][1], code)


BROKEN: Final[Broken] = dict(_all())
SHORT: Final = tuple(name for name in BROKEN if not name.startswith("hostile: "))
"""Those that are made and told in a moment."""
