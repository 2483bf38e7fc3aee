"""A day of so many recipients, minute by minute, through an installation whose parts have limits.

A fluid model: people are amounts that flow from stage to stage, each stage takes of each part what one person costs there, and
what finds no room waits. The same day comes again until it has settled. Nothing in it is by chance.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from benchmarks.sizing.counters import Spent

MINUTES: Final = 24 * 60
DAYS: Final = 3
"""The last of them is told of."""
FIRST: Final = ("look", "answer", "film", "launch", "plan")
"""Who somebody is waiting for comes first, as in the product's queues."""
PARTS: Final = ("web", "workers", "database", "commits", "wal")
Flow = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Limits:
    """What each part can do: cores, commits a second, megabytes of write-ahead log a second."""

    web: float = 4.0
    workers: float = 8.0
    database: float = 16.0
    commits: float = 20_000.0
    wal: float = 200.0

    def a_minute(self) -> dict[str, float]:
        """Of each part, in seconds of CPU, commits, and bytes."""
        return {
            "web": 60 * self.web,
            "workers": 60 * self.workers,
            "database": 60 * self.database,
            "commits": 60 * self.commits,
            "wal": 60e6 * self.wal,
        }


@dataclass(frozen=True, slots=True)
class Habits:
    """What people do; assumed, not measured. `busy`: how an hour of the clock compares with others, for whoever launches and
    whoever looks; those who are invited come back with a mean delay of `back_hours` such hours."""

    looks: float = 3.0
    answers: float = 0.6
    films: float = 0.4
    back_hours: float = 6.0
    busy: tuple[float, ...] = (
        *(0.3, 0.2, 0.2, 0.2, 0.3, 0.5, 0.8, 1.2, 1.8, 2.0, 2.0, 1.8),
        *(1.6, 1.8, 2.0, 1.9, 1.6, 1.2, 0.9, 0.7, 0.6, 0.5, 0.4, 0.3),
    )

    def weights(self) -> Flow:
        """Of each minute of a day; their mean is 1."""
        each = np.repeat(np.asarray(self.busy, dtype=np.float64), 60)
        return np.asarray(each / each.mean(), dtype=np.float64)


@dataclass(frozen=True, slots=True)
class Day:
    """`needed`: of each part, what its busiest minute asks for as a share of what it can do. `waits`: stage -> the longest that
    anybody waited there, in minutes; infinite where work of the day was left at its end."""

    needed: Mapping[str, float]
    waits: Mapping[str, float]

    @property
    def first(self) -> str:
        """The part that is nearest to its limit, or furthest above it."""
        return max(self.needed, key=self.needed.__getitem__)


def simulate(costs: Mapping[str, Spent], limits: Limits, habits: Habits, recipients: float) -> Day:
    """A settled day of so many recipients."""
    unit = {stage: _needs(costs[stage]) for stage in FIRST}
    free = simulate_flow(unit, dict.fromkeys(PARTS, np.inf), habits, recipients)
    capacity = limits.a_minute()
    held = simulate_flow(unit, capacity, habits, recipients)
    last = slice((DAYS - 1) * MINUTES, None)
    peak = {part: np.max(np.sum([free.served[s][last] * unit[s][part] for s in FIRST], axis=0)) for part in PARTS}
    return Day(
        {part: float(peak[part] / capacity[part]) for part in PARTS},
        {stage: longest_wait(held.arrived[stage], held.served[stage]) for stage in FIRST},
    )


@dataclass(frozen=True, slots=True)
class Flows:
    """Stage -> how many came and how many were served in each minute."""

    arrived: Mapping[str, Flow]
    served: Mapping[str, Flow]


def simulate_flow(
    unit: Mapping[str, Mapping[str, float]], capacity: Mapping[str, float], habits: Habits, recipients: float
) -> Flows:
    """All days. `unit`: stage -> part -> what one costs; `capacity`: part -> what a minute has of it."""
    minutes = DAYS * MINUTES
    arrived = {stage: np.zeros(minutes) for stage in FIRST}
    served = {stage: np.zeros(minutes) for stage in FIRST}
    waiting = dict.fromkeys(FIRST, 0.0)
    weights, coming_back = habits.weights(), 0.0
    for minute in range(minutes):
        weight = weights[minute % MINUTES]
        looks = coming_back * min(1.0, weight / (60 * habits.back_hours))
        coming_back -= looks
        arrived["plan"][minute] = recipients * weight / MINUTES
        arrived["look"][minute] = looks
        room = dict(capacity)
        for stage in FIRST:
            waiting[stage] += arrived[stage][minute]
            done = min([waiting[stage], *(room[part] / cost for part, cost in unit[stage].items() if cost > 0)])
            served[stage][minute] = done
            waiting[stage] -= done
            for part, cost in unit[stage].items():
                room[part] = max(0.0, room[part] - done * cost)
        coming_back += served["launch"][minute] * habits.looks
        if minute + 1 < minutes:
            # What follows from a stage arrives where it follows in the minute after it.
            arrived["launch"][minute + 1] += served["plan"][minute]
            arrived["answer"][minute + 1] += served["look"][minute] * habits.answers / habits.looks
            arrived["film"][minute + 1] += served["look"][minute] * habits.films / habits.looks
    return Flows(arrived, served)


def longest_wait(arrived: Flow, served: Flow) -> float:
    """Minutes from the arrival of whoever waited longest in the order of coming until they were served. Infinite where more is left
    at the end than came in the last minute."""
    came, went = np.cumsum(arrived), np.cumsum(served)
    if came[-1] - went[-1] > arrived[-1] + 1e-6 * max(1.0, came[-1]):
        return float("inf")
    slack = 1e-9 * max(1.0, float(came[-1]))
    served_at = np.searchsorted(went + slack, came[:-1])
    return float(np.max(np.maximum(0, served_at - np.arange(len(served_at))), initial=0))


def _needs(spent: Spent) -> dict[str, float]:
    return {
        "web": spent.web,
        "workers": spent.workers,
        "database": spent.database,
        "commits": spent.commits,
        "wal": spent.wal_bytes,
    }
