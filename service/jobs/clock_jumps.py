"""Detects that the machine's clock was set, as against time that has passed."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

APART: Final = timedelta(seconds=10)
"""Clocks of one house may differ by so much without anybody having set one."""


class StepSeen:
    """Looks at both clocks now and then."""

    def __init__(self) -> None:
        self._last: tuple[datetime, float] | None = None

    def ahead(self, at: datetime, now: float) -> float:
        """By how many seconds the wall clock was set forward since the last look, below zero: back. `now` are monotonic seconds.

        A machine that slept looks the same as one whose clock was set forward, and rightly: nobody worked meanwhile.
        """
        last, self._last = self._last, (at, now)
        return 0.0 if last is None else (at - last[0]).total_seconds() - (now - last[1])
