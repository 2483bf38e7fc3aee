"""How many events a second one core learns from: at once, and all over again, the facts about people folded in both.

In memory: no database and no decision. A person's observed facts become tastes (`own_tastes`), these a figure of every product that
is shown, and the event changes the model. The slower of the two ways is the figure.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from time import perf_counter, process_time
from typing import Final

from threadpoolctl import threadpool_limits

from service.decisions.learning.events import Did, Event
from service.decisions.learning.features import features_of
from service.decisions.learning.learner import learn_all, new_learner
from service.decisions.learning.observed import Preferred, own_tastes, preferred
from service.decisions.preferences import PRIOR, traits_of
from service.decisions.values import Candidate, Choice

_NOW: Final = datetime(2026, 11, 1, tzinfo=UTC)
_DAY: Final = date(2026, 11, 1)
_EVENTS: Final = 20_000
_PEOPLE: Final = 2_000
_PRODUCTS: Final = 400
_INTERESTS: Final = 40
_CATEGORIES: Final = 25


def measure(events: int = _EVENTS) -> dict[str, object]:
    """{events_per_second_per_core, and the two figures that it is the lower of}, on one thread, by its time on the processor."""
    with threadpool_limits(1):
        found = {"learned_at_once_per_second": _at_once(events), "learned_again_per_second": _again(events)}
    return {"events_per_second_per_core": min(found.values()), **found}


def _at_once(count: int) -> float:
    world = _World(1)
    learner = new_learner(PRIOR, world.traits)
    steps = world.steps(count)
    started = process_time()
    for number, step in enumerate(steps):
        learner.learn(world.event(number, *step), _NOW)
    return count / (process_time() - started)


def _again(count: int) -> float:
    world = _World(2)
    steps = world.steps(count)
    started = process_time()
    events = [world.event(number, *step) for number, step in enumerate(steps)]
    learn_all(PRIOR, world.traits, events, _NOW)
    return count / (process_time() - started)


class _World:
    """People, products, and what people did, drawn by a seed."""

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)
        names = [f"interest {number}" for number in range(_INTERESTS)]
        self._products = [self._product(number, names) for number in range(_PRODUCTS)]
        self._people = [self._person(number, names) for number in range(_PEOPLE)]
        self._seen: defaultdict[str, list[Preferred]] = defaultdict(list)
        self._known: dict[str, Candidate] = {}
        self.traits = sorted({trait for one in self._products for trait in traits_of(one)})

    def _product(self, number: int, names: Sequence[str]) -> Choice:
        interests = dict.fromkeys(self._chance.sample(names, 3), 1.0)
        price = self._chance.randrange(1_000, 9_000)
        return Choice(
            str(number), f"category {number % _CATEGORIES}", "neither", price, "EUR", frozenset({"NO"}), 1,
            interests=interests,
        )  # fmt: skip

    def _person(self, number: int, names: Sequence[str]) -> Candidate:
        return Candidate(str(number), "account", "NO", interests=dict.fromkeys(self._chance.sample(names, 3), 1.0))

    def steps(self, count: int) -> list[tuple[Did, Candidate, Choice, Choice]]:
        """What happens, in order: of five events, two swaps, two kept and one look."""
        kinds = (Did.SWAPPED, Did.KEPT, Did.SWAPPED, Did.KEPT, Did.LOOKED)
        found = []
        for at in range(count):
            to, away = self._chance.sample(self._products, 2)
            found.append((kinds[at % len(kinds)], self._chance.choice(self._people), to, away))
        return found

    def event(self, number: int, did: Did, person: Candidate, to: Choice, away: Choice) -> Event:
        """The event with its facts folded in: what the person preferred before counts, and a swap is one more of it."""
        known = self._known.get(person.id, person)
        others = () if did == Did.KEPT else (features_of(known, away, PRIOR),)
        if did == Did.SWAPPED and (found := preferred(to, away, _DAY)) is not None:
            self._seen[person.id].append(found)
            self._known[person.id] = replace(known, tastes=own_tastes(self._seen[person.id], _DAY))
        at = _NOW - timedelta(seconds=_EVENTS * 2 - number)
        return Event(str(number), did, at, person.id, features_of(known, to, PRIOR), others)


if __name__ == "__main__":
    started = perf_counter()
    print(measure(), round(perf_counter() - started, 1))
