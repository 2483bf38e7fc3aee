from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given as over
from hypothesis import settings
from hypothesis import strategies as st

from service.decisions.eligibility import reasons_against
from service.decisions.matching.assignment_instance import instance_of
from service.decisions.matching.prices import no_prices
from service.decisions.rules.swap_rule import swap_range
from service.decisions.swaps.alternatives import (
    Rules,
    Small,
    SwapInstance,
    bearable_demand,
    colleagues_of,
    plan_alternatives,
    promise_alternatives,
    promise_limits,
    swap_instance_of,
)
from service.decisions.values import SAFETY, SwapRule
from tests.service.decisions.people_and_products import campaign, person, random_campaign, tea, vase
from tests.service.decisions.rules.swap_rules import swap_rules
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

PLAIN = Rules()


def offered(
    swap_instance: SwapInstance, product: Small, rules: Rules = PLAIN, price: list[float] | None = None
) -> list[list[int]]:
    prices = free(swap_instance) if price is None else np.array(price, dtype=np.float32)
    promises = promise_alternatives(swap_instance, product, everybody(swap_instance), rules, prices, 0.0)
    return [[place for place in row if place >= 0] for row in promises.offered.tolist()]


@settings(max_examples=60, deadline=None)
@over(
    seed=st.integers(0, 2**32), swap_rate=st.sampled_from([0.0, 0.2, 0.4]), wanted=st.integers(0, 5), rule=swap_rules()
)
def test_every_alternative_keeps_every_rule(seed: int, swap_rate: float, wanted: int, rule: SwapRule) -> None:
    swap_instance, product = random_swap_instance(seed, rule=rule)
    rules = Rules(wanted=wanted, swap_rate=swap_rate)
    promises = promise_alternatives(swap_instance, product, everybody(swap_instance), rules, free(swap_instance), 0.01)
    pieces = given(swap_instance, product)
    left, spare = swap_instance.stock - pieces, swap_instance.budget - int(swap_instance.cost @ pieces)
    for at, row in enumerate(promises.offered):
        found = row[row >= 0]
        if product[at] < 0:
            assert len(found) == 0
            continue
        own = product[at]
        colleagues = product[swap_instance.account == swap_instance.account[at]]
        assert admitted(swap_instance)[at, found].all()
        assert (left[found] > 0).all()
        assert not set(found) & set(colleagues)
        assert len({*swap_instance.category[found], swap_instance.category[own]}) == len(found) + 1
        assert (swap_instance.cost[found] <= swap_instance.cost[own] + spare).all()
        within = swap_range(rule, int(swap_instance.cost[own]))
        assert all(int(cost) in within for cost in swap_instance.cost[found])
    taken = promises.offered[promises.offered >= 0]
    assert np.array_equal(promises.promised, np.bincount(taken, minlength=len(swap_instance.cost)))
    assert (promises.promised <= promise_limits(left, pieces, rules)).all()


def test_the_best_of_each_other_category_comes_first() -> None:
    swap_instance = make_swap_instance([[0.9, 0.8, 0.7, 0.6, 0.5]], [1] * 5, category=[0, 0, 1, 1, 2])
    assert offered(swap_instance, plan(0)) == [[2, 4]]
    assert offered(swap_instance, plan(2)) == [[0, 4]]


def test_what_is_not_admitted_not_there_or_a_colleagues_is_not_offered() -> None:
    swap_instance = make_swap_instance([[0.9, 0.8, NEVER, 0.6], [0.9, 0.8, 0.7, 0.6]], [2, 1, 5, 0], account=[0, 0])
    assert offered(swap_instance, plan(0, 1)) == [[], [2]]


def test_prices_push_people_to_what_others_need_less() -> None:
    swap_instance = make_swap_instance([[0.9, 0.8, 0.7]], [5, 5, 5])
    assert offered(swap_instance, plan(0)) == [[1, 2]]
    assert offered(swap_instance, plan(0), price=[0, 0.2, 0]) == [[2, 1]]


def test_money_left_over_bounds_what_an_alternative_may_cost() -> None:
    swap_instance = make_swap_instance([[0.9, 0.8, 0.7]], [5, 5, 5], cost=[100, 120, 90], budget=119)
    assert offered(swap_instance, plan(0)) == [[2]]
    richer = make_swap_instance([[0.9, 0.8, 0.7]], [5, 5, 5], cost=[100, 120, 90], budget=120)
    assert offered(richer, plan(0)) == [[1, 2]]


def test_what_is_too_far_from_the_value_of_the_gift_is_not_offered() -> None:
    costs = [100, 79, 80, 120, 121]
    within = make_swap_instance([[0.9, 0.8, 0.7, 0.6, 0.5]], [5] * 5, cost=costs)
    assert offered(within, plan(0)) == [[2, 3]]
    assert offered(replace(within, rule=SwapRule("not_dearer")), plan(0)) == [[1, 2]]
    assert offered(replace(within, rule=SwapRule("within_20", 90)), plan(0)) == [[3]]
    assert offered(replace(within, rule=SwapRule("none")), plan(0)) == [[]]


def test_a_single_piece_is_promised_to_a_few_people_only() -> None:
    rules = Rules(wanted=1, swap_rate=0.5, shortage=0.5, returns=0.0)
    people = 10
    swap_instance = make_swap_instance([[0.9, 0.8]] * people, [people, 1])
    assert sum(map(len, offered(swap_instance, plan(*[0] * people), rules))) == 3


def test_a_fourth_alternative_never_takes_the_last_promises_of_a_shelf() -> None:
    rules = Rules(wanted=4, swap_rate=1.0, shortage=0.5, returns=0.0)
    swap_instance = make_swap_instance([[0.9, 0.8, 0.7, 0.6, 0.5]] * 6, [6, 9, 9, 9, 1])
    assert promise_limits(np.array([1]), np.array([0]), rules).tolist() == [6]
    assert [len(row) for row in offered(swap_instance, plan(*[0] * 6), rules)] == [4, 4, 4, 3, 3, 3]


def test_one_piece_bears_the_demand_that_leaves_the_stated_share_without() -> None:
    assert bearable_demand(0, 0.5) == 0.0
    mean = bearable_demand(1, 0.5)
    assert mean == pytest.approx(1.59362, abs=1e-5)
    assert mean - (1 - np.exp(-mean)) == pytest.approx(0.5 * mean, abs=1e-9)


@settings(max_examples=30, deadline=None)
@over(pieces=st.integers(1, 400), shortage=st.sampled_from([0.01, 0.1, 0.6]))
def test_what_a_shelf_bears_is_what_a_draw_of_people_finds(pieces: int, shortage: float) -> None:
    mean = bearable_demand(pieces, shortage)
    reach = np.random.default_rng(pieces).poisson(mean, 200_000)
    assert np.maximum(reach - pieces, 0).sum() / reach.sum() == pytest.approx(shortage, abs=0.012)
    assert mean > bearable_demand(pieces - 1, shortage)


def test_an_empty_shelf_is_promised_to_nobody_and_without_swaps_a_piece_is_enough_for_all() -> None:
    assert promise_limits(np.array([0, -1, 1]), np.array([9, 9, 9]), Rules(returns=1.0)).tolist()[:2] == [0, 0]
    assert promise_limits(np.array([0, 1]), np.array([0, 0]), Rules(swap_rate=0.0)).tolist() == [0, 1 << 40]


def test_what_swaps_bring_back_can_be_promised_again() -> None:
    rules = Rules(wanted=4, swap_rate=0.2, shortage=0.5, returns=0.5)
    alone, popular = promise_limits(np.array([1, 1]), np.array([0, 30]), rules).tolist()
    assert popular - alone == 60


def test_colleagues_are_listed_account_by_account() -> None:
    first, members = colleagues_of(np.array([2, 0, 2, 0], dtype=np.int32))
    assert (first.tolist(), members.tolist()) == ([0, 2, 2, 4], [1, 3, 0, 2])


def test_nobody_and_nothing_have_no_alternatives() -> None:
    assert offered(make_swap_instance([], [1, 2]), plan()) == []
    assert offered(make_swap_instance([[]], []), plan(-1)) == [[]]


def test_of_two_that_are_liked_as_much_the_first_of_the_catalog_is_offered() -> None:
    swap_instance = make_swap_instance([[0.9, 0.5, 0.5, 0.5]], [1] * 4, category=[0, 1, 1, 2])
    assert offered(swap_instance, plan(0)) == [[1, 3]]


def test_nobody_without_a_gift_is_offered_anything() -> None:
    swap_instance = make_swap_instance([[0.9, 0.8], [0.9, 0.8]], [2, 2])
    assert offered(swap_instance, plan(-1, 0)) == [[], [1]]


def test_the_last_piece_that_somebody_has_is_no_alternative_for_another() -> None:
    swap_instance = make_swap_instance([[0.9, 0.8], [0.9, 0.8]], [1, 1])
    assert offered(swap_instance, plan(0, 1)) == [[], []]


def test_no_more_are_offered_than_wanted_and_none_where_none_is() -> None:
    swap_instance = make_swap_instance([[0.9, 0.8, 0.7, 0.6]], [1] * 4)
    assert offered(swap_instance, plan(0), Rules(wanted=2)) == [[1, 2]]
    assert offered(swap_instance, plan(0), Rules(wanted=0)) == [[]]


def test_a_promise_makes_a_product_a_little_less_welcome_to_the_next() -> None:
    nearly, less = ([[0.9, 0.80, second]] * 2 for second in (0.795, 0.79))
    assert offered(make_swap_instance(nearly, [2, 1, 1], category=[0, 1, 1]), plan(0, 0)) == [[1], [2]]
    assert offered(make_swap_instance(less, [2, 1, 1], category=[0, 1, 1]), plan(0, 0)) == [[1], [1]]


def test_money_has_its_price_as_well() -> None:
    swap_instance = make_swap_instance([[0.9, 0.8, 0.7]], [5] * 3, cost=[200, 200, 160])
    promises = promise_alternatives(swap_instance, plan(0), everybody(swap_instance), PLAIN, free(swap_instance), 0.01)
    assert promises.offered.tolist() == [[2, 1, -1, -1]]
    assert (promises.counts.tolist(), promises.promised.tolist()) == ([2], [0, 1, 1])


def test_whoever_comes_first_is_thought_of_first() -> None:
    rules = Rules(wanted=1, swap_rate=1.0, shortage=0.01, returns=0.0)
    swap_instance = make_swap_instance([[0.9, 0.8]] * 2, [2, 4])
    limit = int(promise_limits(np.array([4]), np.array([0]), rules)[0])
    assert limit == 1
    backwards = promise_alternatives(swap_instance, plan(0, 0), np.array([1, 0]), rules, free(swap_instance), 0.0)
    assert backwards.offered.tolist() == [[-1], [1]]


def test_a_campaign_s_swaps_see_all_pieces_or_one_of_a_kind() -> None:
    problem = campaign([person()], [vase(stock=3), tea(stock=0), vase("jug", stock=1)], budget_minor=7000)
    seen = swap_instance_of(problem, instance_of(problem))
    assert (seen.stock.tolist(), seen.category.tolist(), seen.budget) == ([3, 0, 1], [0, 1, 0], 7000)
    alone = replace(problem, uniqueness="campaign")
    assert swap_instance_of(alone, instance_of(alone)).stock.tolist() == [1, 0, 1]


def test_the_score_of_a_swap_leaves_out_what_nobody_having_a_gift_would_cost() -> None:
    problem = campaign([person()], [vase(popularity=0.5), tea(recalled=True)], unmatched_cost=7.0)
    (row,) = swap_instance_of(problem, instance_of(problem)).scores(np.array([0]))
    assert row.tolist() == [0.5, NEVER]


@settings(max_examples=8, deadline=None)
@over(seed=st.integers(0, 2**32))
def test_nothing_unsafe_is_ever_an_alternative(seed: int) -> None:
    problem = random_campaign(seed, 8, 12, accounts=8)
    problem = replace(problem, candidates=tuple(sorted(problem.candidates, key=lambda one: one.account_id)))
    instance = instance_of(problem)
    gifts = np.array([next(iter(np.flatnonzero(row > NEVER)), -1) for row in instance.pairs.worth(0, 8)])
    gifts[[place for place in range(8) if gifts[place] in gifts[:place]]] = -1
    nothing = no_prices(12, instance.accounts)
    for candidate, row in zip(problem.candidates, plan_alternatives(problem, instance, nothing, gifts), strict=True):
        for place in row:
            assert SAFETY.isdisjoint(reasons_against(candidate, problem.choices[place], problem.terms))


def test_whoever_could_have_others_leaves_a_piece_to_those_who_lean_on_it() -> None:
    """The first product is what the first person likes best, and all that the second could have."""
    both = [[0.90, 0.89, 0.88, 0.87, 0.5], [0.9, NEVER, NEVER, NEVER, 0.5]]
    assert offered(make_swap_instance(both, [1, 1, 1, 1, 2]), plan(4, 4)) == [[1, 2, 3, 0], [0]]
    alone = make_swap_instance([both[0]], [1, 1, 1, 1, 1])
    assert offered(alone, plan(4)) == [[0, 1, 2, 3]]
