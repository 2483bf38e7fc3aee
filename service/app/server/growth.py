"""When a process that serves pages is replaced: once it has grown, which is what a library that leaks would show.

A new one costs some seconds of CPU before its first page. Replaced after so many requests, as web servers do it, that comes to more
for each look than the look itself.
"""

from __future__ import annotations

import os
from pathlib import Path
from random import randrange
from typing import Final

WARM_AFTER: Final = 2_000
"""Requests, after which a process has filled what it fills once."""
ASKED_EVERY: Final = 500
GROWN_BYTES: Final = 256 * 1024 * 1024
_SPREAD_BYTES: Final = 64 * 1024 * 1024
"""Up to so much more, by lot, so that processes which grow alike do not end together."""
_STATM: Final = Path("/proc/self/statm")


def resident_bytes() -> int | None:
    """What this process holds in memory; None where the system does not tell."""
    try:
        return int(_STATM.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return None


class Growth:
    """Of one process. It may be asked by many threads; one that is asked twice only looks twice."""

    def __init__(self) -> None:
        self._most = GROWN_BYTES + randrange(_SPREAD_BYTES)  # noqa: S311 spreads, guards nothing
        self._warm: int | None = None

    def is_too_much(self, requests: int) -> bool:
        """Whether the process should end once what is begun is answered. `requests`: how many it has taken in so far."""
        if requests < WARM_AFTER or requests % ASKED_EVERY:
            return False
        held = resident_bytes()
        if held is None:
            return False
        if self._warm is None:
            self._warm = held
        return held - self._warm > self._most
