"""A sheet of offers, as drafts and as lines that know what is wrong with them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from service.brain.offers.draft import FIELDS, OfferDraft, read_draft
from service.brain.offers.texts import LANGUAGES, LONGEST
from service.brain.own_sheet import cells_of, column_of, places_of
from service.errors import InvalidInput
from service.sheets.read_table import Subject, read_table
from service.sheets.refusals import ListRefused
from service.sheets.within_limits import read_within_limits

MOST_LINES: Final = 200
COLUMNS: Final = (*FIELDS, *(f"{part}_{locale}" for locale in LANGUAGES for part in LONGEST))
"""In the order of the sheet that is downloaded; headings are these words."""
_NEEDED: Final = frozenset({"code", "kind", "url", "title_en"})
_ADVICE: Final = "Download the empty sheet; it has every column."


@dataclass(frozen=True, slots=True)
class BadLine:
    """What is wrong with a line, what to do, and in which row it stands."""

    row: int
    sentence: str


OFFERS: Final = Subject(
    lambda cells: {column_of(cell) for cell in cells} >= _NEEDED,
    lambda cell: column_of(cell) in COLUMNS,
    things="your offers",
    elsewhere="offers",
    hidden_one="It was left out.",
    hidden="They were left out.",
    empty_code="no_offers",
    most_rows=MOST_LINES,
)


def read_offers(data: bytes, filename: str, today: date) -> tuple[list[tuple[int, OfferDraft]], list[BadLine]]:
    """(row, offer) of what can be read and what is wrong with the others, in a bounded process. Raises ListRefused."""
    found: tuple[list[tuple[int, OfferDraft]], list[BadLine]] = read_within_limits(
        f"{__name__}:read_lines", data, filename, today, things="your offers"
    )
    return found


def read_lines(data: bytes, filename: str, today: date) -> tuple[list[tuple[int, OfferDraft]], list[BadLine]]:
    """The same in this process. Raises ListRefused."""
    table = read_table(data, filename, OFFERS)
    places = places_of(table.header, COLUMNS, _NEEDED, _ADVICE)
    if not table.rows:
        raise ListRefused(
            "no_rows", "There are headings and no rows. Choose the file with your offers and upload it again."
        )
    good: list[tuple[int, OfferDraft]] = []
    bad = [BadLine(line.number, "This row is hidden. Show it or delete it.") for line in table.hidden]
    seen: dict[str, int] = {}
    for line in table.rows:
        try:
            draft = read_draft(cells_of(line, places), today)
            if draft.code in seen:
                raise InvalidInput(f"The code “{draft.code}” stands in row {seen[draft.code]} already.")
            seen[draft.code] = line.number
            good.append((line.number, draft))
        except InvalidInput as error:
            bad.append(BadLine(line.number, error.sentence))
    return good, sorted(bad, key=lambda one: one.row)
