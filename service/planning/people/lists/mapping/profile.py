"""What the columns of a list hold, gathered while its rows go by: samples, what is filled, and what all of a column's cells tell.

A list may have 100,000 rows, so nothing is kept of a row but what the columns' page shows and what reading any row needs to know
of the whole file.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, zip_longest
from typing import Final

from service.planning.people.lists.cells.food import is_only_food
from service.planning.people.lists.cells.letters import repair
from service.planning.people.lists.columns import Columns
from service.sheets.countries import find_country
from service.sheets.dates import OrderFound, find_order, is_numeric_date
from service.sheets.text import clean, may_say_nothing

SAMPLES: Final = 3
_AT_A_TIME: Final = 500
"""Rows that are looked at together."""
REPAIRS_SHOWN: Final = 50
_AGAIN_AND_AGAIN: Final = 3
"""So often a word must stand in a column before it is taken for what a program writes for nothing."""
_LOOKED_AT: Final = 200
_DATE_MOST: Final = 30
_BEFORE_A_MONTH: Final = frozenset("/- ")
"""What may stand after the first figures of a date that has two readings."""
_WORD_MOST: Final = 8
"""Letters of the longest word that a program writes for nothing and that is a name."""
_REPAIRS_COUNTED: Final = 20_000
_MONTH_FIRST: Final = frozenset({"US", "PH", "PW", "FM"})
_DATES_KEPT: Final = 4_000
"""Different dates of a column that are looked at for its order; a column has hardly as many days."""


@dataclass(frozen=True, slots=True)
class ColumnSeen:
    """One column. `samples` are its first different cells, `filled` counts its filled ones in rows that are seen."""

    samples: tuple[str, ...]
    filled: int
    foods: int
    """Of the first filled cells, how many are a diet or an allergen and nothing else."""
    looked_at: int
    """How many those were."""
    order: OrderFound
    """What stands first in its dates, if it has any."""


@dataclass(frozen=True, slots=True)
class Repair:
    """Letters that were broken: as they stand in row `number`, and as they are read."""

    number: int
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Profile:
    """A whole list, as far as reading one row of it needs to know. `often`: column -> words that may mean nothing there."""

    rows: int
    hidden: int
    columns: tuple[ColumnSeen, ...]
    often: Mapping[int, frozenset[str]]
    month_is_usual: bool
    repairs: tuple[Repair, ...]
    repaired: int
    """How many different texts were broken; the first of them are in `repairs`."""


class Profiler:
    """Gathers a Profile, row by row."""

    def __init__(self, width: int, columns: Columns) -> None:
        self._columns = columns
        self._samples: list[dict[str, None]] = [{} for _ in range(width)]
        self._filled = [0] * width
        self._begun = [False] * width
        self._foods: list[list[str]] = [[] for _ in range(width)]
        self._dates: list[dict[str, None]] = [{} for _ in range(width)]
        self._words: list[Counter[str]] = [Counter() for _ in range(width)]
        self._countries: Counter[str | None] = Counter()
        self._country = columns.found.get("country", (None,))[0]
        self._repairs: dict[tuple[str, str], int] = {}
        self._rows = self._hidden = 0
        self._numbers: list[int] = []
        self._waiting: list[Sequence[str]] = []
        self._width = width

    def see(self, number: int, cells: Sequence[str], *, is_hidden: bool) -> None:
        """One row, as it stands in the file; a hidden one counts and shows nothing."""
        if is_hidden:
            self._hidden += 1
            return
        self._rows += 1
        self._numbers.append(number)
        self._waiting.append(cells)
        if len(self._waiting) == _AT_A_TIME:
            self._look()

    def _look(self) -> None:
        """At some rows, a column at a time: what stands in many of them is looked at once."""
        broken: list[tuple[int, int, str, str]] = []
        for place, column in enumerate(islice(zip_longest(*self._waiting), self._width)):
            if not self._begun[place]:
                self._look_at_first(place, column)
            for cell, times in Counter(column).items():
                if cell is None:
                    continue
                if place == self._country:
                    self._countries[find_country(cell)] += times
                if not cell or cell.isspace():
                    continue
                self._filled[place] += times
                self._look_at_words(place, cell, times)
                if (not cell.isascii() or "&" in cell or "_x" in cell) and (after := repair(cell)) != cell:
                    broken.append((self._numbers[column.index(cell)], place, cell, after))
        for number, _, before, after in sorted(broken):
            if len(self._repairs) < _REPAIRS_COUNTED:
                self._repairs.setdefault((clean(before), clean(after)), number)
        self._numbers.clear()
        self._waiting.clear()

    def _look_at_first(self, place: int, column: Sequence[str | None]) -> None:
        for cell in column:
            if cell and not cell.isspace():
                self._begin(place, cell)
                if self._begun[place]:
                    return

    def _look_at_words(self, place: int, cell: str, times: int) -> None:
        if cell[0].isdigit() and len(cell) <= _DATE_MOST and not _BEFORE_A_MONTH.isdisjoint(cell[1:3]):
            self._look_at_date(place, cell)
        elif len(cell) <= _WORD_MOST and may_say_nothing(cell):
            self._words[place][clean(cell)] += times

    def _begin(self, place: int, cell: str) -> None:
        """One of a column's first cells, until enough of them were seen."""
        samples, foods = self._samples[place], self._foods[place]
        if len(samples) < SAMPLES:
            samples.setdefault(clean(repair(cell))[:80])
        if len(foods) < _LOOKED_AT:
            foods.append(cell)
        self._begun[place] = len(samples) == SAMPLES and len(foods) == _LOOKED_AT

    def _look_at_date(self, place: int, cell: str) -> None:
        dates = self._dates[place]
        if cell not in dates and len(dates) < _DATES_KEPT and is_numeric_date(cell):
            dates[cell] = None

    def profile(self) -> Profile:
        """What was seen."""
        self._look()
        month_is_usual = sum(self._countries[code] for code in _MONTH_FIRST) * 2 > self._countries.total()
        repairs = [Repair(number, before, after) for (before, after), number in self._repairs.items()]
        return Profile(
            self._rows,
            self._hidden,
            tuple(
                ColumnSeen(
                    tuple(self._samples[place]),
                    self._filled[place],
                    sum(map(is_only_food, self._foods[place])),
                    len(self._foods[place]),
                    find_order(self._dates[place], month_is_usual=month_is_usual),
                )
                for place in range(self._width)
            ),
            {
                place: frozenset(word for word, times in words.items() if times >= _AGAIN_AND_AGAIN)
                for place, words in enumerate(self._words)
                if words
            },
            month_is_usual,
            tuple(repairs[:REPAIRS_SHOWN]),
            len(repairs),
        )
