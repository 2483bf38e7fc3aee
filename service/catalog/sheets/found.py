"""What a sheet of gifts says once it was read: file, row and cell, each of which knows what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from service.catalog.entry import ProductEntry
from service.sheets.refusals import Question

MAX_ROWS: Final = 5_000
"""Of a file; how many gifts of it are taken at once is said where they are saved."""
MERGE = "__merge__"
"""The answer that a row repeats an earlier one: it goes, and its pieces are added there."""

WHY: Final[Mapping[str, str]] = {
    "price_invalid": "A price decides who may get the gift, so we don’t guess.",
    "price_currency": "Say which of the two is right.",
    "country_unknown": "We need every country on its own.",
    "origin_unknown": "Duty depends on it, so we don’t guess.",
    "delivered_unknown": "It decides what a gift costs, and whether somebody might be asked to pay at the door.",
    "countries_missing": "Nobody gets a gift that can’t be sent to them.",
    "stock_negative": "Some were promised elsewhere, or a sign slipped in.",
    "stock_invalid": "We count whole pieces.",
    "stock_missing": "A gift needs to be on the shelf before somebody can get it.",
    "lead_days_invalid": "Lead days are working days from the order to the door.",
    "kind_unknown": "Edible, on skin or neither. Edible is the careful answer: every mark that isn’t stated is unknown.",
    "kind_of_bundle": "If one part is eaten, it’s edible; else, if one goes on the skin, it’s on skin.",
    "source_unknown": "A mark comes from a label, a maker’s sheet or a certificate.",
    "source_date_missing": "Without it, “free” and “suits” count as unknown.",
    "source_date_invalid": "It’s the day printed on the label, the sheet or the certificate.",
    "yes_or_no": "Write yes or no.",
    "inscription_invalid": "Initials, a line or both, and how many letters fit. Empty: nothing is written on it.",
}
"""Code of what is wrong with a cell -> why we ask."""


@dataclass(frozen=True, slots=True)
class Option:
    """One likely answer: what the page says, and what the cell then holds."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class BadCell:
    """One cell that stops the sheet. `why` says what follows; the first of `options` is offered beforehand, and none is dangerous.

    `is_doubt`: nothing is wrong with the sheet, a mark in it can't be told. `field` None: the row as a whole.
    """

    field: str | None
    title: str
    raw: str
    error: str
    why: str
    code: str
    options: tuple[Option, ...] = ()
    is_doubt: bool = False
    repeats: tuple[int, int] | None = None
    """Of a row that says the same gift and version: the earlier row, and its own pieces."""


@dataclass(frozen=True, slots=True)
class GiftRow:
    """One row. `number` counts as the spreadsheet does. `raw`: field -> the cell as written. `entry`: where nothing is
    wrong with it.

    `notes` are codes of what was read without asking. `words` are those of food and skin in a gift that is neither.
    """

    number: int
    raw: Mapping[str, str]
    bad: tuple[BadCell, ...] = ()
    entry: ProductEntry | None = None
    notes: tuple[str, ...] = ()
    words: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """What the row calls its gift, "" for nothing."""
        return self.entry.texts["en"].name if self.entry is not None else self.raw.get("name", "")

    @property
    def gift(self) -> str:
        """What versions of one gift have in common, as the row says it."""
        said = (self.raw.get(field, "").strip().casefold() for field in ("product", "code", "name"))
        return next(filter(None, said), str(self.number))


@dataclass(frozen=True)
class GiftSheet:
    """A whole sheet. `left_out` are rows that the reader of the page left out."""

    filename: str
    rows: tuple[GiftRow, ...]
    columns: Mapping[str, str]
    """Field -> the heading as written."""
    unknown_columns: tuple[str, ...] = ()
    questions: tuple[Question, ...] = ()
    left_out: tuple[int, ...] = field(default=())

    @cached_property
    def bad_rows(self) -> tuple[GiftRow, ...]:
        """Rows with a cell that stops the sheet."""
        return tuple(row for row in self.rows if row.bad)

    @cached_property
    def bad_cells(self) -> tuple[tuple[int, BadCell], ...]:
        """(row number, cell) of all that stops it."""
        return tuple((row.number, cell) for row in self.rows for cell in row.bad)

    @property
    def is_whole(self) -> bool:
        """Whether it can be imported: there are rows and nothing stops them."""
        return bool(self.rows) and not self.bad_rows

    @cached_property
    def entries(self) -> tuple[ProductEntry, ...]:
        """The products of all good rows."""
        return tuple(row.entry for row in self.rows if row.entry is not None)

    @cached_property
    def gift_count(self) -> int:
        """Gifts; versions of one count once, also where a cell of theirs still needs an answer."""
        return len({row.gift for row in self.rows})

    @cached_property
    def unsettled(self) -> tuple[GiftRow, ...]:
        """Rows of gifts that are neither and whose texts hold words of food or skin that nobody has settled in this sheet."""
        return tuple(row for row in self.rows if row.words and row.entry is not None and row.entry.settled is None)
