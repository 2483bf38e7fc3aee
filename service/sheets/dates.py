"""Days as people and systems write them. A column has one order of day and month, found from all its cells."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final, Literal

from service.folding import fold
from service.sheets.refusals import CellError
from service.sheets.text import REMEMBERED, clean, says_nothing
from service.sheets.vocabulary import cldr_names

Order = Literal["day", "month"]
"""What stands first."""
_TIME: Final = re.compile(r"[T ]+\d{1,2}[:.]\d{2}.*$")
_YEAR_FIRST: Final = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")
_COMPACT: Final = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})")
_YEAR_LAST: Final = re.compile(r"(\d{1,2})\s*([-/.])\s*(\d{1,2})\s*\2\s*(\d{4}|\d{2})\.?")
_NAMED: Final = re.compile(
    r"(?:(?P<before>\d{1,2})(?:st|nd|rd|th)?\s+)?(?P<month>[^\W\d]+(?: [^\W\d]+)?)\s+"
    r"(?:(?P<after>\d{1,2})(?:st|nd|rd|th)?\s+)?(?P<year>\d{4}|\d{2})"
)
_LITTLE_WORDS: Final = re.compile(r"\b(?:of|de|den|le|the|г|года?|roku|del)\b")
_HOW: Final = "Enter it as 2027-01-31 or 31.1.2027."


@dataclass(frozen=True, slots=True)
class OrderFound:
    """The order in which a column's dates are read. `is_sure` False: no cell tells, and at least one could be either."""

    order: Order
    is_sure: bool
    doubtful: str = ""
    """The first cell that can be read both ways."""
    seen: frozenset[Order] = frozenset()
    """The orders that cells of the column can only have."""


def find_order(cells: Iterable[str], *, month_is_usual: bool) -> OrderFound:
    """Which of day and month stands first in a column, from all its cells; where none tells, what is usual for its people."""
    seen: set[Order] = set()
    doubtful = ""
    for cell in cells:
        found = _YEAR_LAST.fullmatch(_without_time(cell))
        if found is None or found[2] == ".":
            continue  # with dots the day always stands first
        first, second = int(found[1]), int(found[3])
        if first > 12 >= second:
            seen.add("day")
        elif second > 12 >= first:
            seen.add("month")
        elif first != second:
            doubtful = doubtful or clean(cell)
    if len(seen) == 1:
        return OrderFound(next(iter(seen)), is_sure=True, doubtful=doubtful, seen=frozenset(seen))
    usual: Order = "month" if month_is_usual else "day"
    return OrderFound(usual, is_sure=not doubtful, doubtful=doubtful, seen=frozenset(seen))


@lru_cache(maxsize=REMEMBERED)
def is_numeric_date(text: str) -> bool:
    """Whether it is a date of figures that may have either of them first."""
    found = _YEAR_LAST.fullmatch(_without_time(text))
    return found is not None and found[2] != "."


@lru_cache(maxsize=REMEMBERED)
def read_date(text: str, order: Order = "day") -> date | None:
    """A day as ISO (2027-01-31), as 31.1.2027, 31/1/2027 or 1/31/2027, with a month's name, or with a time that is left out.

    None where the cell is empty. Raises CellError for anything else.
    """
    day = _without_time(text)
    if not day or says_nothing(day):
        return None
    parts = _parts(day, order)
    if parts is None:
        raise CellError(f"“{clean(text)}” is not a date. {_HOW}", code="date_invalid")
    try:
        return date(*parts)
    except ValueError:
        raise CellError(f"There is no such day as {clean(text)}. {_HOW}", code="date_invalid") from None


def _parts(day: str, order: Order) -> tuple[int, int, int] | None:
    """(year, month, day of the month), not yet checked."""
    if found := _YEAR_FIRST.fullmatch(day) or _COMPACT.fullmatch(day):
        return int(found[1]), int(found[2]), int(found[3])
    if found := _YEAR_LAST.fullmatch(day):
        first, second = int(found[1]), int(found[3])
        month_first = found[2] != "." and (second > 12 >= first or (order == "month" and not first > 12 >= second))
        number, month = (second, first) if month_first else (first, second)
        return _year(found[4]), month, number
    words = _LITTLE_WORDS.sub(" ", fold(day))
    if (found := _NAMED.fullmatch(" ".join(words.split()))) and (found["before"] or found["after"]):
        named = _months().get(found["month"])
        return (_year(found["year"]), named, int(found["before"] or found["after"])) if named else None
    return None


def _year(text: str) -> int:
    return int(text) + 2000 if len(text) == 2 else int(text)


def _without_time(text: str) -> str:
    return _TIME.sub("", clean(text)).strip()


@lru_cache(maxsize=1)
def _months() -> dict[str, int]:
    names: dict[str, int] = {}
    for named in cldr_names("months").values():
        for name, number in named.items():
            names.setdefault(fold(name), number)
    return names
