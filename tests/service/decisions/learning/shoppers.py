"""People whose tastes are known, so that what a learner finds can be held against the truth."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from service.decisions.learning.events import Did, Event
from service.decisions.learning.features import Features

NOW: Final = datetime(2026, 11, 1, 12, tzinfo=UTC)
TEA: Final = ("category:tea", "interest:tea", "price:EUR:2000")
BOOK: Final = ("category:books", "interest:reading", "price:EUR:2000")
LAMP: Final = ("category:home", "interest:design", "price:EUR:5000")
TRAITS: Final = sorted({*TEA, *BOOK, *LAMP})


def shown(traits: tuple[str, ...] = TEA, **special: float) -> Features:
    """A product of which nothing is known but its traits, before a person of whom nothing is known."""
    return Features(**({"popularity": 0.0, "likeness": 0.0, "own": 0.0} | special), traits=traits)


def event(number: int, did: Did = Did.KEPT, chosen: tuple[str, ...] = TEA, **special: Any) -> Event:
    """One of a row of events, an hour apart; the first was the day before `NOW`."""
    at = NOW - timedelta(days=1) + timedelta(hours=number)
    others = (shown(BOOK),) if did in {Did.SWAPPED, Did.LOOKED} else ()
    plain = {"id": f"evt_{number}", "did": did, "at": at, "person_id": f"ann-{number}", "chosen": shown(chosen)}
    return Event(**(plain | {"others": others} | special))


def random_events(count: int, seed: int = 1, *, traits: int = 30) -> tuple[list[Event], list[str]]:
    """(events of every kind, the names of the traits in them), the same for the same seed."""
    chance = random.Random(seed)
    names = [f"interest:{number:03}" for number in range(traits)]

    def product() -> Features:
        return Features(
            chance.gauss(0, 0.5),
            chance.uniform(-0.2, 0.8),
            chance.gauss(0, 0.4),
            tuple(sorted(chance.sample(names, 3))),
        )

    events = []
    for number in range(count):
        did = chance.choice(list(Did))
        others = tuple(product() for _ in range(3)) if did in {Did.SWAPPED, Did.LOOKED} else ()
        at = NOW - timedelta(minutes=count - number)
        reason = "not_interested" if did == Did.DECLINED else None
        events.append(Event(f"evt_{number}", did, at, f"p{number % 97}", product(), others, reason))
    return events, names
