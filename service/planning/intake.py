"""An upload that knows what is wrong with it: file, row and cell answer for themselves; nothing is saved while errors stand.

A person is one mail address; twice the same address is an error on the second row, which may be skipped.
An ambiguous diet is no error: it becomes a question to that person. An unknown diet word is an error, since a guess about food
may hurt somebody.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Final, TypeVar

from service.dietary.read_diet import read_diet
from service.dietary.vocabulary import Allergen, Diet, Material
from service.planning.columns import TITLES, Field, find_columns, fold
from service.planning.read_cells import (
    CellError,
    PolicyReading,
    clean,
    read_adult,
    read_country,
    read_date,
    read_dislikes,
    read_email,
    read_has_already,
    read_interests,
    read_lifecycle,
    read_locale,
    read_name,
    read_policy,
    read_relationship,
)
from service.planning.read_table import MAX_CELL, read_table
from service.recipients.acquaintance import Lifecycle, Relationship

Value = TypeVar("Value")
ASK: Final = "ask"
"""Stands in a diet cell for: put the question to the person before any food is chosen."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell with its trouble, if any. `suggestion` is the likely answer, offered and never taken by itself."""

    field: Field
    title: str
    raw: str
    error: str | None = None
    suggestion: str | None = None


@dataclass(frozen=True, slots=True)
class PersonReading:
    """What one good row says."""

    company: str
    given_name: str | None
    family_name: str | None
    email: str
    country: str
    city: str | None
    locale: str
    job_title: str | None
    avoid: Allergen
    follow: Diet
    diet_known: bool
    diet_ask: bool
    materials: Material
    dietary_text: str
    """Every cell and note of the row in which dietary words were found, as written; "" where the row says nothing about food."""
    interests: tuple[str, ...]
    has_already: tuple[str, ...]
    dislikes: tuple[str, ...]
    away: tuple[date, date] | None
    policy: PolicyReading
    adult: bool | None
    relationship: Relationship | None
    lifecycle: Lifecycle | None


@dataclass(frozen=True, slots=True)
class Row:
    """One row as uploaded. `number` counts as the spreadsheet does: the header is row 1. `repeats`: the row of the same person."""

    number: int
    cells: tuple[Cell, ...]
    person: PersonReading | None
    repeats: int | None = None

    @property
    def has_errors(self) -> bool:
        return any(cell.error for cell in self.cells)

    @property
    def diet(self) -> str:
        """The diet as written, "" for none."""
        return next((cell.raw.casefold() for cell in self.cells if cell.field == "diet"), "")

    @property
    def errors(self) -> tuple[Cell, ...]:
        return tuple(cell for cell in self.cells if cell.error)


@dataclass(frozen=True)
class Upload:
    """A whole file."""

    filename: str
    rows: tuple[Row, ...]
    unknown_columns: tuple[str, ...]
    unknown_interests: tuple[str, ...]
    skipped: tuple[tuple[int, int], ...] = ()
    """(row number left out, row number of the same person)."""

    @cached_property
    def repeated_rows(self) -> tuple[int, ...]:
        """Numbers of the rows whose person stands further up."""
        return tuple(row.number for row in self.rows if row.repeats is not None)

    @cached_property
    def plain_repeats(self) -> tuple[int, ...]:
        """Those of them that say nothing about a diet which the first row does not say: leaving them out can hurt nobody."""
        diets = {row.number: row.diet for row in self.rows}
        return tuple(
            row.number for row in self.rows if row.repeats is not None and row.diet in {"", diets.get(row.repeats)}
        )

    @cached_property
    def bad_rows(self) -> tuple[Row, ...]:
        return tuple(row for row in self.rows if row.has_errors)

    @property
    def has_errors(self) -> bool:
        return bool(self.bad_rows) or not self.rows

    @cached_property
    def people(self) -> tuple[tuple[int, PersonReading], ...]:
        """(row number, person) of every good row."""
        return tuple((row.number, row.person) for row in self.rows if row.person is not None)

    @cached_property
    def account_count(self) -> int:
        return len({fold(person.company) for _, person in self.people})


def read_upload(
    data: bytes,
    filename: str,
    corrections: Mapping[tuple[int, Field], str] | None = None,
    skip: Collection[int] = (),
) -> Upload:
    """Reads a file whole. `corrections` replaces cells by (row number, field), as the upload page sends them back.

    Of the rows in `skip`, those are left out that repeat somebody: once the other row was corrected, such a row counts again.

    Raises InvalidInput where the file as a whole cannot be read; everything smaller is told cell by cell.
    """
    table = read_table(data, filename)
    columns = find_columns(table[0])
    seen: dict[str, int] = {}
    unknown: dict[str, None] = {}
    rows: list[Row] = []
    skipped: list[tuple[int, int]] = []
    for number, raw in enumerate(table[1:], start=2):
        if not any(cell.strip() for cell in raw):
            continue
        texts = _texts(raw, columns, number, corrections or {})
        reader = _RowReader(texts)
        person = reader.read(seen, number)
        if reader.repeats is not None and number in skip:
            skipped.append((number, reader.repeats))
            continue
        unknown.update(dict.fromkeys(reader.unknown_interests))
        rows.append(Row(number, tuple(reader.cells.values()), person, reader.repeats))
    taken = set(columns.values())
    left = tuple(clean(title) for index, title in enumerate(table[0]) if index not in taken and title.strip())
    return Upload(filename, tuple(rows), left, tuple(unknown), tuple(skipped))


def _texts(
    raw: Sequence[str], columns: Mapping[Field, int], number: int, corrections: Mapping[tuple[int, Field], str]
) -> dict[Field, str]:
    texts = {name: raw[index] if index < len(raw) else "" for name, index in columns.items()}
    texts.update({name: value for (row, name), value in corrections.items() if row == number and name in texts})
    return texts


class _RowReader:
    """Reads one row's cells and keeps what each of them says is wrong."""

    def __init__(self, texts: Mapping[Field, str]) -> None:
        # What is too long is not read at all, and shown no further than it may go.
        self.texts = {name: text for name, text in texts.items() if len(text) <= MAX_CELL}
        self.cells = {name: Cell(name, TITLES[name], clean(text[:MAX_CELL])) for name, text in texts.items()}
        self.unknown_interests: tuple[str, ...] = ()
        self.repeats: int | None = None
        for name, text in texts.items():
            if len(text) > MAX_CELL:
                self._refuse(
                    name, CellError(f"{len(text):,} characters do not fit; {MAX_CELL:,} is the most. Shorten it.")
                )

    def read(self, seen: dict[str, int], number: int) -> PersonReading | None:
        company = self._take("company", _required_company, "")
        given, family = self._names()
        email = self._take("email", read_email, "")
        self._refuse_twice(email, seen, number)
        country = self._take("country", read_country, "")
        avoid, follow, known, ask = self._take("diet", _read_diet_cell, (Allergen(0), Diet(0), False, False))
        interests, self.unknown_interests = read_interests(self.texts.get("interests", ""))
        person = PersonReading(
            company=company,
            given_name=given,
            family_name=family,
            email=email,
            country=country,
            city=self._take("city", read_name, None),
            locale=read_locale(self.texts.get("locale", ""), country),
            job_title=self._take("job_title", read_name, None),
            avoid=avoid,
            follow=follow,
            diet_known=known,
            diet_ask=ask,
            materials=Material(0),
            dietary_text=clean(self.texts.get("diet", "")),
            interests=interests,
            has_already=read_has_already(self.texts.get("notes", "")),
            dislikes=read_dislikes(self.texts.get("notes", "")),
            away=self._away(),
            policy=self._take("policy", read_policy, PolicyReading()),
            adult=self._take("adult", read_adult, None),
            relationship=self._take("relationship", read_relationship, None),
            lifecycle=self._take("lifecycle", read_lifecycle, None),
        )
        return None if any(cell.error for cell in self.cells.values()) else person

    def _take(self, name: Field, read: Callable[[str], Value], otherwise: Value) -> Value:
        if name not in self.texts:
            return otherwise
        try:
            return read(self.texts[name])
        except CellError as error:
            self._refuse(name, error)
            return otherwise

    def _refuse(self, name: Field, error: CellError) -> None:
        cell = self.cells[name]
        self.cells[name] = Cell(name, cell.title, cell.raw, error.sentence, error.suggestion)

    def _names(self) -> tuple[str | None, str | None]:
        given = self._take("given_name", read_name, None)
        family = self._take("family_name", read_name, None)
        whole = self._take("full_name", read_name, None)
        if given or family or not whole:
            return given, family
        first, _, rest = whole.partition(" ")
        return (first, rest) if rest else (None, whole)

    def _refuse_twice(self, email: str, seen: dict[str, int], number: int) -> None:
        if not email:
            return
        first = seen.setdefault(email.casefold(), number)
        if first != number:
            self.repeats = first
            self._refuse(
                "email", CellError(f"The same person stands in row {first}. One person gets one gift: skip one row.")
            )

    def _away(self) -> tuple[date, date] | None:
        first = self._take("away_from", read_date, None)
        last = self._take("away_to", read_date, None)
        if first is None and last is None:
            return None
        if first and last and last < first:
            self._refuse("away_to", CellError(f"Away until {last} ends before it begins, {first}."))
            return None
        return (first or date.min, last or date.max)


def _required_company(text: str) -> str:
    name = read_name(text)
    if name is None:
        raise CellError("Without a company we cannot keep colleagues from getting the same gift.")
    return name


def _read_diet_cell(text: str) -> tuple[Allergen, Diet, bool, bool]:
    if clean(text).casefold() == ASK:
        return Allergen(0), Diet(0), False, True
    reading = read_diet(text)
    if reading.unknown_words and not reading.ask:
        word = reading.unknown_words[0]
        raise CellError(
            f"We do not know “{word}”, and we do not guess about food. Write a diet or an allergen, “none”, or “unknown”.",
            ASK,
        )
    return reading.avoid, reading.follow, reading.known, reading.ask
