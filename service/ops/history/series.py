"""The readings of one span as a chart needs them: as many steps as fit, the highest of each, a gap where nothing was read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal, get_args

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service.errors import InvalidInput
from service.ops.history.models import INSTALLATION, PartReading, QueueReading
from service.ops.history.sample import minute_of, start_of

Over = Literal["hour", "day", "week"]
SPANS: Final[tuple[Over, ...]] = get_args(Over)
STEPS: Final[Mapping[Over, tuple[int, int]]] = {"hour": (1, 60), "day": (15, 96), "week": (60, 168)}
"""(minutes of a step, steps)."""
STEP_NAMES: Final[Mapping[Over, str]] = {"hour": "minute", "day": "quarter-hour", "week": "hour"}
OF_WORKSPACE: Final[tuple[Over, ...]] = ("hour", "day")
"""A workspace's own readings are kept for no longer."""


@dataclass(frozen=True, slots=True)
class Point:
    """One step. `came` and `ended` are jobs a minute; times in seconds; all others are the highest that was read."""

    at: datetime
    open: int
    oldest_due: float
    came: float
    ended: float
    wait_p50: float
    wait_p95: float
    run_p50: float
    run_p95: float


@dataclass(frozen=True, slots=True)
class Series:
    """One queue over one span; None where nothing was read."""

    queue: str
    over: Over
    first: datetime
    last: datetime
    points: Sequence[Point | None]

    @property
    def read(self) -> list[Point]:
        """The steps in which something was read."""
        return [point for point in self.points if point is not None]

    def rate(self, name: str) -> float:
        """Jobs a minute that came or ended, over the whole span as far as it was read."""
        return sum(getattr(point, name) for point in self.read) / len(self.read) if self.read else 0.0


def span_of(text: str | None, *, allowed: Sequence[Over] = SPANS) -> Over:
    """The span that was asked for, an hour where none was. Raises InvalidInput."""
    for one in allowed:
        if one == (text or "hour"):
            return one
    raise InvalidInput(f"Choose {' or '.join(allowed)}.", param="over")


def queue_series(
    session: Session, over: Over, at: datetime, scope: str = INSTALLATION, queue: str | None = None
) -> dict[str, Series]:
    """Queue -> its readings up to now, of everybody or of one workspace; only `queue` where it is given.

    A workspace's reading that was not written while the installation's was says that there was nothing.
    """
    step, number = STEPS[over]
    first = _first(over, at)
    slot = (QueueReading.minute - first) // step
    high = func.max
    query = (
        select(
            QueueReading.queue, slot, high(QueueReading.open), high(QueueReading.oldest_due), func.sum(QueueReading.came),
            func.sum(QueueReading.ended), high(QueueReading.wait_p50), high(QueueReading.wait_p95),
            high(QueueReading.run_p50), high(QueueReading.run_p95), func.count(),
        )
        .where(QueueReading.scope == scope, QueueReading.minute >= first, QueueReading.minute < first + step * number)
        .group_by(QueueReading.queue, slot)
    )  # fmt: skip
    if queue is not None:
        query = query.where(QueueReading.queue == queue)
    watched = _watched(session, over, at)
    found: dict[str, dict[int, Point]] = {}
    for name, place, opened, oldest, came, ended, *times, read in session.execute(query):
        minutes = (watched.get(place, read) if scope != INSTALLATION else read) or 1
        found.setdefault(name, {})[place] = Point(
            start_of(first + place * step),
            opened,
            oldest,
            came / minutes,
            ended / minutes,
            *(one or 0.0 for one in times),
        )
    return {name: _series(name, over, first, places, watched) for name, places in found.items()}


def part_series(session: Session, part: str, at: datetime, over: Over = "day") -> list[float | None]:
    """The highest value of each step; None where nothing was read."""
    step, number = STEPS[over]
    first = _first(over, at)
    slot = (PartReading.minute - first) // step
    rows = session.execute(
        select(slot, func.max(PartReading.value))
        .where(PartReading.part == part, PartReading.minute >= first, PartReading.minute < first + step * number)
        .group_by(slot)
    )
    values: dict[int, float] = dict(rows.all())
    return [values.get(place) for place in range(number)]


def nothing_read(queue: str, over: Over, at: datetime) -> Series:
    """A queue of which there is no reading yet."""
    return _series(queue, over, _first(over, at), {}, {})


def _first(over: Over, at: datetime) -> int:
    """The minute in which the first step begins; the last step ends with a whole one."""
    step, number = STEPS[over]
    return (minute_of(at) // step - number) * step if step == 1 else (minute_of(at) // step - number + 1) * step


def _watched(session: Session, over: Over, at: datetime) -> dict[int, int]:
    """Step -> in how many of its minutes the installation was read."""
    step, number = STEPS[over]
    first = _first(over, at)
    slot = (QueueReading.minute - first) // step
    rows = session.execute(
        select(slot, func.count(func.distinct(QueueReading.minute)))
        .where(QueueReading.scope == INSTALLATION, QueueReading.minute >= first)
        .where(QueueReading.minute < first + step * number)
        .group_by(slot)
    )
    return dict(rows.all())


def _series(queue: str, over: Over, first: int, places: Mapping[int, Point], watched: Mapping[int, int]) -> Series:
    step, number = STEPS[over]
    points = [
        places.get(place) or (_nothing(start_of(first + place * step)) if place in watched else None)
        for place in range(number)
    ]
    return Series(queue, over, start_of(first), start_of(first + step * number), points)


def _nothing(at: datetime) -> Point:
    return Point(at, 0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
