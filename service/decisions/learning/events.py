"""What somebody did about what was put before them, as a learner reads it: typed, and refused where it is garbage or says nothing
about taste.

An event is learned from once, whatever comes twice; one from the future, or one that comes after a later one, is refused by name.
Whoever declines because of a rule, their food or their privacy has said nothing about what they like.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from service.decisions.learning.features import Features
from service.errors import InvalidInput


class Did(StrEnum):
    """What somebody did. The values are stored."""

    KEPT = "kept"
    DECLINED = "declined"
    SWAPPED = "swapped"
    LEFT = "left"
    LOOKED = "looked"
    PRAISED = "praised"
    REGRETTED = "regretted"


CHOICES: Final = frozenset({Did.SWAPPED, Did.LOOKED})
"""One of several was preferred; everything else is a yes or a no to one product."""
HALF_LIFE: Final[Mapping[Did, timedelta]] = {
    Did.KEPT: timedelta(days=365),
    Did.DECLINED: timedelta(days=365),
    Did.SWAPPED: timedelta(days=365),
    Did.LEFT: timedelta(days=365),
    Did.LOOKED: timedelta(days=60),
    Did.PRAISED: timedelta(days=540),
    Did.REGRETTED: timedelta(days=540),
}
"""After which an event counts half."""
WEIGHT: Final[Mapping[Did, float]] = {
    Did.KEPT: 1.0,
    Did.DECLINED: 1.0,
    Did.SWAPPED: 1.0,
    Did.LEFT: 1.0,
    Did.LOOKED: 0.2,
    Did.PRAISED: 1.0,
    Did.REGRETTED: 1.0,
}
"""What an event counts on its day; a look is soft. A swap is two events: that the gift was left, a no to it, and what was preferred
to what, which says nothing of how many gifts are kept."""
ABOUT_TASTE: Final = frozenset({"not_interested"})
"""The only reasons to decline that say something about the product. A policy, a price, food, privacy, the wrong person or something
owned already says nothing about what somebody likes, and neither does silence or "other"."""


@dataclass(frozen=True, slots=True)
class Event:
    """`chosen` was kept, declined, left, praised or regretted; or it was preferred to `others`, the product it replaces first."""

    id: str
    did: Did
    at: datetime
    person_id: str
    chosen: Features
    others: tuple[Features, ...] = ()
    reason: str | None = None

    def __post_init__(self) -> None:
        if self.at.tzinfo is None:
            raise InvalidInput("A moment needs its zone.", param="at")
        if (self.did in CHOICES) != bool(self.others):
            raise InvalidInput("A choice is one among others; everything else is about one product.", param="others")

    @property
    def is_yes(self) -> bool:
        """Of an event about one product: whether it was welcome."""
        return self.did in {Did.KEPT, Did.PRAISED}

    @property
    def teaches(self) -> bool:
        """Whether it says anything about taste."""
        return self.did != Did.DECLINED or self.reason in ABOUT_TASTE

    def weight(self, now: datetime) -> float:
        """What it still counts at a moment that is not before it."""
        return WEIGHT[self.did] * math.exp2(-((now - self.at) / HALF_LIFE[self.did]))


def require_learnable(event: Event, known: Collection[str], last: datetime | None, now: datetime) -> None:
    """Raises InvalidInput with what is wrong as `param`: `doubled`, `future`, `out_of_order`, `teaches_nothing`."""
    if event.id in known:
        raise InvalidInput("This event was learned from already.", param="doubled")
    if event.at > now:
        raise InvalidInput("This event has not happened yet.", param="future")
    if last is not None and event.at < last:
        raise InvalidInput("This event comes after a later one; models are built anew with it.", param="out_of_order")
    if not event.teaches:
        raise InvalidInput("This event says nothing about taste.", param="teaches_nothing")


def learnable(events: Iterable[Event], now: datetime) -> tuple[tuple[Event, ...], Mapping[str, int]]:
    """The events to build a model from, in the order of time and then of their ids, and how many were refused for what."""
    kept: dict[str, Event] = {}
    refused: Counter[str] = Counter()
    for event in events:
        try:
            require_learnable(event, kept, None, now)
        except InvalidInput as fault:
            refused[fault.param or ""] += 1
        else:
            kept[event.id] = event
    return tuple(sorted(kept.values(), key=lambda event: (event.at, event.id))), dict(refused)
