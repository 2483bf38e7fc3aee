"""The plan together with its swap buffer: the fewest pieces kept back that leave people a real choice, within the price for it.

How much is kept back is steered in four places: the price (`planning/plan/choose`: 3 % of the scores), `LADDER` and `GENEROUS` here
(what is tried), `swap_buffer.Goals` (when it is enough) and `Effort.served` (for how many of the people).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from service.decisions.matching.assign import Assignment, assign, is_small
from service.decisions.matching.assignment_instance import AssignmentInstance
from service.decisions.matching.prices import Whole
from service.decisions.swaps.alternatives import Rules, swap_instance_of
from service.decisions.swaps.greedy_multicover import Effort
from service.decisions.swaps.plans import TARGET, Plans
from service.decisions.swaps.simulation import Habits
from service.decisions.swaps.swap_buffer import Goals, Outcome, assess, choose_buffer, try_effort
from service.decisions.values import Problem

DEAREST: Final = 1.0
"""A piece that costs as much as a perfect gift lost is one without which somebody is left out."""
LADDER: Final = (
    Effort(categories=3, people_a_piece=100, money=0.005, served=0.98, dearest=DEAREST),
    Effort(categories=3, people_a_piece=60, money=0.01, served=0.98, dearest=DEAREST),
    Effort(categories=3, people_a_piece=50, money=0.0125, served=0.98, dearest=DEAREST),
    Effort(categories=3, people_a_piece=40, money=0.015, served=0.98, dearest=DEAREST),
    Effort(categories=3, people_a_piece=40, money=0.03, served=0.98, dearest=DEAREST),
)
"""What is tried, one after the other, until people find enough to swap to or it costs too much: so many plans, each going on from
the one before (measured in decision 142). Money is kept back with the pieces: a plan spends the last coin, and then a rule that
reaches 20 % above a gift's price reaches no further than the price itself."""
GENEROUS: Final = Effort(categories=4, people_a_piece=60, money=0.005, dearest=DEAREST)
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
    """The plan, with pieces and money kept back for swaps as far as `problem.swap_price` allows. Nobody who would have a gift
    without that goes without one for it, unless leaving people out counts nothing."""
    nothing = np.zeros(instance.products, dtype=np.int64)
    small = is_small(instance)
    if problem.swap_price == 0 or not instance.people or not instance.products:
        return BufferedAssignment(assign(instance, 0.0 if small else TARGET), nothing)

    plans = Plans(instance, problem.unmatched_cost)
    swap_instance = replace(swap_instance_of(problem, instance), stock=instance.stock.astype(np.int32))
    order, rules = np.arange(instance.people), Rules(wanted=problem.alternatives_wanted)
    goals = Goals(given_up=problem.swap_price, may_leave_out=problem.unmatched_cost == 0)
    outcome = choose_buffer(swap_instance, plans.solve, order, rules, Habits(), goals, LADDER)
    if not outcome.reserved.any() and not outcome.meets(goals):
        # Not even the first step: perhaps for the money of it.
        poorer = (replace(LADDER[0], money=0.0),)
        outcome = choose_buffer(swap_instance, plans.solve, order, rules, Habits(), goals, poorer)
    if small and outcome.given_up <= NEXT_TO_NOTHING < problem.swap_price:
        more = try_effort(swap_instance, plans.solve, plans.free, GENEROUS, order, rules, Habits())
        is_better = more.given_up <= NEXT_TO_NOTHING and (
            goals.may_leave_out or more.solved.people >= plans.free.people
        )
        outcome = more if is_better and more.serves_as_well(outcome, goals) else outcome
    money = outcome.money
    if problem.spread > 0 and outcome.given_up <= NEXT_TO_NOTHING:
        # Where money is worth next to nothing, more different gifts are what it is for: the rarest are often the dearer ones.
        money = min(money, LADDER[0].money_of(instance.budget))
    near, is_exact = plans.found(outcome.reserved, outcome.money, money)
    if is_exact or not small:
        return BufferedAssignment(near, outcome.reserved, money, outcome)
    best, solved = plans.solve_exactly(outcome.reserved, money)
    assessed = assess(swap_instance, plans.free, solved, outcome.reserved, order, rules, Habits())
    # Among plans a millionth apart one may leave people far less to swap for: then the millionth is not worth it.
    if not assessed.serves_as_well(outcome, goals):
        return BufferedAssignment(near, outcome.reserved, money, outcome)
    return BufferedAssignment(best, outcome.reserved, money, assessed)
