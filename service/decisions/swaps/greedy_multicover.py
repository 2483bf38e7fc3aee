"""Which pieces to keep back so that everybody finds something to swap to: the greedy multicover of people by pieces.

A piece that is swapped away brings another back, so the pieces kept back go round like the books of a library: what counts is
that everybody finds a few categories on the shelf and that not too many people share a piece.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numba import njit
from numpy.typing import NDArray

from service.decisions.matching.prices import Whole
from service.decisions.swaps.alternatives import Real, Small, SwapInstance

SAMPLE: Final = 2000
"""People looked at. More would cost time and change nothing: what some thousands find on the shelf, a million find."""
SERVED: Final = 0.95
"""The share of people to keep pieces back for: the last few are so hard to please that they would cost more than all others
(decision 10)."""
_BEST: Final = 8
_GRAIN: Final = 1e-3
"""What keeping back a piece counts that nobody wants for a gift: next to nothing, but not nothing."""
Appeal = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Effort:
    """How much is kept back: `categories` to choose from for each person, one piece for `people_a_piece` of them, and the share
    `money` of the budget, since a rule for swaps that reaches above the gift's price is worth nothing without money for it.

    A product counts for a person only when it is worth at least the share `worth` of their gift. `served` is the share of people
    that pieces are kept back for; no piece is that costs the plan `dearest` or more.
    """

    categories: int
    people_a_piece: int
    worth: float = 0.0
    money: float = 0.0
    served: float = SERVED
    dearest: float = math.inf

    def money_of(self, budget: int) -> int:
        """Minor units kept back of so many."""
        return int(self.money * budget)


def pieces_to_reserve(swap_instance: SwapInstance, product: Small, order: Whole, price: Real, effort: Effort) -> Whole:
    """(G,) pieces that the plan should leave on the shelf, those it leaves anyway included.

    `product` (R,) is the plan so far, `price` (G,) what a piece is worth to it; the first people of `order` stand for everybody.
    What a person could be offered is admitted, within the rule for swaps, of another category than their gift, dearer by no more
    than the money kept back, and no colleague's. Whoever could never be offered so many categories counts with those they could.
    """
    settled = order[product[order] >= 0]
    people = settled[:SAMPLE]
    if len(people) == 0 or len(price) == 0:
        return np.zeros(len(price), dtype=np.int64)
    # One piece of the sample's shelf stands for as many pieces as one person of the sample stands for people.
    batch = max(1, round(len(settled) / len(people)))
    left = swap_instance.stock - np.bincount(product[product >= 0], minlength=len(price))
    kept = _greedy_multicover(
        _appeal(swap_instance, product, people, effort),
        swap_instance.category,
        left // batch,
        swap_instance.stock // batch,
        np.where(price < effort.dearest, price.astype(np.float64), np.inf),
        effort.people_a_piece,
        effort.categories,
        int((1 - effort.served) * len(people)),
    )
    pieces: Whole = kept * batch
    return pieces


def _appeal(swap_instance: SwapInstance, product: Small, people: Whole, effort: Effort) -> Appeal:
    """(N, G): 0 where a product cannot be offered or is worth too little, else up to `_BEST` for one as good as the gift."""
    scores = swap_instance.scores(people)
    own = product[people]
    gift = np.maximum(scores[np.arange(len(people)), own], np.float32(1e-6))[:, None]
    open_to = (scores > -np.inf) & (swap_instance.category != swap_instance.category[own][:, None])
    landed = swap_instance.landed[swap_instance.zone[people]]
    money = landed[np.arange(len(people)), own] + effort.money_of(swap_instance.budget)
    open_to &= (swap_instance.cost <= swap_instance.most[own][:, None]) & (landed <= money[:, None])
    open_to &= scores >= effort.worth * gift
    open_to &= (swap_instance.cost >= swap_instance.least[own][:, None]) & (swap_instance.stock > 0)
    open_to &= ~_held_by_colleagues(swap_instance, product, people)
    with np.errstate(invalid="ignore"):
        grade = np.clip(np.ceil(_BEST * scores / gift), 1, _BEST)
    return np.where(open_to, grade, 0).astype(np.uint8)


def _held_by_colleagues(swap_instance: SwapInstance, product: Small, people: Whole) -> NDArray[np.bool_]:
    """(N, G): whether somebody of the person's account has the product, or another version of it."""
    account, family = swap_instance.account, swap_instance.family
    names, row = np.unique(account[people], return_inverse=True)
    place = np.searchsorted(names, account)
    place[place == len(names)] = 0
    known = (names[place] == account) & (product >= 0)
    held = np.zeros((len(names), int(family.max(initial=-1)) + 1), dtype=np.bool_)
    held[place[known], family[product[known]]] = True
    return held[row][:, family]


@njit(cache=True)
def _greedy_multicover(
    appeal: Any, category: Any, left: Any, stock: Any, price: Any, capacity: Any, categories: Any, spared: Any
) -> Any:
    """Takes the piece with the most votes for its price (Chvatal 1979) for its people, until at most `spared` go short."""
    people, products = appeal.shape
    missing = _wanting(appeal, category, categories)
    served = np.zeros((people, category.max() + 1), np.bool_)
    kept = np.zeros(products, np.int64)
    votes = np.zeros(products, np.int64)
    for person in range(people):
        votes += appeal[person]
    short = (missing > 0).sum()
    while short > spared:
        g = _best_buy(votes, kept, left, stock, price, capacity)
        if g < 0:
            break
        kept[g] += 1
        room = capacity
        for person in range(people):
            if room == 0:
                break
            if missing[person] > 0 and appeal[person, g] > 0 and not served[person, category[g]]:
                room -= 1
                missing[person] -= 1
                short -= missing[person] == 0
                _withdraw(appeal[person], category, served[person], category[g], missing[person] == 0, votes)
                served[person, category[g]] = True
    return kept


@njit(cache=True)
def _wanting(appeal: Any, category: Any, categories: Any) -> Any:
    """(N,) how many categories to find for each person: as many as asked for, or as there are at all."""
    people, products = appeal.shape
    seen = np.full(category.max() + 1, -1, np.int64)
    wanting = np.zeros(people, np.int64)
    for person in range(people):
        for g in range(products):
            if appeal[person, g] > 0 and seen[category[g]] != person:
                seen[category[g]] = person
                wanting[person] += 1
    return np.minimum(wanting, categories)


@njit(cache=True)
def _best_buy(votes: Any, kept: Any, left: Any, stock: Any, price: Any, capacity: Any) -> Any:
    best, best_ratio = -1, 0.0
    for g in range(len(votes)):
        if kept[g] < stock[g]:
            cost = _GRAIN + (price[g] if kept[g] >= left[g] else 0.0)
            ratio = min(votes[g], _BEST * capacity) / cost
            if ratio > best_ratio:
                best, best_ratio = g, ratio
    return best


@njit(cache=True)
def _withdraw(appeal: Any, category: Any, served: Any, newly: Any, content: Any, votes: Any) -> None:
    """A person served in a category votes for nothing else in it, and one who has enough votes for nothing at all."""
    for g in range(len(appeal)):
        if category[g] == newly or (content and not served[category[g]]):
            votes[g] -= appeal[g]
