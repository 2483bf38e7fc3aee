"""Whom an invitation reaches, and when: what a forecast has to know of people besides their gift. Times in minutes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from service.decisions.forecasting.rates import ASKED

if TYPE_CHECKING:
    from service.decisions.swaps.simulation import Habits

NEVER: Final = float("inf")


@dataclass(frozen=True, slots=True)
class Reach:
    """`first` is how long after the launch the first message to somebody may leave, `NEVER` where none may; whoever is not named is
    written to at once. `asked` are people who are asked what they eat before anything is chosen for them: id -> prices of the
    pieces that are set aside for them, in minor units. Between that question and their invitation lies at least `pause`."""

    first: Mapping[str, float] = field(default_factory=dict)
    asked: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    pause: float = 0.0

    def minutes(self, ids: list[str]) -> NDArray[np.float64]:
        """(N,) of `first`."""
        return np.array([self.first.get(one, 0.0) for one in ids], dtype=np.float64)


ALL_AT_ONCE: Final = Reach()


@dataclass(frozen=True, slots=True)
class AskedFirst:
    """Those who are asked and can be reached, K people: `at` (K,) when the question leaves, `prices` of their pieces."""

    at: NDArray[np.float64]
    prices: tuple[tuple[int, ...], ...]
    pause: float

    def set_aside(self) -> int:
        """Minor units: the dearest piece of each."""
        return sum(max(prices) for prices in self.prices)


@dataclass(frozen=True, slots=True)
class Answered:
    """What came of those who were asked first, in one run: (K,) each. `at` is when they answered their invitation."""

    opened: NDArray[np.bool_]
    swapped: NDArray[np.bool_]
    price: NDArray[np.int64]
    at: NDArray[np.float64]


def asked_first(reach: Reach) -> AskedFirst:
    """Only those for whom something is set aside and whom the question reaches."""
    reached = [one for one in sorted(reach.asked) if reach.asked[one] and reach.first.get(one, 0.0) < NEVER]
    return AskedFirst(reach.minutes(reached), tuple(reach.asked[one] for one in reached), reach.pause)


def play_asked(
    chance: np.random.Generator, asked: AskedFirst, open_share: float, swap_share: float, habits: Habits
) -> Answered:
    """Who says what they eat, is invited and opens, before `habits.closes_after`."""
    # With it comes the compiler, which whoever only says whom a campaign reaches starts without.
    from service.decisions.swaps.simulation import when_opened  # noqa: PLC0415

    number = len(asked.at)
    said_at = asked.at + when_opened(chance, number, habits)
    says = (chance.random(number) < ASKED) & (said_at <= habits.closes_after)
    opened_at = np.maximum(said_at, asked.at + asked.pause) + when_opened(chance, number, habits)
    opened = says & (chance.random(number) < open_share) & (opened_at <= habits.closes_after)
    swapped = opened & (chance.random(number) < swap_share)
    luck = chance.random(number)
    price = np.array([own[int(at * len(own))] for own, at in zip(asked.prices, luck, strict=True)], dtype=np.int64)
    return Answered(opened, swapped, price, opened_at)
