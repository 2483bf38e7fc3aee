"""The plan together with its swap buffer: the fewest pieces kept back that leave people a real choice, within the price for it.

How much is kept back is steered in four places: the price (`planning/plan/choose`: 3 % of the scores), `EFFORT` and `GENEROUS` here
(what is tried), `swap_buffer.Goals` (when it is enough) and `greedy_multicover.SERVED` (for how many of the people).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from service.decisions.matching.assign import Assignment, assign, is_small
from service.decisions.matching.assignment_instance import AssignmentInstance, without
from service.decisions.matching.exact.oracle import Earlier
from service.decisions.matching.prices import Whole
from service.decisions.swaps.alternatives import Rules, swap_instance_of
from service.decisions.swaps.greedy_multicover import Effort
from service.decisions.swaps.simulation import Habits
from service.decisions.swaps.swap_buffer import Goals, Outcome, Solved, assess, choose_buffer, try_effort
from service.decisions.values import Problem

TARGET: Final = 1e-6
"""How near to the best a plan is sought, as a share of its worth; in the end a small one is sought as near as can be proven."""
EFFORT: Final = Effort(categories=4, people_a_piece=150, money=0.005)
"""What most campaigns need, by the ladder of `benchmarks.matching.swap`. Trying it all would make the plan ten times as slow. A
two-hundredth of the money is kept back with it: a plan spends the last coin, and then a rule that reaches 20 % above a gift's price
reaches no further than the price itself."""
GENEROUS: Final = Effort(categories=4, people_a_piece=60, money=0.005)
"""What a small campaign keeps back where that costs `NEXT_TO_NOTHING` of the scores at most: those who keep away from much, a tenth
of the people, are the first to find nothing."""
NEXT_TO_NOTHING: Final = 0.002


@dataclass(frozen=True, slots=True)
class BufferedAssignment:
    """The assignment, and the `reserved` (G,) pieces and `money` (minor units) that it leaves for swaps.

    `outcome` says how the days after launch went when they were played through; None where nothing may be kept back.
    """

    assignment: Assignment
    reserved: Whole
    money: int = 0
    outcome: Outcome | None = None


def assign_with_buffer(problem: Problem, instance: AssignmentInstance) -> BufferedAssignment:
    """The plan, with pieces and money kept back for swaps as far as `problem.swap_price` allows."""
    nothing = np.zeros(instance.products, dtype=np.int64)
    small = is_small(instance)
    if problem.swap_price == 0 or not instance.people or not instance.products:
        return BufferedAssignment(assign(instance, 0.0 if small else TARGET), nothing)

    plans: dict[tuple[bytes, int], Assignment] = {}
    earlier = Earlier()

    def solve(reserved: Whole, money: int) -> Solved:
        asked = reserved.tobytes(), money
        if asked not in plans:
            plans[asked] = assign(without(instance, reserved, money), TARGET, earlier)
        return _solved(problem, plans[asked])

    swap_instance = replace(swap_instance_of(problem, instance), stock=instance.stock.astype(np.int32))
    order, rules, goals = (
        np.arange(instance.people),
        Rules(wanted=problem.alternatives_wanted),
        Goals(given_up=problem.swap_price),
    )
    outcome = choose_buffer(swap_instance, solve, order, rules, Habits(), goals, (EFFORT,))
    free = _solved(problem, plans[nothing.tobytes(), 0])
    if outcome.solved.people < free.people:
        # A gift for one more person comes before dearer swaps for others.
        poorer = choose_buffer(swap_instance, solve, order, rules, Habits(), goals, (replace(EFFORT, money=0.0),))
        outcome = poorer if poorer.solved.people > outcome.solved.people else outcome
    if small and problem.swap_price > NEXT_TO_NOTHING:
        more = try_effort(swap_instance, solve, free, GENEROUS, order, rules, Habits())
        outcome = more if more.given_up <= NEXT_TO_NOTHING and more.serves_as_well(outcome, goals) else outcome
    near = plans[outcome.reserved.tobytes(), outcome.money]
    if not small:
        return BufferedAssignment(near, outcome.reserved, outcome.money, outcome)
    best = assign(without(instance, outcome.reserved, outcome.money), earlier=earlier)
    assessed = assess(swap_instance, free, _solved(problem, best), outcome.reserved, order, rules, Habits())
    # Among plans a millionth apart one may leave people far less to swap for: then the millionth is not worth it.
    if not assessed.serves_as_well(outcome, goals):
        return BufferedAssignment(near, outcome.reserved, outcome.money, outcome)
    return BufferedAssignment(best, outcome.reserved, outcome.money, assessed)


def _solved(problem: Problem, found: Assignment) -> Solved:
    given = int((found.product >= 0).sum())
    return Solved(
        product=found.product.astype(np.int32),
        price=found.prices.product.astype(np.float32),
        money=found.prices.money,
        worth=found.worth,
        scored=found.worth - problem.unmatched_cost * given,
    )
