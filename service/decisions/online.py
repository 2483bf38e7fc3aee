"""One person decided for again against the live shelves: a swap, an answer to the diet question, a lost race for a last piece.

The saved prices of the plan stand for everybody else: a product others need badly must be worth it. No solver: the products are
laid out once for a campaign (`lay_out`), and a decision is a handful of operations over all of them, some tens of microseconds.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, pairwise, repeat
from typing import Final

import numpy as np
from numpy.typing import NDArray

from service.decisions.ages import needed_age
from service.decisions.arrival import arrives, arrives_too_late, is_away
from service.decisions.availability import NO_LIMIT, Availability
from service.decisions.gates import BITS, closed_by, raised_by
from service.decisions.reasons import most_frequent_first
from service.decisions.scoring import TASTE_NEUTRAL, TASTE_WEIGHT
from service.decisions.values import CONSUMABLE_AFTER_ALL, WAITING, Candidate, Choice, Prices, Reason, Terms

_FREE: Final = Prices()
_MILLION: Final = 1_000_000


@dataclass(frozen=True, slots=True, eq=False)
class Assortment:
    """What a campaign offers and the plan's prices of it. G products by category, then id; S categories, K interests.

    `words` (G,) uint64 as in `gates`; `cost` (G,) int64 minor units; `traits` (K, G) unit columns, `plain` and `tasted` (G,)
    log-odds where nothing and where something is known of a person's interests, all three times a half; `toll` (G,) what giving
    one away takes from everybody else and `after_all` (G,) what a consumable loses where the diet is unknown, in millionths of a
    score; `starts` (S,) where each category begins, `shelves` the same with where it ends; `perishables` the places of what does
    not keep, by lead days. Floats are float32: the sixth digit of a score means nothing.
    """

    choices: tuple[Choice, ...]
    terms: Terms
    place: Mapping[str, int]
    words: NDArray[np.uint64]
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
    perishables: Mapping[int, Sequence[int]]
    _abroad: dict[str, NDArray[np.bool_]] = field(default_factory=dict)
    _late: dict[str, NDArray[np.bool_]] = field(default_factory=dict)
    _ages: dict[str, NDArray[np.int16]] = field(default_factory=dict)
    _barred: dict[tuple[str, int], NDArray[np.bool_]] = field(default_factory=dict)
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

    def abroad(self, country: str) -> NDArray[np.bool_]:
        """(G,) True where a product is not delivered to the country."""
        found = self._abroad.get(country)
        if found is None:
            found = np.array([country not in choice.regions for choice in self.choices], dtype=np.bool_)
            self._abroad[country] = found
        return found

    def late(self, country: str) -> NDArray[np.bool_]:
        """(G,) True where a product cannot reach the country by the promised day, if that is asked for."""
        found = self._late.get(country)
        if found is None:
            found = np.array([arrives_too_late(choice, country, self.terms) for choice in self.choices], dtype=np.bool_)
            self._late[country] = found
        return found

    def ages(self, country: str) -> NDArray[np.int16]:
        """(G,) from how many years on a product may be given in the country, 0 for any age."""
        found = self._ages.get(country)
        if found is None:
            found = np.array([needed_age(choice, country) for choice in self.choices], dtype=np.int16)
            self._ages[country] = found
        return found

    def barred(self, country: str, age: int) -> NDArray[np.bool_]:
        """(G,) True where a product is closed to everybody in the country who is known to be no older than that."""
        found = self._barred.get((country, age))
        if found is None:
            found = self.abroad(country) | self.late(country) | (self.ages(country) > age)
            self._barred[country, age] = found
        return found

    def missed(self, candidate: Candidate) -> list[int]:
        """The places of perishables that would arrive while this person is away."""
        if not candidate.away:
            return []
        return [
            place
            for lead, places in self.perishables.items()
            if is_away(candidate, arrives(candidate, lead, self.terms))
            for place in places
        ]

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
    names = sorted({name for choice in offers for name in choice.interests})
    interest = {name: row for row, name in enumerate(names)}
    traits = _traits(offers, interest)
    odds = np.array([math.log(choice.popularity / (1.0 - choice.popularity)) for choice in offers], dtype=np.float64)
    starts = [at for at, choice in enumerate(offers) if at == 0 or offers[at - 1].category != choice.category]
    return Assortment(
        choices=offers,
        terms=terms,
        place={choice.id: at for at, choice in enumerate(offers)},
        words=np.array([closed_by(choice, terms) for choice in offers], dtype=np.uint64),
        cost=np.array([choice.price_minor for choice in offers], dtype=np.int64),
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
        perishables=_perishables(offers),
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
    common = assortment.words & np.uint64(raised_by(candidate, assortment.terms))
    masks = {reason: (common & np.uint64(bits)) != 0 for reason, bits in BITS.items()}
    nothing = np.zeros(len(assortment.choices), dtype=np.bool_)
    ages = assortment.ages(candidate.country)
    masks[Reason.UNDER_AGE] = _too_young(candidate, ages)
    masks[Reason.AGE_CHECK_REQUIRED] = (ages > (candidate.age_from or 0)) & ~masks[Reason.UNDER_AGE]
    masks[Reason.REGION_UNAVAILABLE] = assortment.abroad(candidate.country)
    masks[Reason.OVER_CAP] = nothing if candidate.cap_minor is None else assortment.cost > candidate.cap_minor
    masks[Reason.ALREADY_HAS] = nothing.copy()
    masks[Reason.ALREADY_HAS][_places(assortment, candidate.excluded_products)] = True
    masks[Reason.DISLIKED] = nothing.copy()
    for category in candidate.excluded_categories:
        _close_category(assortment, masks[Reason.DISLIKED], category)
    masks[Reason.AWAY] = nothing.copy()
    masks[Reason.AWAY][assortment.missed(candidate)] = True
    masks[Reason.TOO_LATE] = assortment.late(candidate.country)
    masks[Reason.OUT_OF_STOCK] = now.pieces < 1
    masks[Reason.TAKEN_IN_ACCOUNT] = nothing.copy()
    masks[Reason.TAKEN_IN_ACCOUNT][_places(assortment, now.taken)] = True
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
    closed: NDArray[np.bool_] = (assortment.words & np.uint64(raised_by(candidate, assortment.terms))) != 0
    closed |= assortment.barred(candidate.country, candidate.age_from or 0)
    if candidate.age_below is not None:
        closed |= _too_young(candidate, assortment.ages(candidate.country))
    closed |= now.pieces < 1
    most = now.affordable_minor
    closed |= assortment.cost > (most if candidate.cap_minor is None else min(most, candidate.cap_minor))
    closed[_places(assortment, chain(candidate.excluded_products, now.taken))] = True
    if missed := assortment.missed(candidate):
        closed[missed] = True
    for category in candidate.excluded_categories:
        _close_category(assortment, closed, category)
    return closed


def _too_young(candidate: Candidate, ages: NDArray[np.int16]) -> NDArray[np.bool_]:
    """(G,) True where the person is known to be younger than a product asks for."""
    if candidate.age_below is None:
        return np.zeros(len(ages), dtype=np.bool_)
    too_young: NDArray[np.bool_] = ages >= candidate.age_below
    return too_young


def _perishables(offers: tuple[Choice, ...]) -> dict[int, list[int]]:
    """Lead days -> places of what does not keep."""
    found: dict[int, list[int]] = {}
    for place, choice in enumerate(offers):
        if choice.perishable:
            found.setdefault(choice.lead_days, []).append(place)
    return found


def _places(assortment: Assortment, products: Iterable[str]) -> list[int]:
    return [assortment.place[product] for product in products if product in assortment.place]


def _close_category(assortment: Assortment, closed: NDArray[np.bool_], category: str) -> None:
    row = assortment.categories.get(category)
    if row is not None:
        start, end = assortment.shelves[row]
        closed[start:end] = True


def _traits(offers: tuple[Choice, ...], interest: Mapping[str, int]) -> NDArray[np.float64]:
    """(K, G) unit columns, zero where nothing is said of a product."""
    traits = np.zeros((len(interest), len(offers)), dtype=np.float64)
    for at, choice in enumerate(offers):
        length = math.hypot(*choice.interests.values())
        for name, weight in choice.interests.items():
            traits[interest[name], at] = weight / length if length > 0 else 0.0
    return traits
