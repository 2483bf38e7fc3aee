"""The ledger that adds up: every movement with what it leaves set aside and charged, and the rules it must hold.

Set aside is what was reserved and neither charged nor freed; charged is what was captured and not paid back.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from renderers.errors import ContextError
from renderers.statement.sender.context import Movement, SenderStory

_SET_ASIDE: Final[Mapping[str, int]] = {"reserved": 1, "captured": -1, "released": -1, "refunded": 0}
_CHARGED: Final[Mapping[str, int]] = {"reserved": 0, "captured": 1, "released": 0, "refunded": -1}


@dataclass(frozen=True, slots=True)
class Balance:
    """Minor units after a movement."""

    set_aside: int
    charged: int


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums of the four kinds of movement, minor units, none negative."""

    reserved: int
    captured: int
    released: int
    refunded: int

    @property
    def set_aside(self) -> int:
        """Minor units that are reserved and neither spent nor free again."""
        return self.reserved - self.captured - self.released

    @property
    def charged(self) -> int:
        """Minor units that were spent and not given back."""
        return self.captured - self.refunded


def balances(movements: Iterable[Movement]) -> list[Balance]:
    """The balance after each movement, in their order."""
    now, found = Balance(0, 0), []
    for entry in movements:
        now = Balance(
            now.set_aside + _SET_ASIDE[entry.kind] * entry.amount_minor,
            now.charged + _CHARGED[entry.kind] * entry.amount_minor,
        )
        found.append(now)
    return found


def totals(movements: Iterable[Movement]) -> Totals:
    """The sums of a ledger."""
    sums: Counter[str] = Counter()
    for entry in movements:
        sums[entry.kind] += entry.amount_minor
    return Totals(sums["reserved"], sums["captured"], sums["released"], sums["refunded"])


def require_balanced(story: SenderStory) -> Totals:
    """The totals of a ledger that may be shown. Raises ContextError naming the first rule that does not hold."""
    for number, (entry, after) in enumerate(zip(story.movements, balances(story.movements), strict=True), start=1):
        if entry.amount_minor < 0:
            raise _broken(f"line {number} moves a negative amount")
        if after.set_aside < 0:
            raise _broken(f"after line {number} the amount set aside is below zero")
        if after.charged < 0:
            raise _broken(f"after line {number} the amount charged is below zero")
    sums = totals(story.movements)
    for name, told, added in (
        ("set aside", story.set_aside_minor, sums.set_aside),
        ("charged", story.charged_minor, sums.charged),
    ):
        if told is not None and told != added:
            raise _broken(f"its lines add up to {added} {name} and the campaign says {told}")
    if story.budget_minor is not None and sums.set_aside + sums.charged > story.budget_minor:
        raise _broken("more is set aside and charged than the budget allows")
    return sums


def _broken(what: str) -> ContextError:
    return ContextError(f"The ledger does not add up: {what}. Run: handpicked audit", where="statement")
