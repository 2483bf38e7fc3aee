"""One person decided for again against the live stock: a swap, an answer to the diet question, a lost race for a last piece.

The saved prices of the plan stand for everybody else: a product others need badly must be worth it. No solver: the products are
laid out once for a campaign (`lay_out`), and a decision is a handful of operations over all of them, some tens of microseconds.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from service.decisions.availability import NO_LIMIT, Availability
from service.decisions.rules.exclusions import most_frequent_first
from service.decisions.rules.one_person import ProductRules
from service.decisions.rules.swap_rule import PriceRange, choice_range, swap_range
from service.decisions.scoring.for_one_person import MILLION, LaidOutScores, lay_out_scores
from service.decisions.values import USUAL_SWAPS, WAITING, Candidate, Choice, Prices, Reason, SwapRule, Terms

_FREE: Final = Prices()
LAST_PIECE: Final = 0.5
"""What showing the last piece of a product takes from whoever looks next, in units of a score; of two pieces, half of it."""
_CHOICE: Final = 3
PLENTY: Final = 4
"""Beyond a choice of three, only what lies there in such numbers is shown: a piece that is shown is set aside, and whoever comes
next may have nothing else. On the sample, with everybody looking at once, more people find something, and more a choice."""


@dataclass(frozen=True, slots=True, eq=False)
class Assortment:
    """What a campaign offers and the plan's prices of it. G products by category, then id; S categories.

    `rules` says which are for whom, `scores` how much they are worth to them; `price` (G,) int64 minor units; `piece` (G,) what
    giving one away takes from everybody else beside its money, in scores, and `money` what a minor unit does; `starts` (S,) where
    each category begins, `spans` the same with where it ends.
    """

    choices: tuple[Choice, ...]
    terms: Terms
    place: Mapping[str, int]
    rules: ProductRules
    scores: LaidOutScores
    price: NDArray[np.int64]
    piece: NDArray[np.float64]
    money: float
    starts: NDArray[np.intp]
    spans: Sequence[tuple[int, int]]
    categories: Mapping[str, int]
    tolls: dict[str, NDArray[np.float32]] = field(default_factory=dict)

    def landed(self, candidate: Candidate) -> NDArray[np.int64]:
        """(G,) minor units that each product costs once it is with this person; not to be written on."""
        return self.rules.landed_in(candidate.country)

    def toll(self, candidate: Candidate) -> NDArray[np.float32]:
        """(G,) what giving each product to this person takes from everybody else, in millionths of a score; not to be written
        on."""
        zone = self.rules.zone_of(candidate.country)
        if zone not in self.tolls:
            self.tolls[zone] = (MILLION * (self.piece + self.money * self.rules.landed_in(zone))).astype(np.float32)
        return self.tolls[zone]

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
    offers = tuple(sorted(choices, key=lambda choice: (choice.category, choice.code)))
    rules = ProductRules(offers, terms)
    starts = [at for at, choice in enumerate(offers) if at == 0 or offers[at - 1].category != choice.category]
    return Assortment(
        choices=offers,
        terms=terms,
        place={choice.id: at for at, choice in enumerate(offers)},
        rules=rules,
        scores=lay_out_scores(offers, terms),
        price=rules.price,
        piece=np.array([prices.products.get(choice.id, 0.0) for choice in offers], dtype=np.float64),
        money=prices.budget,
        starts=np.array(starts, dtype=np.intp),
        spans=list(pairwise([*starts, len(offers)])),
        categories={offers[at].category: row for row, at in enumerate(starts)},
    )


def redecide(
    assortment: Assortment,
    candidate: Candidate,
    now: DenseAvailability,
    rule: SwapRule = USUAL_SWAPS,
    first_minor: int | None = None,
    count: int = 4,
) -> Redecision:
    """The best gift for this person right now and up to `count` alternatives of other categories, within the rule for swaps.
    Writes and reserves nothing.

    `first_minor`: the price of the gift first chosen for them, where they were promised one. What we choose again keeps to the same
    rule, and lies outside it only where nothing within it can be had; what they may swap to is measured by it either way.
    """
    near = None if first_minor is None else choice_range(rule, first_minor)
    best = _best_of_each(assortment, candidate, now, 1, within=near) or _best_of_each(assortment, candidate, now, 1)
    if not best:
        return Redecision(None, ())
    choice = assortment.choices[best[0]]
    within = swap_range(rule, choice.price_minor if first_minor is None else first_minor)
    others = alternatives_for(assortment, candidate, now, count, besides={choice.category}, within=within)
    return Redecision(choice.id, others)


def alternatives_for(
    assortment: Assortment,
    candidate: Candidate,
    now: DenseAvailability,
    count: int = 4,
    *,
    within: PriceRange,
    besides: Collection[str] = (),
    seen: int = 0,
) -> tuple[str, ...]:
    """The products this person may swap to right now, best first, each priced `within`, and of another category than the others and
    than `besides`, the categories of what they have or are shown already. What is scarce is left to others where it can be, all the
    more where they see `seen` others already."""
    scarcity = LAST_PIECE * MILLION / np.maximum(now.pieces, 1)
    best = _best_of_each(assortment, candidate, now, count, besides, within, scarcity)
    shown = [place for at, place in enumerate(best) if seen + at < _CHOICE or now.pieces[place] >= PLENTY]
    return tuple(assortment.choices[place].id for place in shown)


def open_within(
    assortment: Assortment, candidate: Candidate, now: DenseAvailability, within: PriceRange
) -> tuple[int, ...]:
    """Places of all products that this person may have right now, each priced `within`, in the order of the assortment."""
    closed = _closed(assortment, candidate, now)
    closed |= (assortment.price < within.least_minor) | (assortment.price > within.most_minor)
    return tuple(np.flatnonzero(~closed).tolist())


def obstacles(assortment: Assortment, candidate: Candidate, now: DenseAvailability) -> Obstacles:
    """What stands against each product, counted; for the record of a decision and for people for whom nothing was found."""
    closed = closed_by_reason(assortment, candidate, now)
    final = np.zeros(len(assortment.choices), dtype=np.bool_)
    for reason, mask in closed.items():
        if reason not in WAITING:
            final |= mask
    counted = np.zeros_like(final)
    counts: dict[Reason, int] = {}
    waits_for = None
    for reason, mask in closed.items():
        first = mask & ~counted
        counted |= mask
        counts[reason] = int(first.sum())
        if waits_for is None and reason in WAITING and (mask & ~final).any():
            waits_for = reason
    return Obstacles(waits_for, most_frequent_first(counts))


def closed_by_reason(
    assortment: Assortment, candidate: Candidate, now: DenseAvailability
) -> dict[Reason, NDArray[np.bool_]]:
    """(G,) masks in the order of `Reason`."""
    masks = assortment.rules.by_reason(candidate)
    taken = np.zeros(len(assortment.choices), dtype=np.bool_)
    taken[_places(assortment, now.taken)] = True
    masks[Reason.OUT_OF_STOCK] = now.pieces < 1
    masks[Reason.TAKEN_IN_ACCOUNT] = taken
    masks[Reason.INSUFFICIENT_FUNDS] = assortment.landed(candidate) > now.affordable_minor
    return {reason: masks[reason] for reason in Reason if reason in masks}


def _best_of_each(
    assortment: Assortment,
    candidate: Candidate,
    now: DenseAvailability,
    count: int,
    besides: Collection[str] = (),
    within: PriceRange | None = None,
    scarcity: NDArray[np.float64] | None = None,
) -> list[int]:
    """The places of the best product of each of the best categories, by score less price and `scarcity` (G,); equals in the order
    of the assortment."""
    if not assortment.choices or count < 1:
        return []
    toll = assortment.toll(candidate)
    toll = toll if scarcity is None else toll + scarcity.astype(np.float32)
    reduced = assortment.scores.net(candidate, toll)
    closed = _closed(assortment, candidate, now)
    if within is not None:
        closed |= (assortment.price < within.least_minor) | (assortment.price > within.most_minor)
    np.putmask(reduced, closed, -np.inf)
    best = np.maximum.reduceat(reduced, assortment.starts)
    for category in besides:
        if category in assortment.categories:
            best[assortment.categories[category]] = -np.inf
    found = []
    for row in np.argsort(-best, kind="stable")[:count].tolist():
        if best[row] == -np.inf:
            break
        start, end = assortment.spans[row]
        found.append(start + int(reduced[start:end].argmax()))
    return found


def _closed(assortment: Assortment, candidate: Candidate, now: DenseAvailability) -> NDArray[np.bool_]:
    """(G,) True where anything at all stands between this person and a product."""
    closed = assortment.rules.closed(candidate)
    closed |= now.pieces < 1
    closed |= assortment.landed(candidate) > now.affordable_minor
    closed[_places(assortment, now.taken)] = True
    return closed


def _places(assortment: Assortment, products: Iterable[str]) -> list[int]:
    return [assortment.place[product] for product in products if product in assortment.place]
