from __future__ import annotations

from collections.abc import Callable

import numpy as np

from service.decisions.matching.assign import assign
from service.decisions.matching.assignment_instance import AssignmentInstance
from service.decisions.matching.pairs import DensePairs
from service.decisions.swaps.alternatives import Rules, SwapInstance, Whole
from service.decisions.swaps.greedy_multicover import Effort
from service.decisions.swaps.simulation import Habits
from service.decisions.swaps.swap_buffer import Goals, Outcome, Solve, Solved, choose_buffer
from tests.service.decisions.swap_instances import everybody, given, make_swap_instance

PEOPLE = 40


def popular() -> SwapInstance:
    """Everybody likes the first product best; what the plan gives freely leaves no piece of the second and third."""
    return make_swap_instance(
        [[0.9, 0.85, 0.8, 0.3, 0.2]] * PEOPLE, [PEOPLE // 2, PEOPLE // 4, PEOPLE // 4, PEOPLE, 0], budget=100 * PEOPLE
    )


def solver(swap_instance: SwapInstance, calls: list[int]) -> Solve:
    """The exact joint choice; every product costs the same and the budget reaches for all."""

    def solve(reserved: Whole) -> Solved:
        calls.append(int(reserved.sum()))
        found = assign(
            AssignmentInstance(
                pairs=DensePairs(swap_instance.scores(everybody(swap_instance)).astype(np.float64) + 1),
                account=swap_instance.account,
                stock=swap_instance.stock - reserved,
                cost=swap_instance.cost,
                budget=swap_instance.budget,
                account_budget=np.full(PEOPLE, swap_instance.budget),
            )
        )
        scored = found.worth - int((found.product >= 0).sum())
        return Solved(found.product.astype(np.int32), found.prices.product.astype(np.float32), 0.0, found.worth, scored)

    return solve


def chosen(goals: Goals, efforts: tuple[Effort, ...] = (Effort(3, 20),)) -> tuple[Outcome, list[int]]:
    swap_instance, calls = popular(), list[int]()
    solve: Callable[[Whole], Solved] = solver(swap_instance, calls)
    order = everybody(swap_instance)
    return choose_buffer(swap_instance, solve, order, Rules(), Habits(), goals, efforts), calls


def test_without_a_buffer_an_optimal_plan_leaves_nothing_else_to_choose_from() -> None:
    outcome, calls = chosen(Goals(enough=0.0, empty=1.0))
    assert calls == [0]
    assert (outcome.reserved.sum(), outcome.given_up) == (0, 0.0)
    assert given(popular(), outcome.solved.product).tolist() == [20, 10, 10, 0, 0]
    assert outcome.planned_enough == 0.0


def test_pieces_are_kept_back_until_half_of_the_people_have_a_choice() -> None:
    outcome, calls = chosen(Goals(enough=0.5, empty=0.01, given_up=0.2))
    assert outcome.meets(Goals(enough=0.5, empty=0.01, given_up=0.2))
    assert outcome.reserved.sum() == calls[-1] > 0
    assert (given(popular(), outcome.solved.product) + outcome.reserved <= popular().stock).all()
    assert 0 < outcome.given_up <= 0.2


def test_a_buffer_that_costs_too_much_is_not_taken() -> None:
    outcome, calls = chosen(Goals(enough=0.95, given_up=0.0001))
    assert len(calls) == 3
    assert (outcome.reserved.sum(), outcome.given_up) == (0, 0.0)
    assert not outcome.meets(Goals(enough=0.95))


def test_where_no_effort_reaches_the_goals_the_one_that_fails_fewest_is_taken() -> None:
    goals = Goals(enough=1.0, empty=-1.0, given_up=0.9)
    little, much = Effort(1, 40), Effort(3, 20)
    assert chosen(goals, (little, much))[0].reserved.tolist() == chosen(goals, (much,))[0].reserved.tolist()
    assert chosen(goals, (much,))[0].enough > chosen(goals, (little,))[0].enough
