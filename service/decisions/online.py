"""One person decided for again against the live shelves: a swap, an answer to the diet question, a lost race for a last piece.

The saved prices of the plan stand for everybody else: a product others need badly must be worth it. No solver: the products are
laid out once for a campaign (`lay_out`), and a decision is a handful of operations over all of them, some tens of microseconds.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise, repeat
from typing import Final

import numpy as np
from numpy.typing import NDArray

from service.decisions.availability import NO_LIMIT, Availability
from service.decisions.reasons import most_frequent_first
from service.decisions.rules.one_person import ProductRules
from service.decisions.scoring import TASTE_NEUTRAL, TASTE_WEIGHT
from service.decisions.values import CONSUMABLE_AFTER_ALL, WAITING, Candidate, Choice, Prices, Reason, Terms

_FREE: Final = Prices()
_MILLION: Final = 1_000_000


@dataclass(frozen=True, slots=True, eq=False)
class Assortment:
    """What a campaign offers and the plan's prices of it. G products by category, then id; S categories, K interests.

    `rules` says which are for whom; `cost` (G,) int64 minor units; `traits` (K, G) unit columns, `plain` and `tasted` (G,)
    log-odds where nothing and where something is known of a person's interests, all three times a half; `toll` (G,) what giving
    one away takes from everybody else and `after_all` (G,) what a consumable loses where the diet is unknown, in millionths of a
    score; `starts` (S,) where each category begins, `shelves` the same with where it ends. Floats are
    float32: the sixth digit of a score means nothing.
    """

    choices: tuple[Choice, ...]
    terms: Terms
    place: Mapping[str, int]
    rules: ProductRules
    cost: NDArray[np.int64]
    toll: NDArray[np.float32]
    interest: Mapping[str, int]
    traits: NDArray[np.float32]
    plain: NDArray[np.float32]
    tasted: NDArray[np.float32]
    context: NDArray[np.float32]
    after_all: NDArray[np.float32]
    starts: NDArray[np.intp]
    shelves: Sequence[tuple[int, int]]
    categories: Mapping[str, int]
    _levers: dict[str, NDArray[np.float32]] = field(default_factory=dict)

    def pieces(self, stock: Mapping[str, int]) -> NDArray[np.int64]:
        """(G,) live pieces; a product not named has none."""
        return np.array([stock.get(choice.id, 0) for choice in self.choices], dtype=np.int64)

    def dense(self, availability: Availability, stock: Mapping[str, int]) -> DenseAvailability:
        """What is free for one person of each product; `stock` is what lies on the shelf, product id -> pieces."""
        claimed = (*availability.promised, *availability.own)
        free = {key: availability.pieces(key, stock.get(key, 0)) for key in claimed}
        return DenseAvailability(
            self.pieces({**stock, **free}), availability.rivals.keys(), availability.affordable_minor
        )

    def weight(self, segment: str) -> NDArray[np.float32]:
        """(G,) half a million times context and lever for a segment of people."""
        found = self._levers.get(segment)
        if found is None:
            levers = self.terms.levers
            halves = [_MILLION / 2 * levers.get((segment, choice.category), 1.0) for choice in self.choices]
            self._levers[segment] = found = self.context * np.array(halves, dtype=np.float32)
        return found


@dataclass(frozen=True, slots=True, eq=False)
class DenseAvailability:
    """An `Availability` over an assortment: `pieces` (G,) free for one person, products that colleagues hold, and the most that a
    product may cost in minor units."""

    pieces: NDArray[np.int64]
    taken: Collection[str] = ()
    affordable_minor: int = NO_LIMIT


@dataclass(frozen=True, slots=True)
class Redecision:
    """The new choice for one person with what they may swap to, best first; `product_id` None where nothing can be given."""

    product_id: str | None
    alternatives: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Obstacles:
    """What stands against every product for one person. `waits_for` is what an answer or another day would lift, None if nothing.

    `reasons` counts the products each reason excludes first, most frequent first.
    """

    waits_for: Reason | None
    reasons: Mapping[Reason, int]


def lay_out(choices: Iterable[Choice], terms: Terms, prices: Prices = _FREE) -> Assortment:
    """Everything about the products that does not change from one event to the next; about 20 ms for 1,000 products."""
    offers = tuple(sorted(choices, key=lambda choice: (choice.category, choice.id)))
    rules = ProductRules(offers, terms)
    names = sorted({name for choice in offers for name in choice.interests})
    interest = {name: row for row, name in enumerate(names)}
    traits = _traits(offers, interest)
    odds = np.array([math.log(choice.popularity / (1.0 - choice.popularity)) for choice in offers], dtype=np.float64)
    starts = [at for at, choice in enumerate(offers) if at == 0 or offers[at - 1].category != choice.category]
    return Assortment(
        choices=offers,
        terms=terms,
        place={choice.id: at for at, choice in enumerate(offers)},
        rules=rules,
        cost=rules.cost,
        toll=np.array([_MILLION * prices.of(choice) for choice in offers], dtype=np.float32),
        interest=interest,
        traits=(traits * (TASTE_WEIGHT / 2)).astype(np.float32),
        plain=(odds / 2).astype(np.float32),
        tasted=((odds - TASTE_WEIGHT * TASTE_NEUTRAL * traits.any(axis=0)) / 2).astype(np.float32),
        context=np.array([choice.context for choice in offers], dtype=np.float32),
        after_all=np.array(
            [_MILLION * CONSUMABLE_AFTER_ALL * choice.consumable for choice in offers], dtype=np.float32
        ),
        starts=np.array(starts, dtype=np.intp),
        shelves=list(pairwise([*starts, len(offers)])),
        categories={offers[at].category: row for row, at in enumerate(starts)},
    )


def redecide(assortment: Assortment, candidate: Candidate, now: DenseAvailability, count: int = 4) -> Redecision:
    """The best gift for this person right now and up to `count` alternatives of other categories. Writes and reserves nothing."""
    best = alternatives_for(assortment, candidate, now, count + 1)
    return Redecision(best[0], best[1:]) if best else Redecision(None, ())


def alternatives_for(
    assortment: Assortment,
    candidate: Candidate,
    now: DenseAvailability,
    count: int = 4,
    *,
    besides: Collection[str] = (),
) -> tuple[str, ...]:
    """The products this person may swap to right now, best first, each of another category than the others and than `besides`, the
    categories of what they have or are shown already."""
    best = _best_of_each(assortment, candidate, now, count, besides)
    return tuple(assortment.choices[place].id for place in best)


def obstacles(assortment: Assortment, candidate: Candidate, now: DenseAvailability) -> Obstacles:
    """What stands against each product, counted; for the record of a decision and for people for whom nothing was found."""
    closed = closed_by_reason(assortment, candidate, now)
    final = np.zeros(len(assortment.choices), dtype=np.bool_)
    for reason, mask in closed.items():
        if reason not in WAITING:
            final |= mask
    told = np.zeros_like(final)
    counts: dict[Reason, int] = {}
    waits_for = None
    for reason, mask in closed.items():
        first = mask & ~told
        told |= mask
        counts[reason] = int(first.sum())
        if waits_for is None and reason in WAITING and (mask & ~final).any():
            waits_for = reason
    return Obstacles(waits_for, most_frequent_first(counts))


def closed_by_reason(
    assortment: Assortment, candidate: Candidate, now: DenseAvailability
) -> dict[Reason, NDArray[np.bool_]]:
    """(G,) masks in the order in which reasons are told."""
    masks = assortment.rules.by_reason(candidate)
    taken = np.zeros(len(assortment.choices), dtype=np.bool_)
    taken[_places(assortment, now.taken)] = True
    masks[Reason.OUT_OF_STOCK] = now.pieces < 1
    masks[Reason.TAKEN_IN_ACCOUNT] = taken
    masks[Reason.INSUFFICIENT_FUNDS] = assortment.cost > now.affordable_minor
    return {reason: masks[reason] for reason in Reason if reason in masks}


def _best_of_each(
    assortment: Assortment, candidate: Candidate, now: DenseAvailability, count: int, besides: Collection[str] = ()
) -> list[int]:
    """The places of the best product of each of the best categories, by score less price; equals in the order of the shelf."""
    if not assortment.choices or count < 1:
        return []
    reduced = _worth(assortment, candidate)
    np.putmask(reduced, _closed(assortment, candidate, now), -np.inf)
    best = np.maximum.reduceat(reduced, assortment.starts)
    for category in besides:
        if category in assortment.categories:
            best[assortment.categories[category]] = -np.inf
    found = []
    for row in np.argsort(-best, kind="stable")[:count].tolist():
        if best[row] == -np.inf:
            break
        start, end = assortment.shelves[row]
        found.append(start + int(reduced[start:end].argmax()))
    return found


def _worth(assortment: Assortment, candidate: Candidate) -> NDArray[np.float32]:
    """(G,) score less price in whole millionths: says the same as `scoring.score`, and equals are equal."""
    worth = np.tanh(_half_odds(assortment, candidate))
    worth += 1
    worth *= assortment.weight(candidate.segment)
    if candidate.value != 1.0:
        worth *= np.float32(candidate.value)
    worth -= assortment.toll
    if not candidate.diet_known:
        worth -= assortment.after_all
    return np.rint(worth, out=worth)


def _half_odds(assortment: Assortment, candidate: Candidate) -> NDArray[np.float32]:
    """(G,) half the log-odds of keeping each product: its popularity, moved by how far it and the person point the same way.

    Half, because the logistic function of x is (1 + tanh(x / 2)) / 2, and tanh is four times as fast.
    """
    length = math.hypot(*candidate.interests.values())
    if length == 0:
        return assortment.plain
    known = map(candidate.interests.get, assortment.interest, repeat(0.0))
    taste = np.fromiter(known, dtype=np.float32, count=len(assortment.interest))
    taste /= length
    odds: NDArray[np.float32] = taste @ assortment.traits
    odds += assortment.tasted
    return odds


def _closed(assortment: Assortment, candidate: Candidate, now: DenseAvailability) -> NDArray[np.bool_]:
    """(G,) True where anything at all stands between this person and a product."""
    closed = assortment.rules.closed(candidate)
    closed |= now.pieces < 1
    closed |= assortment.cost > now.affordable_minor
    closed[_places(assortment, now.taken)] = True
    return closed


def _places(assortment: Assortment, products: Iterable[str]) -> list[int]:
    return [assortment.place[product] for product in products if product in assortment.place]


def _traits(offers: tuple[Choice, ...], interest: Mapping[str, int]) -> NDArray[np.float64]:
    """(K, G) unit columns, zero where nothing is said of a product."""
    traits = np.zeros((len(interest), len(offers)), dtype=np.float64)
    for at, choice in enumerate(offers):
        length = math.hypot(*choice.interests.values())
        for name, weight in choice.interests.items():
            traits[interest[name], at] = weight / length if length > 0 else 0.0
    return traits
