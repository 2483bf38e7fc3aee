"""What the invented people of a rehearsal do: drawn for each person from the shares that the plan's forecast is made of.

The shares are the workspace's own where enough of its gifts are over to have taught them, else assumed; each rehearsal draws one
value of every share, as each run of the forecast does, and then every person by themselves. Equal numbers draw equally.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

import numpy as np

from service.decisions.forecasting.forecast import THINKING_OVER
from service.decisions.forecasting.rates import ASKED, Name, Rate
from service.decisions.swaps.simulation import Habits, when_opened

_SHARES: Final = 2
_PERSON: Final = 3


def draw_habits(rates: Mapping[Name, Rate], seed: int) -> dict[str, Any]:
    """The document that a rehearsal keeps: of each habit the share that is played, and what it was drawn from."""
    chance = np.random.default_rng((seed, _SHARES))
    told: dict[str, Any] = {
        name: {
            "played": round(rate.draw(chance), 4), "mean": round(rate.mean, 4), "low": round(rate.range[0], 4),
            "high": round(rate.range[1], 4), "cases": rate.cases,
        }
        for name, rate in rates.items()
    }  # fmt: skip
    told["ask"] = {"played": ASKED, "mean": ASKED, "low": ASKED, "high": ASKED, "cases": 0}
    return told


@dataclass(frozen=True, slots=True)
class Person:
    """What one person will do, once they are written to. `opens_after` and `thinks_for` count from there, and from opening."""

    opens: bool
    opens_after: timedelta
    looks: bool
    swaps: bool
    choice: float
    """In [0, 1): which of the gifts shown."""
    answers: bool
    thinks_for: timedelta
    declines: bool
    """Unless they have just chosen something else."""
    donates: bool
    charity: float
    says_what_they_eat: bool
    says_after: timedelta
    """From being asked that."""


def person_of(habits: Mapping[str, Mapping[str, float]], seed: int, number: int, days_open: float) -> Person:
    """The person in this row of the list; the page is open for so many days."""
    chance = np.random.default_rng((seed, _PERSON, number))
    share = {name: float(told["played"]) for name, told in habits.items()}
    luck = chance.random(9)
    looking = min(share["look"], 1.0 - share["swap"])
    opening = Habits(closes_after=days_open * 1440.0)
    minutes = when_opened(chance, 1, opening)[0]
    thinks = float(chance.exponential(THINKING_OVER))
    return Person(
        opens=luck[0] < share["open"],
        opens_after=timedelta(minutes=float(minutes)),
        looks=share["swap"] <= luck[1] < share["swap"] + looking,
        swaps=luck[1] < share["swap"],
        choice=float(luck[2]),
        answers=luck[3] < share["answer"],
        thinks_for=timedelta(minutes=thinks),
        declines=luck[4] < share["decline"],
        donates=luck[5] < share["donate"],
        charity=float(luck[6]),
        says_what_they_eat=luck[7] < share["ask"],
        says_after=timedelta(minutes=float(when_opened(chance, 1, opening)[0])),
    )
