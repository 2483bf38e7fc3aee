"""Finds workers whose heartbeat files have stopped changing.

A process can be there and do nothing, frozen by a signal or stuck in the kernel.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from math import inf
from typing import Final

from service.jobs.heartbeat_files import signs

LISTEN_SECONDS: Final = 2.0
LONGEST_GAP_SECONDS: Final = 10.0


class Heartbeats:
    """Listens to workers on this machine and says whose heart has stood still for `lost_after` seconds.

    It judges by what it heard itself, by a clock that no one sets. After a gap in listening it begins anew: then the machine
    slept or this very process was frozen, and the workers are not to blame.
    """

    def __init__(self, lost_after: float) -> None:
        self._lost_after = lost_after
        self._heard: dict[str, tuple[Hashable, float]] = {}
        self._listened = -inf

    def listen(self, pids: Mapping[str, int], now: float) -> list[str]:
        """The lost ones of these workers (name -> process id), every few seconds; none in between. `now` is monotonic seconds."""
        if now - self._listened < LISTEN_SECONDS:
            return []
        return self.find_lost(signs(pids), now)

    def find_lost(self, seen: Mapping[str, Hashable], now: float) -> list[str]:
        """Takes note of each worker's latest sign of life, and names those who gave no new one for too long."""
        if now - self._listened > LONGEST_GAP_SECONDS:
            self._heard.clear()
        self._listened = now
        self._heard = {name: self._since(name, at, now) for name, at in seen.items()}
        return sorted(name for name, (_, since) in self._heard.items() if now - since >= self._lost_after)

    def _since(self, name: str, at: Hashable, now: float) -> tuple[Hashable, float]:
        before = self._heard.get(name)
        return before if before and before[0] == at else (at, now)
