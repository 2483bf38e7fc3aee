"""What one row of a list needs to know of the whole file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from service.planning.people.lists.cells.food import FoodReader
from service.planning.people.lists.columns import Columns
from service.planning.people.lists.headings import Field
from service.sheets.dates import Order


@dataclass(slots=True)
class FileContext:
    """What one row needs to know of the whole file."""

    columns: Columns
    orders: Mapping[Field, Order]
    often: Mapping[Field, frozenset[str]]
    """Field of a name -> the words that stand in its column again and again and may mean nothing."""
    ours: frozenset[Field]
    """Fields whose column is headed as in our own example: there a word that is not known is a mistake."""
    food: FoodReader = field(default_factory=FoodReader)
    today: date | None = None
    """The day from which absences in notes count; None reads none there."""
    compares_notes: bool = False
    """Whether what notes say of somebody's likes is compared with gifts."""
    seen: dict[str, int] | None = field(default_factory=dict)
    """Address -> the row where it stood first; None where whoever asks looks for the same people themselves."""
    alone: tuple[tuple[Field, int], ...] = field(init=False)
    """Fields that one column fills, with its place."""
    together: tuple[Field, ...] = field(init=False)
    searched: tuple[int, ...] = field(init=False)
    """Columns that are searched whole for dietary words."""
    often_names: frozenset[str] = field(init=False)
    """`often` of all names together."""

    def __post_init__(self) -> None:
        """Sorts the fields once for all rows."""
        found = self.columns.found.items()
        self.alone = tuple((name, places[0]) for name, places in found if len(places) == 1)
        self.together = tuple(name for name, places in found if len(places) != 1)
        self.searched = (*self.columns.found.get("notes", ()), *self.columns.free)
        self.often_names = frozenset().union(*self.often.values())
