"""What each person may swap to, chosen with the plan: other categories, safe for them, and pieces that will really be there.

A piece on the shelf is promised to several people, since few of them swap: to as many as leave next to nobody before an empty
shelf. People are looked at once, a block at a time, so a campaign of any size passes through a few megabytes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from math import lgamma, log
from typing import Any, Final, NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from service.decisions.matching.assignment_instance import AssignmentInstance
from service.decisions.matching.pairs import Pairs
from service.decisions.matching.prices import DualPrices, Whole
from service.decisions.rules.swap_rule import SHARES, swap_ranges
from service.decisions.values import USUAL_SWAPS, Problem, SwapLimit, SwapRule

SPREADING: Final = 0.25
"""What a product loses in rank when it is promised to as many people as it may be, in units of a score: it spreads people over the
products. The figures of decision 10 were made with it."""
LEANED_ON: Final = 1 / 30
"""What a piece loses in rank for each person who leans on it, in units of a score: whoever could have others as well leaves it
to them (decision 10)."""
_ASKED: Final = 2000
"""People of whom it is found out what they lean on; they stand for all."""
ENOUGH: Final = 3
"""With this many alternatives a person has a choice. Further ones are promised only of products that are not half spoken for."""
PAIRS_PER_BLOCK: Final = 1 << 21
Small = NDArray[np.int32]
Real = NDArray[np.float32]
ScoresOf = Callable[[Whole], Real]
"""People (N,) -> scores (N, G) of their pairs, -inf where a pair is not admitted."""


@dataclass(frozen=True, slots=True)
class SwapInstance:
    """What swaps are planned and simulated on: R people, G products.

    `account` (R,) from 0; `cost` (G,) minor units, the prices that the rule for swaps goes by; `landed` (Z, G) what they cost once
    they are there, by which money is counted, in the `zone` (R,) of each person, left out where that is the price; `category` and
    `family` (G,) from 0; `stock` (G,) all pieces, given ones included; `budget` minor units, the part kept back for swaps
    included; `scores` gives the pairs a block at a time. `least` and `most` (G,) minor units are what may be swapped for each
    product, as the gift first chosen, by `rule`.
    """

    account: Small
    cost: Whole
    category: Small
    stock: Small
    budget: int
    scores: ScoresOf
    family: Small = field(default_factory=lambda: np.zeros(0, dtype=np.int32))
    rule: SwapRule = USUAL_SWAPS
    landed: Whole = field(default_factory=lambda: np.zeros((0, 0), dtype=np.int64))
    zone: Small = field(default_factory=lambda: np.zeros(0, dtype=np.int32))
    least: Whole = field(init=False)
    most: Whole = field(init=False)

    def __post_init__(self) -> None:
        if not len(self.family):
            object.__setattr__(self, "family", np.arange(len(self.cost), dtype=np.int32))
        if not len(self.landed):
            object.__setattr__(self, "landed", self.cost[None])
        if not len(self.zone):
            object.__setattr__(self, "zone", np.zeros(len(self.account), dtype=np.int32))
        least, most = swap_ranges(self.rule, self.cost.astype(np.int64))
        object.__setattr__(self, "least", least)
        object.__setattr__(self, "most", most)

    def spend(self, product: Small) -> int:
        """What the gifts of a plan (R,) cost once they are there, -1 for none."""
        people = np.flatnonzero(product >= 0)
        return int(self.landed[self.zone[people], product[people]].sum())


@dataclass(frozen=True, slots=True)
class Rules:
    """How many alternatives a person is offered, and how often pieces may be promised.

    `swap_rate` is the share of people expected to swap. Of the people who reach for a promised piece, the share `shortage` may find
    it gone and is shown another; `returns` is the share of pieces put back by swaps that come in time for others. The figures of
    decision 10 were made with these defaults.
    """

    wanted: int = 4
    swap_rate: float = 0.2
    shortage: float = 0.6
    returns: float = 0.8


@dataclass(frozen=True, slots=True)
class Promises:
    """`offered` (R, wanted) products, best first, -1 where there is no further one; `promised` (G,) how often each is offered."""

    offered: Small
    promised: Whole

    @property
    def counts(self) -> Whole:
        """(R,) how many alternatives each person has."""
        counts: Whole = (self.offered >= 0).sum(axis=1)
        return counts


def promise_alternatives(
    swap_instance: SwapInstance, product: Small, order: Whole, rules: Rules, price: Real, money: float
) -> Promises:
    """Alternatives for everybody who has a gift, people in `order`.

    Each is admitted, of another category than the gift and the other alternatives, held by no colleague in any version, on the
    shelf after the plan, within the rule for swaps, and no dearer than the gift plus the money the plan leaves over. `product` (R,)
    is the plan, -1 for no gift; `price` (G,) and `money` are what a piece and a minor unit are worth to others.
    """
    people, products = len(product), len(swap_instance.cost)
    given = product[product >= 0]
    left = swap_instance.stock - np.bincount(given, minlength=products)
    promises = Promises(
        np.full((people, rules.wanted), -1, dtype=np.int32),
        np.zeros(products, dtype=np.int64),
    )
    first, members = colleagues_of(swap_instance.account)
    state = _State(
        product=product,
        account=swap_instance.account,
        first=first,
        members=members,
        cost=swap_instance.cost,
        landed=swap_instance.landed,
        zone=swap_instance.zone,
        category=swap_instance.category,
        family=swap_instance.family,
        least=swap_instance.least,
        most=swap_instance.most,
        spare=swap_instance.budget - swap_instance.spend(product),
        limit=promise_limits(left, np.bincount(given, minlength=products), rules),
        charge=(price + money * swap_instance.landed).astype(np.float32),
        offered=promises.offered,
        promised=promises.promised,
    )
    settled = order[product[order] >= 0]
    step = max(1, PAIRS_PER_BLOCK // max(1, products))
    leaning = _leaning(state, settled, step, swap_instance.scores)
    state = state._replace(charge=(state.charge + LEANED_ON * leaning / np.maximum(1, left)).astype(np.float32))
    for start in range(0, len(settled), step):
        block = settled[start : start + step]
        _offer_to_each(state, block, swap_instance.scores(block))
    return promises


def _leaning(state: _State, settled: Whole, step: int, scores: ScoresOf) -> NDArray[np.float64]:
    """(G,) how many people lean on each product: one who could be offered three categories or fewer counts whole, one with more of
    them less. `settled` (P,) are those who have a gift."""
    leaning = np.zeros(len(state.cost))
    asked = settled[:: max(1, len(settled) // _ASKED)]
    for start in range(0, len(asked), step):
        block = asked[start : start + step]
        _lean(state, block, scores(block), leaning)
    return leaning * (len(settled) / max(1, len(asked)))


def scores_from(pairs: Pairs, unmatched_cost: float) -> ScoresOf:
    """The scores alone, without what leaving a person out would count."""

    def scores(people: Whole) -> Real:
        worth: Real = (pairs.take(people).worth(0, len(people)) - unmatched_cost).astype(np.float32, copy=False)
        return worth

    return scores


def swap_instance_of(problem: Problem, instance: AssignmentInstance) -> SwapInstance:
    """The same campaign as swaps see it: with all pieces, given ones included, and categories."""
    one_of_a_kind = problem.uniqueness == "campaign"
    stock = [min(choice.stock, 1) if one_of_a_kind else choice.stock for choice in problem.choices]
    _, category = np.unique([choice.category for choice in problem.choices], return_inverse=True)
    return SwapInstance(
        account=instance.account,
        cost=np.array([choice.price_minor for choice in problem.choices], dtype=np.int64),
        landed=instance.cost,
        zone=instance.zone,
        category=category.astype(np.int32),
        stock=np.array(stock, dtype=np.int32),
        budget=instance.budget,
        scores=scores_from(instance.pairs, problem.unmatched_cost),
        family=instance.family,
        rule=problem.swap_rule,
    )


def plan_alternatives(
    problem: Problem, instance: AssignmentInstance, prices: DualPrices, product: Whole
) -> list[tuple[int, ...]]:
    """For each person the products they may swap to, as places in `problem.choices`, best first; see `promise_alternatives`.

    `product` (R,): what each person is given, -1 for nothing.
    """
    promises = promise_alternatives(
        swap_instance_of(problem, instance),
        product.astype(np.int32),
        np.arange(instance.people),
        Rules(wanted=problem.alternatives_wanted),
        prices.product.astype(np.float32),
        prices.money,
    )
    return [tuple(place for place in row if place >= 0) for row in promises.offered.tolist()]


def short_of_choice(
    problem: Problem,
    instance: AssignmentInstance,
    prices: DualPrices,
    product: Whole,
    planned: Sequence[Sequence[int]],
) -> dict[SwapLimit, int]:
    """For each limit that a campaign can set, how many people with a gift would find fewer than `ENOUGH` alternatives with the same
    plan, the floor as it is. `product` (R,) as in `plan_alternatives`, whose answer for the campaign's own rule is `planned`."""
    found: dict[SwapLimit, int] = {}
    for limit in (limit for limit, shares in SHARES.items() if shares is not None):
        rule = replace(problem.swap_rule, limit=limit)
        is_own = limit == problem.swap_rule.limit
        others = planned if is_own else plan_alternatives(replace(problem, swap_rule=rule), instance, prices, product)
        found[limit] = sum(len(mine) < ENOUGH for mine, own in zip(others, product.tolist(), strict=True) if own >= 0)
    return found


def colleagues_of(account: Small) -> tuple[Whole, Whole]:
    """(A + 1,) where each account begins in the second array, and (R,) all people, account by account."""
    members = np.argsort(account, kind="stable").astype(np.int64)
    sizes = np.bincount(account) if len(account) else np.zeros(0, dtype=np.int64)
    return np.concatenate(([0], np.cumsum(sizes))).astype(np.int64), members


def promise_limits(pieces: NDArray[np.integer[Any]], given: NDArray[np.integer[Any]], rules: Rules) -> Whole:
    """(G,) how many people may be promised a product of which so many pieces lie on the shelf.

    Whoever swaps takes one of the alternatives; all are taken equally often.
    """
    taken = rules.swap_rate / max(1, rules.wanted)
    if taken == 0:
        return np.where(pieces > 0, np.int64(1) << 40, np.int64(0))
    levels, place = np.unique(np.maximum(pieces, 0), return_inverse=True)
    bearable = np.array([bearable_demand(int(level), rules.shortage) for level in levels])[place]
    bearable += rules.returns * rules.swap_rate * given
    return np.where(pieces > 0, bearable / taken + 1e-9, 0).astype(np.int64)


@lru_cache(maxsize=4096)
def bearable_demand(pieces: int, shortage: float) -> float:
    """The greatest mean of a Poisson demand of which at most the share `shortage` is expected to find the pieces gone."""
    if pieces == 0:
        return 0.0
    low, high = 0.0, 2.0 * pieces / (1.0 - shortage) + 1.0
    for _ in range(40):
        mean = (low + high) / 2
        if _missed(pieces, mean) <= shortage * mean:
            low = mean
        else:
            high = mean
    return low


def _missed(pieces: int, mean: float) -> float:
    """E[(N - pieces)+] for a Poisson N."""
    counts = np.arange(pieces)
    chances = np.exp(counts * log(mean) - mean - np.array([lgamma(count + 1) for count in counts]))
    kept = float(chances @ counts) + pieces * (1.0 - float(chances.sum()))
    return mean - kept


class _State(NamedTuple):
    """What the kernel sees: the plan, the swap instance, and the promises it writes."""

    product: Small
    account: Small
    first: Whole
    members: Whole
    cost: Whole
    landed: Whole
    zone: Small
    category: Small
    family: Small
    least: Whole
    most: Whole
    spare: int
    limit: Whole
    charge: Real
    offered: Small
    promised: Whole


@njit(cache=True)
def _lean(state: Any, block: Any, scores: Any, leaning: Any) -> None:
    taken = np.full(len(state.cost), -1, np.int64)
    open_to = np.empty(len(state.cost), np.int64)
    found = np.full(state.category.max() + 1 if len(state.category) else 0, -1, np.int64)
    for row in range(len(block)):
        person = block[row]
        _mark_colleagues(state, person, taken)
        count = _could_have(state, scores[row], person, taken, open_to)
        several = 0
        for g in open_to[:count]:
            if found[state.category[g]] != person:
                found[state.category[g]] = person
                several += 1
        for g in open_to[:count]:
            leaning[g] += 1 / max(1, several - ENOUGH + 1)


@njit(cache=True)
def _mark_colleagues(state: Any, person: Any, taken: Any) -> None:
    """Writes `person` at every family of which somebody of the account holds a product."""
    account = state.account[person]
    for place in range(state.first[account], state.first[account + 1]):
        held = state.product[state.members[place]]
        if held >= 0:
            taken[state.family[held]] = person


@njit(cache=True)
def _could_have(state: Any, scores: Any, person: Any, taken: Any, open_to: Any) -> Any:
    """Lists in `open_to` what lies on the shelf and could be offered to this person, whoever else it is promised to; returns how
    many. The price comes first: it rules out most."""
    own = state.product[person]
    shelf, least, most = state.category[own], state.least[own], state.most[own]
    landed = state.landed[state.zone[person]]
    money = landed[own] + state.spare
    count = 0
    for g in range(len(scores)):
        if (
            least <= state.cost[g] <= most
            and landed[g] <= money
            and scores[g] > -np.inf
            and state.limit[g] > 0
            and state.category[g] != shelf
            and taken[state.family[g]] != person
        ):
            open_to[count] = g
            count += 1
    return count


@njit(cache=True)
def _offer_to_each(state: Any, block: Any, scores: Any) -> None:
    categories = state.category.max() + 1 if len(state.category) else 0
    taken = np.full(len(state.cost), -1, np.int64)
    open_to = np.empty(len(state.cost), np.int64)
    for row in range(len(block)):
        person = block[row]
        charge = state.charge[state.zone[person]]
        _mark_colleagues(state, person, taken)
        count = _could_have(state, scores[row], person, taken, open_to)
        best, rank = _best_of_each(state, scores[row], charge, open_to[:count], categories)
        _promise(state, person, best, rank)


@njit(cache=True)
def _best_of_each(state: Any, scores: Any, charge: Any, open_to: Any, categories: Any) -> Any:
    """Per category the best of these products that can still be promised, and its rank; -1 and -inf where there is none."""
    best, best_rank = np.full(categories, -1, np.int32), np.full(categories, -np.inf, np.float32)
    for g in open_to:
        shelf = state.category[g]
        if state.promised[g] < state.limit[g]:
            rank = scores[g] - charge[g] - np.float32(SPREADING * state.promised[g] / state.limit[g])
            if rank > best_rank[shelf]:
                best[shelf], best_rank[shelf] = g, rank
    return best, best_rank


@njit(cache=True)
def _promise(state: Any, person: Any, best: Any, rank: Any) -> None:
    found = 0
    while found < state.offered.shape[1] and len(rank) > 0:
        shelf = np.argmax(rank)
        if rank[shelf] == -np.inf:
            break
        rank[shelf] = -np.inf
        g = best[shelf]
        if found >= ENOUGH and 2 * state.promised[g] >= state.limit[g]:
            continue
        state.offered[person, found] = g
        state.promised[g] += 1
        found += 1
