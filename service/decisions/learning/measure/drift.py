"""Whether what came moves away from what was expected, week by week: shares of a yes less what was said, with 95 % intervals."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from service.decisions.learning.measure.quality import FEWEST, FEWEST_OF_A_SIDE, Figure

WEEKS: Final = 12
"""Shown at most, the latest."""
_NORMAL_95: Final = 1.959964


@dataclass(frozen=True, slots=True)
class Week:
    """Answers of the week from `monday` (ISO). `drift` None where a figure would point at people, or answers are too few."""

    monday: str
    answers: int
    drift: Figure | None


@dataclass(slots=True)
class _Sum:
    """What was expected of one week's answers and what came, with whose they are."""

    said: tuple[set[str], set[str]]
    """Who said no, and who said yes."""
    expected: list[float]
    yes: int = 0


def by_week(
    at: Sequence[datetime], people: Sequence[str], log_odds: Sequence[float], is_yes: Sequence[bool]
) -> tuple[Week, ...]:
    """The latest weeks in which anything was answered, the oldest first. What is left out of them is never fewer than four of a
    kind, so that it can't be told from the figure of all weeks together."""
    found: defaultdict[datetime, _Sum] = defaultdict(lambda: _Sum((set(), set()), []))
    for moment, person, odds, answer in zip(at, people, log_odds, is_yes, strict=True):
        week = found[moment.replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=moment.weekday())]
        week.said[answer].add(person)
        week.expected.append(0.5 * (1.0 + math.tanh(0.5 * odds)))
        week.yes += answer
    mondays = sorted(found)[-WEEKS:]
    shown = {monday for monday in mondays if _is_enough(found[monday])}
    while shown and _tells_of_few([found[one] for one in found if one not in shown]):
        shown.remove(min(shown, key=lambda monday: (len(found[monday].expected), monday)))
    return tuple(_weeks(found, mondays, shown))


def _is_enough(week: _Sum) -> bool:
    return len(week.expected) >= FEWEST and min(map(len, week.said)) >= FEWEST_OF_A_SIDE


def _tells_of_few(rest: Sequence[_Sum]) -> bool:
    """Whether the weeks without a figure hold some answers, but one kind of them from fewer than four people."""
    kinds = [set().union(*(one.said[kind] for one in rest)) for kind in (0, 1)]
    return any(one.expected for one in rest) and min(map(len, kinds)) < FEWEST_OF_A_SIDE


def _weeks(found: dict[datetime, _Sum], mondays: Sequence[datetime], shown: set[datetime]) -> Iterator[Week]:
    for monday in mondays:
        week = found[monday]
        count = len(week.expected)
        drift = None
        if monday in shown:
            value = week.yes / count - math.fsum(week.expected) / count
            reach = _NORMAL_95 * math.sqrt(math.fsum(one * (1 - one) for one in week.expected)) / count
            drift = Figure(value, value - reach, value + reach)
        yield Week(monday.date().isoformat(), count, drift)
