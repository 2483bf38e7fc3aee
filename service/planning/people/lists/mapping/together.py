"""Rows that are read one after the other and belong together: those of one person know which of them came first."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from service.folding import company_key
from service.planning.people.lists.headings import Field
from service.planning.people.lists.mapping.stream import RowAsked, SomeRead

ReadSome = Callable[[Sequence[RowAsked]], SomeRead]
_INTERESTS_KEPT: Final = 200


@dataclass(slots=True)
class Together:
    """What the rows of a list say together. `key`: what an address is known again by.

    `first`: key of an address -> the row where it stood first; `companies`: key of a company -> its name and its first row;
    `differing`: see `context.differing`.
    """

    key: Callable[[str], Hashable]
    first: dict[Hashable, int] = field(default_factory=dict)
    companies: dict[str, tuple[str, int]] = field(default_factory=dict)
    differing: dict[tuple[Field, int, int], list[int]] = field(default_factory=dict)
    interests: dict[str, None] = field(default_factory=dict)

    def read(self, rows: Sequence[RowAsked], read_some: ReadSome) -> SomeRead:
        """What the next rows say, where those of somebody who stood in an earlier one know that."""
        read = read_some(rows)
        asked = {row.number: row for row in rows}
        again: list[RowAsked] = []
        for row in read.rows:
            if row.email:
                first = self.first.setdefault(self.key(row.email), row.number)
                if first != row.number:
                    again.append(asked[row.number]._replace(repeats=first))
            if row.company:
                self.companies.setdefault(key_of(row.company), (row.company, row.number))
            if row.unknown_interests and len(self.interests) < _INTERESTS_KEPT:
                self.interests.update(dict.fromkeys(row.unknown_interests))
        for pair, (count, number) in read.differing.items():
            self.differing.setdefault(pair, [0, number])[0] += count
        if not again:
            return read
        repeated = {row.number: row for row in read_some(again).rows}
        return SomeRead(tuple(repeated.get(row.number, row) for row in read.rows), read.differing)


@lru_cache(maxsize=4_096)
def key_of(company: str) -> str:
    """The company's key; colleagues share it."""
    return company_key(company)
