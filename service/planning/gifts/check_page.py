"""The check page of a sheet of gifts: the rows that stop it, what was read without asking, and the answers that come back."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from service.catalog.entry import CLEAR
from service.catalog.sheets.found import GiftRow, GiftSheet
from service.catalog.sheets.vocabulary import title_of

OTHER: Final = "__other__"
"""The radio's value where the answer is in the text field beside it."""
SKIP: Final = "__skip__"
"""The answer that the row is left out."""
SHOWN: Final = 50
"""Rows with a fault on one page; the rest follows once these are answered."""
_CELL: Final = re.compile(r"cell-(\d{1,7})-([a-z_.:]{1,40})")
_SETTLE: Final = re.compile(r"settle-(\d{1,7})")
_ALWAYS: Final = ("name", "variant", "price", "countries", "stock", "lead_days", "contains", "materials")
_WORDS_SHOWN: Final = 3
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Told:
    """One line of what was read without asking. `is_open`: it is worth a look later."""

    what: str
    how_many: str
    meaning: str
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class Given:
    """What a page's form answers."""

    cells: Mapping[tuple[int, str], str]
    skip: frozenset[int]
    settled: frozenset[int]


def read_answers(form: Mapping[str, str]) -> Given:
    """The answers of the check page. A cell's is a radio `cell-<row>-<field>`; for "something else" `...-text` holds it."""
    cells: dict[tuple[int, str], str] = {}
    skip: set[int] = set()
    settled: set[int] = set()
    for name, value in form.items():
        if (settle := _SETTLE.fullmatch(name)) is not None:
            if value == "yes":
                settled.add(int(settle[1]))
        elif (cell := _CELL.fullmatch(name)) is not None:
            if value == SKIP:
                skip.add(int(cell[1]))
            else:
                cells[int(cell[1]), cell[2]] = (form.get(f"{name}-text", "") if value == OTHER else value).strip()
    return Given(cells, frozenset(skip), frozenset(settled))


def columns_shown(sheet: GiftSheet) -> list[tuple[str, str]]:
    """(title, field) of the columns that the table of faults shows: the usual ones, and every other that has a fault."""
    faulty = {cell.field for _, cell in sheet.bad_cells if cell.field}
    fields = [field for field in _ALWAYS if field in sheet.columns or field in faulty]
    fields += sorted(faulty - set(fields))
    return [(title_of(field), field) for field in fields]


def describe_sheet(sheet: GiftSheet) -> list[Told]:
    """What was read without asking, line by line. Figures are of the rows that nothing stops."""
    return [line for line in _lines(sheet) if line.how_many]


def _lines(sheet: GiftSheet) -> Iterator[Told]:
    entries = sheet.entries
    families = Counter(entry.family for entry in entries if entry.family)
    versions = sum(count for count in families.values() if count > 1)
    if versions:
        yield Told(
            "Versions of one gift",
            f"{_rows(versions)}, {_counted(sum(count > 1 for count in families.values()), 'gift')}",
            "Each version can go to a different person, never two to colleagues.",
        )
    kinds = Counter("empty" if "kind_empty" in row.notes else row.entry.kind for row in sheet.rows if row.entry)
    named = {"edible": "edible", "skin": "on skin", "neither": "neither", "empty": "empty"}
    yield Told(
        "Kind",
        ", ".join(f"{kinds[kind]} {word}" for kind, word in named.items() if kinds[kind]),
        "An empty kind counts as edible, with every mark unknown." if kinds["empty"] else "None is empty.",
        bool(kinds["empty"]),
    )
    clear = Counter(
        "materials" if name.startswith("materials.") else "food"
        for entry in entries
        for name, mark in entry.marks().items()
        if mark in CLEAR
    )
    if clear:
        yield Told(
            "“Free”, “absent” and “suits”",
            ", ".join(
                part
                for part in (
                    f"{clear['food']:,} allergens and diets" if clear["food"] else "",
                    f"{clear['materials']:,} materials" if clear["materials"] else "",
                )
                if part
            ),
            "Each has a source and a date in your sheet. Your name is kept with them.",
        )
    yield from _open_lines(sheet)


def _open_lines(sheet: GiftSheet) -> Iterator[Told]:
    noted = Counter(note for row in sheet.rows if row.entry for note in row.notes)
    if count := noted["source_missing"]:
        yield Told(
            "“Free” or “suits” without a source",
            _rows(count),
            "Those marks are unknown. They need a label, a maker’s sheet or a certificate, and its date.",
            is_open=True,
        )
    if count := noted["named_elsewhere"]:
        yield Told(
            "“Free” of something that the same row names",
            _rows(count),
            "Its name, its texts or another column names it, so it stays unknown. Someone can state it on the gift’s page.",
            is_open=True,
        )
    if count := noted["diet_contradicted"]:
        yield Told(
            "“Suits” a diet that its contents rule out",
            _rows(count),
            "Milk is not vegan, and what holds alcohol is not alcohol-free: that diet stays unknown.",
            is_open=True,
        )
    for group, what, meaning in (
        ("materials", "Unknown materials and scents", "Counts as “contains” for whoever avoids it"),
        ("allergens", "Unknown allergens", "Counts as not safe"),
        ("diets", "Unknown diets", "Counts as not suited"),
    ):
        unknown = [
            sum(mark == "unknown" and name.startswith(f"{group}.") for name, mark in entry.marks().items())
            for entry in sheet.entries
        ]
        if any(unknown):
            yield Told(what, f"{sum(unknown):,} in {_rows(sum(map(bool, unknown)))}", meaning, is_open=True)
    if count := noted["alcohol_unknown"]:
        yield Told(
            "Food without a word on alcohol",
            _rows(count),
            "Counts as containing alcohol: only for people known to be old enough. Write “no” in the column Alcohol.",
            is_open=True,
        )
    if count := noted["currency_assumed"]:
        yield Told("Price without a currency", _rows(count), "Read as euros.")
    if count := noted["line_empty"]:
        yield Told("No line about the gift", _rows(count), "People read “From our own selection.”")
    if count := noted["inside_empty"]:
        yield Told("Nothing about what’s inside", _rows(count), "People read “What’s in it isn’t listed yet.”")
    halves = sum(count for note, count in noted.items() if note.startswith("half_translated"))
    if halves:
        yield Told(
            "Half a text in another language",
            _rows(halves),
            "Shown in English until name, line and contents are there.",
        )
    if sheet.left_out:
        yield Told("Rows you left out", _rows(len(sheet.left_out)), "Not imported.")


def words_of(row: GiftRow) -> str:
    """The first words of food or skin in a row, for its line on the page."""
    shown = ", ".join(f"“{word}”" for word in row.words[:_WORDS_SHOWN])
    return f"{shown} and more" if len(row.words) > _WORDS_SHOWN else shown


def marked_sheet(sheet: GiftSheet) -> str:
    """The sheet's own columns as CSV, with one more that says what is wrong. No cell is a formula to a spreadsheet."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["Row", *(harmless(heading) for heading in sheet.columns.values()), "What to fix"])
    for row in sheet.rows:
        faults = " ".join(f"{cell.title}: {cell.error}. {cell.why}" for cell in row.bad)
        writer.writerow([row.number, *(harmless(row.raw.get(field, "")) for field in sheet.columns), harmless(faults)])
    return "\ufeff" + out.getvalue()


def harmless(text: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def _rows(count: int) -> str:
    return _counted(count, "row")


def _counted(count: int, one: str) -> str:
    return f"{count:,} {one if count == 1 else one + 's'}"
