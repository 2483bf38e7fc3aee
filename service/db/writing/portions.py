"""Long work in transactions of a bounded length: while one of them holds the lock of a database's only writer, everybody waits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from time import monotonic, thread_time
from typing import Final, TypeVar

from service.db.small_heap import small_heap

HOLD_SECONDS: Final = 0.1
"""What a portion is to take; well under the 250 ms that nobody may hold a lock for, since the next one may be dearer."""
FIRST: Final = 10
MOST: Final = 250

Item = TypeVar("Item")


def in_portions(items: Sequence[Item], first: int = FIRST) -> Iterator[Sequence[Item]]:
    """The items in their order, some at a time: as many as took `HOLD_SECONDS` at the pace of the portion before, 1 to `MOST`.

    Fewer than `first` only where the work itself is as slow, by the processor it used. Where it was the machine that had other
    things to do, or another writer, everybody alone would cost many times as much, and keep both busy for longer.

    The pace is taken between two portions, so each is to be used up, and committed, before the next is asked for.
    """
    start, size = 0, first
    while start < len(items):
        portion = items[start : start + size]
        began, used = monotonic(), thread_time()
        with small_heap():
            yield portion
        start += len(portion)
        fits, fits_idle = (
            int(len(portion) * HOLD_SECONDS / max(seconds, 1e-6))
            for seconds in (monotonic() - began, thread_time() - used)
        )
        # Never more than doubled: one cheap portion says little about the next.
        size = max(1, min(max(fits, min(fits_idle, first)), 2 * size, MOST))
