"""A sheet of offers, as drafts and as lines that know what is wrong with them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

from service.brain.offers.draft import FIELDS, OfferDraft, read_draft
from service.brain.offers.texts import LANGUAGES, LONGEST
from service.brain.own_sheet import BadLine, OwnSheet
from service.errors import InvalidInput
from service.sheets.within_limits import read_within_limits

MOST_LINES: Final = 200
COLUMNS: Final = (*FIELDS, *(f"{part}_{locale}" for locale in LANGUAGES for part in LONGEST))
"""In the order of the sheet that is downloaded; headings are these words."""
OFFERS: Final = OwnSheet(
    things="offers",
    columns=COLUMNS,
    needed=frozenset({"code", "kind", "url", "title_en"}),
    advice="Download the empty sheet; it has every column.",
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
    seen: dict[str, int] = {}

    def read_row(row: int, cells: Mapping[str, str]) -> OfferDraft:
        draft = read_draft(cells, today)
        if draft.code in seen:
            raise InvalidInput(f"The code “{draft.code}” stands in row {seen[draft.code]} already.")
        seen[draft.code] = row
        return draft

    return OFFERS.read(data, filename, read_row)
