"""Many acts at one moment."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from service.errors import HandpickedError


def all_at_once(acts: Sequence[Callable[[], None]]) -> int:
    """Runs every act in a thread of its own, from one barrier; answers how many were not refused."""
    barrier = Barrier(len(acts))

    def run(act: Callable[[], None]) -> bool:
        barrier.wait()
        try:
            act()
        except HandpickedError:
            return False
        return True

    with ThreadPoolExecutor(len(acts)) as pool:
        return sum(pool.map(run, acts))
