"""What reading one row of a list needs to know of all of it: columns, orders of dates, words that mean nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Final

from service.folding import company_key, fold, without_accents
from service.planning.people.lists.cells.letters import is_whole, is_whole_in_ascii, repair
from service.planning.people.lists.columns import COUNTED, JOINED, TITLES, Columns
from service.planning.people.lists.file_context import FileContext
from service.planning.people.lists.headings import Field
from service.planning.people.lists.mapping.answers import Answers, find_orders
from service.planning.people.lists.mapping.profile import Profile
from service.planning.people.lists.upload import ColumnRead
from service.sheets.countries import find_country
from service.sheets.read_table import Line
from service.sheets.refusals import Question
from service.sheets.text import clean

LOOKED_AT: Final = 500
"""Rows by which a needed column without a known heading is found."""
_NAMES: Final[tuple[Field, ...]] = ("given_name", "family_name", "full_name")
_TOLD_WHEN_TWICE: Final[tuple[Field, ...]] = (
    "company",
    "email",
    "country",
    "away_from",
    "away_to",
    "adult",
    "relationship",
    "lifecycle",
    "account_value",
)
"""Fields of which it matters that two columns say different things; the others are told on the page as not imported."""

Differing = Mapping[tuple[Field, int, int], Sequence[int]]
"""(field, its column, another column of it) -> (how many rows differ, the first of them)."""


def file_context(columns: Columns, profile: Profile, answers: Answers) -> tuple[FileContext, list[Question]]:
    """What reads the rows of a list, and what has to be told about its dates."""
    orders, told = find_orders(columns, profile, answers)
    often = {name: profile.often.get(columns.found[name][0], frozenset()) for name in _NAMES if name in columns.found}
    ours = frozenset(
        name for name, places in columns.found.items() if fold(columns.title(places[0])) == fold(TITLES[name])
    )
    return FileContext(columns, orders, often, ours), told


def trimmed(header: Sequence[str]) -> Sequence[str]:
    """The headings without the empty ones at their end."""
    width = max((place for place, heading in enumerate(header, start=1) if heading.strip()), default=0)
    return header[:width]


def mend(line: Line, kept: Collection[str]) -> Line:
    """The line with every broken letter put right, but those of texts that are right as they stand."""
    whole = "\t".join(line.cells)
    if is_whole(whole):
        return line
    if is_whole_in_ascii(whole):
        cells = tuple(cell if cell.isascii() else repair(cell) for cell in line.cells)
    else:
        cells = tuple(cell if is_whole(cell) else repair(cell) for cell in line.cells)
    if cells == line.cells:
        return line
    if kept:
        cells = tuple(
            before if clean(before) in kept else after for before, after in zip(line.cells, cells, strict=True)
        )
    return Line(line.number, cells, line.comment)


def unmapped(columns: Columns, profile: Profile) -> tuple[str, ...]:
    """The columns that are not imported, by their headings; those with neither a heading nor a cell are none."""
    return tuple(
        columns.title(place) for place in columns.left if columns.header[place] or profile.columns[place].filled
    )


def columns_read(columns: Columns) -> tuple[ColumnRead, ...]:
    """How each column is read, in the order of the file."""
    fields: dict[int, Field] = {}
    for name, places in columns.found.items():
        fields |= dict.fromkeys(places if name in COUNTED else places[:1], name)
    return tuple(
        ColumnRead(
            columns.title(place),
            TITLES[fields[place]] if place in fields else None,
            place in columns.free or place in columns.plain,
            fields.get(place) in JOINED,
        )
        for place, heading in enumerate(columns.header)
        if heading or place in columns.free
    )


def differing(columns: Columns, lines: Iterable[Line]) -> dict[tuple[Field, int, int], list[int]]:
    """The rows in which two columns of one field say different things: [how many, the first]."""
    pairs = [
        (name, columns.found[name][0], other) for name in _TOLD_WHEN_TWICE for other in columns.found.get(name, ())[1:]
    ]
    found: dict[tuple[Field, int, int], list[int]] = {}
    for line in lines if pairs else ():
        for name, first, other in pairs:
            if _differ(line, first, other) and not (name == "country" and _same_country(line, first, other)):
                found.setdefault((name, first, other), [0, line.number])[0] += 1
    return found


def _same_country(line: Line, first: int, second: int) -> bool:
    one = find_country(line.cells[first])
    return one is not None and one == find_country(line.cells[second])


def _differ(line: Line, first: int, second: int) -> bool:
    if max(first, second) >= len(line.cells):
        return False
    one, other = clean(line.cells[first]), clean(line.cells[second])
    return bool(one and other) and one.casefold() != other.casefold()


def describe_twice(columns: Columns, found: Differing) -> Iterator[Question]:
    """A question for each field that two columns answer differently."""
    for (name, first, other), (count, number) in found.items():
        rows = "1 row" if count == 1 else f"{count:,} rows"
        yield Question(
            None,
            columns.title(other),
            "two_columns",
            f"“{columns.title(first)}” and “{columns.title(other)}” both mean “{TITLES[name]}”. We read "
            f"the first one. In {rows} the other says something else, starting with row {number}.",
        )


def describe_similar(companies: Iterable[tuple[str, int]]) -> Iterator[Question]:
    """A question for each two companies, given as (name, row number), that differ only in accents: they are two until somebody
    writes them alike."""
    by_key: dict[str, tuple[str, int]] = {}
    for name, number in companies:
        by_key.setdefault(company_key(name), (name, number))
    plain: dict[str, tuple[str, int]] = {}
    for key, (name, number) in by_key.items():
        bare = without_accents(key)
        if bare in plain:
            other, first = plain[bare]
            yield Question(
                None,
                None,
                "similar_companies",
                f"“{other}” (row {first}) and “{name}” (row {number}) differ only in accents, so we read them as "
                "two companies, each with its own gift policy. If they are the same, spell them the same way.",
            )
        else:
            plain[bare] = (name, number)
