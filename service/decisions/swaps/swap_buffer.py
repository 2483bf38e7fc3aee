"""How many pieces the swap buffer holds: tried out on the plan itself by simulating the days after launch, from few to many."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from service.decisions.matching.prices import Whole
from service.decisions.swaps.alternatives import (
    ENOUGH,
    PAIRS_PER_BLOCK,
    Promises,
    Real,
    Rules,
    Small,
    SwapInstance,
    promise_alternatives,
)
from service.decisions.swaps.greedy_multicover import Effort, pieces_to_reserve
from service.decisions.swaps.simulation import Habits, simulate_swaps

SWAP_RATES: Final = (0.1, 0.2, 0.4)
ROUNDS: Final = 2
"""A buffer moves people to other products, so what they leave free is looked at once more."""
_WATCHED: Final = 5000
"""People whose days are simulated at each swap rate: a small campaign is simulated several times over."""


@dataclass(frozen=True, slots=True)
class Solved:
    """A plan: `product` (R,) or -1; `price` (G,) and `money`, its shadow prices; its `worth`, as the solver counts it (people left
    out included), and `scored`, the sum of the scores given. `left` minor units are kept back in it; None for as many as were asked
    for."""

    product: Small
    price: Real
    money: float
    worth: float
    scored: float
    left: int | None = None

    @property
    def people(self) -> int:
        """How many have a gift."""
        return int((self.product >= 0).sum())


Solve = Callable[[Whole, int], Solved]
"""Pieces kept back (G,), and money in minor units -> the best plan with what is left."""


@dataclass(frozen=True, slots=True)
class Goals:
    """What the buffer is for: the people with three alternatives, the swaps that may fail, its price (shares; decision 10), and
    whether it may leave people without a gift."""

    enough: float = 0.95
    empty: float = 0.01
    given_up: float = 0.03
    may_leave_out: bool = True


@dataclass(frozen=True, slots=True)
class Outcome:
    """A plan with what is kept back for swaps, and how the days after launch went.

    `reserved` (G,) pieces and `money` minor units; `planned_enough` is the share of people with a gift who have three planned
    alternatives, `shown_enough` of those who look that see three, `empty` of those who swap that meet an empty shelf (both at the
    worst swap rate), `planned_gone` of the planned alternatives that had gone when looked at; `given_up` is the worth lost against
    the plan without a buffer, as a share of its scores.
    """

    solved: Solved
    reserved: Whole
    promises: Promises
    planned_enough: float
    shown_enough: float
    empty: float
    planned_gone: float
    given_up: float
    money: int = 0

    @property
    def enough(self) -> float:
        """The share of people with three alternatives, on paper and on the day."""
        return min(self.planned_enough, self.shown_enough)

    def meets(self, goals: Goals) -> bool:
        """Whether everything asked for is reached."""
        return self.enough >= goals.enough and self.empty <= goals.empty and self.given_up <= goals.given_up

    def serves_as_well(self, other: Outcome, goals: Goals) -> bool:
        """Whether people find as much to swap for as in the other plan, or as much as they were meant to."""
        return self.enough >= min(goals.enough, other.enough) and self.empty <= max(goals.empty, other.empty)


def choose_buffer(
    swap_instance: SwapInstance,
    solve: Solve,
    order: Whole,
    rules: Rules,
    habits: Habits,
    goals: Goals,
    efforts: Sequence[Effort],
) -> Outcome:
    """The plan with the smallest buffer that meets the goals; where none does, the one that fails fewest people for the price.

    `order` (R,) is the order in which people are thought of. Calls `solve` once without a buffer, `ROUNDS` times for the first
    effort and once for each further one, which begins with what the one before has found.
    """
    free = solve(np.zeros(len(swap_instance.cost), dtype=np.int64), 0)
    best = assess(swap_instance, free, free, np.zeros(len(swap_instance.cost), dtype=np.int64), order, rules, habits)
    since = None
    for effort in efforts:
        if best.meets(goals):
            break
        found = try_effort(swap_instance, solve, free, effort, order, rules, habits, since)
        since = found.solved
        if found.given_up > goals.given_up or (found.solved.people < free.people and not goals.may_leave_out):
            break
        if found.meets(goals) or _failing(found, goals) < _failing(best, goals):
            best = found
    return best


def try_effort(
    swap_instance: SwapInstance,
    solve: Solve,
    free: Solved,
    effort: Effort,
    order: Whole,
    rules: Rules,
    habits: Habits,
    since: Solved | None = None,
) -> Outcome:
    """The plan with this much kept back. `free` is the plan without a buffer, `since` one with less of it; `order` (R,) as in
    `choose_buffer`."""
    solved, money = since or free, effort.money_of(swap_instance.budget)
    for _ in range(1 if since else ROUNDS):
        reserved = pieces_to_reserve(swap_instance, solved.product, order, solved.price, effort)
        solved = solve(reserved, money)
    outcome = assess(swap_instance, free, solved, reserved, order, rules, habits)
    return replace(outcome, money=money if solved.left is None else solved.left)


def assess(
    swap_instance: SwapInstance,
    free: Solved,
    solved: Solved,
    reserved: Whole,
    order: Whole,
    rules: Rules,
    habits: Habits,
) -> Outcome:
    """Promises alternatives and simulates the days after launch at every swap rate.

    `solved` is the plan that leaves `reserved` (G,) pieces on the shelf, `free` the one that leaves none; `order` (R,).
    """
    swap_instance = _with_scores_at_hand(swap_instance)
    promises = promise_alternatives(swap_instance, solved.product, order, rules, solved.price, solved.money)
    settled = solved.product >= 0
    shown, empty, gone = 1.0, 0.0, 0.0
    for rate in SWAP_RATES:
        pressing = replace(habits, swap_rate=rate, look_rate=habits.look_rate * rate / habits.swap_rate)
        runs = [
            simulate_swaps(swap_instance, solved.product, promises.offered, pressing, seed, solved.price, solved.money)
            for seed in range(max(1, _WATCHED // max(1, len(order))))
        ]
        seen = np.concatenate([run.shown for run in runs])
        shown = min(shown, float((seen >= ENOUGH).mean()) if len(seen) else 1.0)
        empty = max(empty, sum(run.empty for run in runs) / max(1, sum(run.wanting for run in runs)))
        gone = max(gone, sum(run.planned_gone for run in runs) / max(1, sum(run.planned for run in runs)))
    return Outcome(
        solved=solved,
        reserved=reserved,
        promises=promises,
        planned_enough=float((promises.counts[settled] >= ENOUGH).mean()) if settled.any() else 1.0,
        shown_enough=shown,
        empty=empty,
        planned_gone=gone,
        given_up=(free.worth - solved.worth) / free.scored if free.scored > 0 else 0.0,
    )


def _with_scores_at_hand(swap_instance: SwapInstance) -> SwapInstance:
    """The same, its scores counted once where they have room: a campaign of three people is simulated thousands of times."""
    people = len(swap_instance.account)
    if people * len(swap_instance.cost) > PAIRS_PER_BLOCK:
        return swap_instance
    return replace(swap_instance, scores=swap_instance.scores(np.arange(people)).__getitem__)


def _failing(outcome: Outcome, goals: Goals) -> float:
    """How far a plan is from its goals, in shares of people."""
    return max(0.0, goals.enough - outcome.enough) + max(0.0, outcome.empty - goals.empty)
