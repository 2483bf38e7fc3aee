"""How sure a share is."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import Final

Z_95: Final = 1.959964
FEWEST: Final = 4
"""Below this many people a share says nothing, and the page says "too few"; nor is a reason told of fewer, or left to fewer."""


@dataclass(frozen=True, slots=True)
class Share:
    """`part` of `whole` people, with the 95 % interval in percent, or none where there are too few to say."""

    part: int
    whole: int

    @property
    def is_too_few(self) -> bool:
        """Whether there are too few people for a share to mean anything."""
        return self.whole < FEWEST

    @property
    def percent(self) -> float:
        """0 to 100. Ask `is_too_few` first: without people there is no share."""
        return 100 * self.part / self.whole

    @property
    def interval(self) -> tuple[float, float]:
        """(low, high) in percent: the Wilson score interval, which stays inside 0 to 100 and holds up at the ends."""
        share, square = self.part / self.whole, Z_95**2
        middle = (share + square / (2 * self.whole)) / (1 + square / self.whole)
        half = Z_95 * sqrt(share * (1 - share) / self.whole + square / (4 * self.whole**2)) / (1 + square / self.whole)
        return 100 * max(0.0, middle - half), 100 * min(1.0, middle + half)

    @property
    def words(self) -> str:
        """ "66%, interval 59 to 72", or "too few"."""
        if self.is_too_few:
            return "too few to show a share"
        low, high = self.interval
        return f"{self.percent:.0f}%, interval {low:.0f} to {high:.0f}"
