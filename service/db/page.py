"""One page of a long table, for every room that lists something."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Generic, TypeVar, TypeVarTuple

from sqlalchemy import Row, Select, func, select
from sqlalchemy.orm import Session

Item = TypeVar("Item")
Columns = TypeVarTuple("Columns")
SIZE: Final = 50


@dataclass(frozen=True, slots=True)
class Page(Generic[Item]):
    """`items` are rows `first` to `until` of `total`, counted from 1."""

    items: Sequence[Item]
    number: int
    total: int
    size: int = SIZE

    @property
    def last(self) -> int:
        """The number of the last page; an empty table has one."""
        return max(1, -(-self.total // self.size))

    @property
    def first(self) -> int:
        """Number of its first item in the whole list, from 1; 0 where there is none."""
        return (self.number - 1) * self.size + 1 if self.items else 0

    @property
    def until(self) -> int:
        """Number of its last item in the whole list."""
        return (self.number - 1) * self.size + len(self.items)


def page_of(
    session: Session, query: Select[*Columns], wanted: str | None, total: int | None = None
) -> Page[Row[*Columns]]:
    """The page somebody asked for in the address, cut by the database. `query` is to order its rows by something unique. `total`:
    how many they are, where somebody has counted them already."""
    if total is None:
        total = session.scalar(select(func.count()).select_from(query.order_by(None).subquery())) or 0
    number = page_number(wanted, total)
    return Page(session.execute(query.limit(SIZE).offset((number - 1) * SIZE)).all(), number, total)


def cut(items: Sequence[Item], wanted: str | None, size: int | None = None) -> Page[Item]:
    """The page somebody asked for in the address, of rows that are all at hand."""
    size = size or SIZE
    number = page_number(wanted, len(items), size)
    return Page(items[(number - 1) * size : number * size], number, len(items), size)


def page_number(wanted: str | None, total: int, size: int | None = None) -> int:
    """The page of `total` rows that somebody asked for in the address; a number that makes no sense is the nearest that does."""
    number = int(wanted) if wanted and wanted.isdecimal() and len(wanted) < 7 else 1
    return min(max(number, 1), max(1, -(-total // (size or SIZE))))
