"""Which troubles somebody is told of, after how long, and how often again while they last."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from service.ops.verdict import PAGED_AFTER

TOLD_AFTER: Final[Mapping[str, timedelta]] = {
    "gift_stopped": timedelta(0),
    "unsafe_parcel": timedelta(0),
    "audit_finding": timedelta(0),
    "distrusted": timedelta(0),
    "disk_full": timedelta(0),
    "disk_read_only": timedelta(0),
    "mail_failing": timedelta(0),
    "texts_failing": timedelta(0),
    "worker_lost": timedelta(minutes=2),
    "broker_away": timedelta(minutes=5),
    "queue_late": PAGED_AFTER,
}
"""Kind -> how long it may last first. What stands in no line heals by itself or is told to somebody else."""
NEVER_QUIET: Final = frozenset({"gift_stopped", "unsafe_parcel"})
"""No snooze and no maintenance keeps these back: somebody has something that isn't safe for them."""
_AGAIN: Final = (timedelta(0), timedelta(hours=1), timedelta(hours=4))
_THEN_EVERY: Final = timedelta(days=1)
OVER: Final = 1_000_000
"""The step at which it is said that something is in order again."""


def step_at(kind: str, began_at: datetime, at: datetime) -> int:
    """Which message is due by now, from 1: at once, after an hour, after four, then once a day. 0: too early, or nobody is told."""
    after = TOLD_AFTER.get(kind)
    if after is None or at - began_at < after:
        return 0
    lasts = at - began_at - after
    if lasts >= _THEN_EVERY:
        return len(_AGAIN) + lasts // _THEN_EVERY
    return sum(lasts >= one for one in _AGAIN)
