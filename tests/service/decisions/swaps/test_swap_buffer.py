from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from service.decisions.matching.assign import assign
from service.decisions.matching.assignment_instance import AssignmentInstance
from service.decisions.matching.pairs import DensePairs
from service.decisions.swaps import swap_buffer
from service.decisions.swaps.alternatives import Promises, Rules, SwapInstance, Whole
from service.decisions.swaps.greedy_multicover import Effort
from service.decisions.swaps.simulation import Habits
from service.decisions.swaps.swap_buffer import Goals, Outcome, Solve, Solved, assess, choose_buffer
from tests.service.decisions.swap_instances import everybody, free, given, make_swap_instance, plan

PEOPLE = 40


def popular() -> SwapInstance:
    """Everybody likes the first product best; what the plan gives freely leaves no piece of the second and third."""
    return make_swap_instance(
        [[0.9, 0.85, 0.8, 0.3, 0.2]] * PEOPLE, [PEOPLE // 2, PEOPLE // 4, PEOPLE // 4, PEOPLE, 0], budget=100 * PEOPLE
    )


def solver(swap_instance: SwapInstance, calls: list[int]) -> Solve:
    """The exact joint choice; every product costs the same and the budget reaches for all."""

    def solve(reserved: Whole, money: int) -> Solved:
        calls.append(int(reserved.sum()))
        found = assign(
            AssignmentInstance(
                pairs=DensePairs(swap_instance.scores(everybody(swap_instance)).astype(np.float64) + 1),
                account=swap_instance.account,
                stock=swap_instance.stock - reserved,
                cost=swap_instance.cost,
                budget=swap_instance.budget - money,
                account_budget=np.full(PEOPLE, swap_instance.budget - money),
            )
        )
        scored = found.worth - int((found.product >= 0).sum())
        return Solved(found.product.astype(np.int32), found.prices.product.astype(np.float32), 0.0, found.worth, scored)

    return solve


def chosen(goals: Goals, efforts: tuple[Effort, ...] = (Effort(3, 20),)) -> tuple[Outcome, list[int]]:
    swap_instance, calls = popular(), list[int]()
    solve: Solve = solver(swap_instance, calls)
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


def test_money_is_kept_back_for_dearer_swaps_with_the_pieces() -> None:
    goals = Goals(enough=0.5, empty=0.01, given_up=0.2)
    outcome, _ = chosen(goals, (Effort(3, 20, money=0.05),))
    assert outcome.money == 0.05 * popular().budget
    assert 100 * outcome.solved.people <= popular().budget - outcome.money
    assert chosen(goals)[0].money == 0


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


def outcome(**special: object) -> Outcome:
    """A plan that just reaches the goals of decision 10."""
    nothing = np.zeros(1, dtype=np.int64)
    solved = Solved(nothing.astype(np.int32), nothing.astype(np.float32), 0.0, 1.0, 1.0)
    promises = Promises(np.zeros((1, 4), dtype=np.int32), nothing)
    plain = Outcome(solved, nothing, promises, 0.95, 0.95, 0.01, 0.5, 0.03)
    return replace(plain, **special)  # type: ignore[arg-type]


def test_goals_that_are_exactly_reached_are_met() -> None:
    assert outcome().meets(Goals())


@pytest.mark.parametrize(
    "special", [{"planned_enough": 0.949}, {"shown_enough": 0.949}, {"empty": 0.011}, {"given_up": 0.031}]
)
def test_each_goal_is_missed_by_itself(special: dict[str, float]) -> None:
    assert not outcome(**special).meets(Goals())


def test_what_is_enough_is_enough_on_paper_and_on_the_day() -> None:
    assert outcome(planned_enough=0.5).enough == 0.5
    assert outcome(shown_enough=0.25).enough == 0.25


@pytest.mark.parametrize(
    ("special", "other", "serves"),
    [
        ({}, {"planned_enough": 1.0, "empty": 0.0}, True),
        ({"planned_enough": 0.94}, {}, False),
        ({"planned_enough": 0.94}, {"shown_enough": 0.94}, True),
        ({"planned_enough": 0.94}, {"shown_enough": 0.941}, False),
        ({"empty": 0.02}, {}, False),
        ({"empty": 0.02}, {"empty": 0.02}, True),
        ({"given_up": 0.9}, {"given_up": 0.0}, True),
    ],
)
def test_a_plan_serves_as_well_that_leaves_people_as_much_or_as_much_as_they_were_meant_to_have(
    special: dict[str, float], other: dict[str, float], serves: bool
) -> None:
    assert outcome(**special).serves_as_well(outcome(**other), Goals()) is serves


def assessed(free_plan: Solved, buffered: Solved, reserved: Whole) -> Outcome:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(swap_buffer, "_WATCHED", 1)
        return assess(PAIR, free_plan, buffered, reserved, everybody(PAIR), Rules(), Habits())


PAIR = make_swap_instance([[0.9, 0.8]], [1, 1])
"""One person and two products."""


def test_a_plan_for_nobody_lacks_nothing_and_gives_nothing_up() -> None:
    nobody = Solved(plan(-1), free(PAIR), 0.0, 0.0, 0.0)
    kept = np.array([0, 1])
    found = assessed(nobody, nobody, kept)
    assert (found.planned_enough, found.shown_enough, found.empty, found.given_up) == (1.0, 1.0, 0.0, 0.0)
    assert found.reserved is kept


def test_what_is_given_up_is_a_share_of_the_scores_and_not_of_the_people_served() -> None:
    best = Solved(plan(0), free(PAIR), 0.0, 10.9, 0.9)
    second = Solved(plan(1), free(PAIR), 0.0, 10.8, 0.8)
    found = assessed(best, second, np.zeros(2, np.int64))
    assert found.given_up == pytest.approx(0.1 / 0.9)
    assert (found.planned_enough, found.promises.offered.tolist()) == (0.0, [[0, -1, -1, -1]])
