"""Until when an absence keeps us from writing to a person."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from service.recipients.facts.fact import span_of

_DAY_BEGINS: Final = time(8, 0, tzinfo=UTC)
_DAY: Final = timedelta(days=1)
NO_END: Final = date.max
"""How the end of an absence is kept that nobody knows."""


@dataclass(frozen=True, slots=True)
class Absence:
    """`until` is the morning on which to write, or, while no end is known, to look again."""

    until: datetime
    has_end: bool


def absence_at(spans: Iterable[str], at: datetime) -> Absence | None:
    """The absence of a moment, through spans that touch; None for somebody who is there. Spans as in facts, both days included."""
    day, today = at.date(), at.date()
    for first, last in sorted(span_of(value) for value in spans):
        if first <= day <= last:
            if last == NO_END:
                return Absence(datetime.combine(today + _DAY, _DAY_BEGINS), has_end=False)
            day = last + _DAY
    return None if day == today else Absence(datetime.combine(day, _DAY_BEGINS), has_end=True)
