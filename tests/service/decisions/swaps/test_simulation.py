from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given as over
from hypothesis import settings
from hypothesis import strategies as st

from service.decisions.online import PLENTY
from service.decisions.swaps.alternatives import Rules, Small, SwapInstance, promise_alternatives
from service.decisions.swaps.simulation import Habits, Simulated, simulate_swaps
from tests.service.decisions.swap_instances import (
    NEVER,
    admitted,
    everybody,
    free,
    given,
    make_swap_instance,
    plan,
    random_swap_instance,
)

EVERYBODY_SWAPS = Habits(swap_rate=1.0, look_rate=0.0, thinking=0.001)
EVERYBODY_LOOKS = Habits(swap_rate=0.0, look_rate=1.0)


def simulated(swap_instance: SwapInstance, product: Small, habits: Habits, seed: int = 1, **special: Any) -> Simulated:
    promises = promise_alternatives(swap_instance, product, everybody(swap_instance), Rules(), free(swap_instance), 0.0)
    offered = special.pop("offered", promises.offered)
    return simulate_swaps(swap_instance, product, offered, habits, seed, free(swap_instance), 0.0, **special)


@settings(max_examples=80, deadline=None)
@over(
    seed=st.integers(0, 2**32),
    swaps=st.sampled_from([0.1, 0.4, 0.8]),
    thinking=st.sampled_from([0.1, 30.0]),
    half_open=st.sampled_from([20.0, 2000.0]),
    live=st.booleans(),
)
def test_no_piece_is_ever_lost_made_up_or_promised_twice(
    seed: int, swaps: float, thinking: float, half_open: float, live: bool
) -> None:
    swap_instance, product = random_swap_instance(seed)
    habits = Habits(swap_rate=swaps, look_rate=0.2, thinking=thinking, half_open=half_open)
    end = simulated(swap_instance, product, habits, seed, live=live)
    assert end.lowest >= 0
    assert end.shelf.min() >= 0
    assert np.array_equal(end.shelf + given(swap_instance, end.product), swap_instance.stock)
    people = np.flatnonzero(end.product >= 0)
    assert np.array_equal(people, np.flatnonzero(product >= 0))
    assert admitted(swap_instance)[people, end.product[people]].all()
    assert len({(swap_instance.account[one], end.product[one]) for one in people}) == len(people)
    assert end.money_left == swap_instance.budget - int(swap_instance.cost[end.product[people]].sum()) >= 0
    assert end.swapped + end.empty == end.wanting <= end.pressed
    assert (end.product != product).sum() == end.swapped


def test_a_swap_puts_the_old_gift_back_on_the_shelf() -> None:
    swap_instance = make_swap_instance([[0.9, 0.8]], [1, 1])
    end = simulated(swap_instance, plan(0), EVERYBODY_SWAPS)
    assert (end.product.tolist(), end.shelf.tolist(), end.swapped, end.empty) == ([1], [1, 0], 1, 0)


def test_whoever_only_looks_keeps_their_gift_and_the_piece_goes_back() -> None:
    swap_instance = make_swap_instance([[0.9, 0.8]], [1, 1])
    end = simulated(swap_instance, plan(0), EVERYBODY_LOOKS)
    assert (end.product.tolist(), end.shelf.tolist(), end.lowest) == ([0], [0, 1], 0)
    assert (end.pressed, end.wanting, end.shown.tolist()) == (1, 0, [1])


def test_what_one_puts_back_the_next_can_have() -> None:
    swap_instance = make_swap_instance([[0.9, 0.8, NEVER], [0.9, NEVER, 0.8]], [1, 1, 1])
    ends = [simulated(swap_instance, plan(0, 2), EVERYBODY_SWAPS, seed) for seed in range(20)]
    outcomes = {(tuple(end.product.tolist()), end.empty) for end in ends}
    assert outcomes == {((1, 0), 0), ((1, 2), 1)}


def test_a_piece_set_aside_for_one_is_not_there_for_another() -> None:
    swap_instance = make_swap_instance([[0.9, 0.8], [0.9, 0.8]], [2, 1])
    together = replace(EVERYBODY_LOOKS, half_open=0.001)
    assert sorted(simulated(swap_instance, plan(0, 0), together).shown.tolist()) == [0, 1]
    days_apart = replace(EVERYBODY_LOOKS, half_open=100_000.0)
    assert simulated(swap_instance, plan(0, 0), days_apart).shown.tolist() == [1, 1]


def test_when_the_time_is_up_another_may_take_it() -> None:
    swap_instance = make_swap_instance([[0.9, 0.8], [0.9, 0.8]], [2, 1])
    habits = Habits(swap_rate=1.0, look_rate=0.0, half_open=200.0, thinking=500.0, held_for=10.0)
    late = [simulated(swap_instance, plan(0, 0), habits, seed) for seed in range(40)]
    assert any(end.shown.tolist() == [1, 1] and end.empty == 1 for end in late)
    patient = [simulated(swap_instance, plan(0, 0), replace(habits, held_for=1e9), seed) for seed in range(40)]
    assert not any(end.shown.tolist() == [1, 1] and end.empty for end in patient)


def test_too_few_planned_alternatives_are_filled_up_from_the_shelf() -> None:
    liked = [[0.9, 0.8, 0.7, 0.6, 0.5, 0.4]]
    swap_instance = make_swap_instance(liked, [PLENTY] * 6)
    only_the_last = np.array([[5, -1, -1, -1]], dtype=np.int32)
    assert simulated(swap_instance, plan(0), EVERYBODY_LOOKS, offered=only_the_last).shown.tolist() == [4]
    scarce = make_swap_instance(liked, [PLENTY - 1] * 6)  # beyond a choice of three these are left to others
    assert simulated(scarce, plan(0), EVERYBODY_LOOKS, offered=only_the_last).shown.tolist() == [3]
    without = simulated(swap_instance, plan(0), EVERYBODY_LOOKS, offered=only_the_last, live=False)
    assert (without.shown.tolist(), without.planned, without.planned_gone) == ([1], 1, 0)


def test_nothing_to_show_is_an_empty_shelf() -> None:
    end = simulated(make_swap_instance([[0.9, NEVER]], [1, 5]), plan(0), EVERYBODY_SWAPS)
    assert (end.empty, end.empty_shelf_rate, end.shown_enough) == (1, 1.0, 0.0)


def test_without_a_look_at_the_shelf_people_reach_for_what_has_gone() -> None:
    swap_instance = make_swap_instance([[0.9, 0.8]] * 20, [20, 1])
    offered = np.full((20, 4), -1, dtype=np.int32)
    offered[:, 0] = 1
    blind = simulated(swap_instance, plan(*[0] * 20), EVERYBODY_SWAPS, offered=offered, live=False)
    assert (blind.swapped, blind.empty, blind.planned) == (1, 19, 20)


def test_a_dearer_gift_needs_the_money() -> None:
    tight = make_swap_instance([[0.9, 0.8]], [1, 1], cost=[100, 120], budget=119)
    assert simulated(tight, plan(0), EVERYBODY_SWAPS).empty == 1
    end = simulated(replace(tight, budget=120), plan(0), EVERYBODY_SWAPS)
    assert (end.swapped, end.money_left) == (1, 0)


def test_the_same_seed_simulates_the_same_days() -> None:
    swap_instance, product = random_swap_instance(5)
    once, again = (simulated(swap_instance, product, Habits(swap_rate=0.5), 3) for _ in range(2))
    assert np.array_equal(once.product, again.product)
    assert once.pressed == again.pressed


def test_as_many_press_as_their_habits_say() -> None:
    nobody = simulated(make_swap_instance([], [1]), plan(), Habits())
    assert (nobody.pressed, nobody.empty_shelf_rate, nobody.shown_enough) == (0, 0.0, 1.0)
    many = simulated(
        make_swap_instance([[0.9, 0.8]] * 2000, [2000, 0]), plan(*[0] * 2000), Habits(swap_rate=0.2, look_rate=0.1)
    )
    assert 540 <= many.pressed <= 660
    assert 350 <= many.wanting <= 450


@pytest.mark.parametrize(("empty", "wanting", "rate"), [(0, 0, 0.0), (1, 4, 0.25), (4, 4, 1.0)])
def test_the_share_that_meets_an_empty_shelf_is_of_those_who_want_to_swap(
    empty: int, wanting: int, rate: float
) -> None:
    end = simulated(make_swap_instance([[0.9]], [1]), plan(0), Habits())
    assert replace(end, empty=empty, wanting=wanting).empty_shelf_rate == rate


@pytest.mark.parametrize(("shown", "share"), [([], 1.0), ([2], 0.0), ([3], 1.0), ([0, 2, 3, 4], 0.5)])
def test_three_other_gifts_are_enough(shown: list[int], share: float) -> None:
    end = simulated(make_swap_instance([[0.9]], [1]), plan(0), Habits())
    assert replace(end, shown=np.array(shown, dtype=np.int32)).shown_enough == share


def test_where_nobody_presses_the_plan_is_the_end_of_it() -> None:
    swap_instance = make_swap_instance([[0.9, 0.8], [0.9, 0.8]], [2, 3], cost=[100, 50], budget=250)
    end = simulated(swap_instance, plan(0, -1), Habits(swap_rate=0.0, look_rate=0.0))
    assert (end.product.tolist(), end.shelf.tolist(), end.money_left) == ([0, -1], [1, 3], 150)
    assert (end.pressed, end.wanting, end.swapped, end.empty, end.planned, end.lowest) == (0, 0, 0, 0, 0, 0)


def test_people_without_a_gift_never_press() -> None:
    swap_instance = make_swap_instance([[0.9, 0.8]] * 3, [3, 3])
    end = simulated(swap_instance, plan(-1, 0, -1), EVERYBODY_SWAPS)
    assert (end.pressed, end.product.tolist()) == (1, [-1, 1, -1])


def test_a_colleagues_gift_is_not_shown_and_not_taken() -> None:
    swap_instance = make_swap_instance([[0.9, 0.8], [0.9, 0.8]], [2, 2], account=[0, 0])
    end = simulated(swap_instance, plan(0, 1), EVERYBODY_SWAPS)
    assert (end.product.tolist(), end.empty, end.shown.tolist()) == ([0, 1], 2, [0, 0])


def test_a_gift_of_the_own_category_is_not_filled_up_with() -> None:
    swap_instance = make_swap_instance([[0.9, 0.8, 0.7]], [1, 1, 1], category=[0, 0, 1])
    assert simulated(swap_instance, plan(0), EVERYBODY_SWAPS).product.tolist() == [2]


def test_a_planned_alternative_that_has_gone_is_counted_and_another_is_shown() -> None:
    swap_instance = make_swap_instance([[0.9, 0.8, 0.7]], [1, 0, 1])
    offered = np.array([[1, 2, -1, -1]], dtype=np.int32)
    end = simulated(swap_instance, plan(0), EVERYBODY_LOOKS, offered=offered)
    assert (end.planned, end.planned_gone, end.shown.tolist()) == (2, 1, [1])
    blind = simulated(swap_instance, plan(0), EVERYBODY_LOOKS, offered=offered, live=False)
    assert (blind.planned, blind.planned_gone, blind.shown.tolist()) == (2, 1, [2])


def test_with_three_planned_alternatives_there_the_shelf_is_not_looked_at() -> None:
    swap_instance = make_swap_instance([[0.9, 0.8, 0.7, 0.6, 0.5]], [1] * 5)
    offered = np.array([[1, 2, 3, -1]], dtype=np.int32)
    assert simulated(swap_instance, plan(0), EVERYBODY_LOOKS, offered=offered).shown.tolist() == [3]


@settings(max_examples=20, deadline=None)
@over(seed=st.integers(0, 2**32), live=st.booleans())
def test_a_simulation_never_gives_more_pieces_than_there_are(seed: int, live: bool) -> None:
    swap_instance, product = random_swap_instance(seed, people=12, products=6)
    end = simulated(swap_instance, product, Habits(swap_rate=0.9), seed, live=live)
    assert (given(swap_instance, end.product) <= swap_instance.stock).all()
