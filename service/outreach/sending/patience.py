"""How long a mail is tried again, and how soon."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from typing import Final

FIRST: Final = timedelta(minutes=1)
MOST: Final = timedelta(hours=4)
LONGEST: Final = timedelta(days=3)
"""After so long a mail that could not be handed over is given up; a person may still send it again."""
PROBE_FIRST: Final = timedelta(seconds=30)
PROBE_MOST: Final = timedelta(minutes=10)
HELD_FOR: Final = timedelta(hours=1)
"""How long a mail sleeps while the queue is paused; it is woken when the queue opens."""


def next_try(at: datetime, tries: int, first_failed_at: datetime | None, chance: float | None = None) -> datetime:
    """When to try again after so many failures: doubling waits, spread over half to whole (`chance`, 0 to 1, by default random),
    and once more just as the time is up."""
    share = random.random() if chance is None else chance  # noqa: S311 spreads load, hides nothing
    wait = at + _doubled(FIRST, MOST, tries) * (0.5 + share / 2)
    last = None if first_failed_at is None else first_failed_at + LONGEST
    return wait if last is None or at >= last else min(wait, last)


def next_probe(at: datetime, tries: int) -> datetime:
    """When one mail is tried after the queue has been found closed so many times."""
    return at + _doubled(PROBE_FIRST, PROBE_MOST, tries)


def latest_probe(at: datetime) -> datetime:
    """No next probe lies later than this. Where one seems to, the clock was set back since it was planned, and it is due."""
    return at + PROBE_MOST


def is_given_up(first_failed_at: datetime | None, at: datetime) -> bool:
    """Whether a mail that failed first then is not tried any more."""
    return first_failed_at is not None and at >= first_failed_at + LONGEST


def _doubled(first: timedelta, most: timedelta, tries: int) -> timedelta:
    longest: timedelta = first * 2 ** min(max(tries, 1) - 1, 20)
    return min(longest, most)
