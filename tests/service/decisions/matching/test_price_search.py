from __future__ import annotations

import numpy as np
import pytest

from service.decisions.matching.assignment_instance import AssignmentInstance
from service.decisions.matching.auction.oracle import AuctionOracle
from service.decisions.matching.auction.state import set_up
from service.decisions.matching.exact.oracle import ExactOracle
from service.decisions.matching.price_search import PriceSearch, Trial, account_spend
from service.decisions.matching.prices import no_prices
from service.decisions.matching.shortlist import make_shortlist
from tests.service.decisions.assignment_instances import best_worth, instance, nobody_at_all, random_instance

FINE = (1e-2, 1e-4, 1e-10)


def trials(instance: AssignmentInstance) -> tuple[Trial, Trial]:
    free, nobody = no_prices(instance.products, instance.accounts), np.full(instance.people, -1, dtype=np.int16)
    state = set_up(instance, make_shortlist(instance, free, nobody), free, nobody)
    return PriceSearch().find_price(AuctionOracle(instance, state), 0.0, FINE, near=0.0)


class CountingOracle(AuctionOracle):
    """Counts the auctions it holds."""

    held = 0

    def choose_at(self, money: float, step: float) -> Trial:
        self.held += 1
        return super().choose_at(money, step)


def slope(budget: int) -> CountingOracle:
    """Two hundred people; the dear gift is worth a little more to each of them than to the one before."""
    stairs = instance(
        [[3.0, 3.0 + person / 100] for person in range(200)],
        list(range(200)),
        [200, 200],
        cost=[100, 200],
        budget=budget,
    )
    free, nobody = no_prices(2, 200), np.full(200, -1, dtype=np.int16)
    return CountingOracle(stairs, set_up(stairs, make_shortlist(stairs, free, nobody), free, nobody))


@pytest.mark.parametrize("money", [0.0, 0.001, 0.0199])
def test_a_rough_price_is_near_on_either_side_wherever_the_search_begins(money: float) -> None:
    trial = PriceSearch().find_rough_price(slope(30_000), money, 1e-3, near=0.02)
    assert 29_400 <= trial.spend <= 30_600


def test_what_is_learned_of_how_spending_falls_saves_the_next_search_auctions() -> None:
    search, next_one, alone = PriceSearch(), slope(35_000), slope(35_000)
    search.find_rough_price(slope(30_000), 0.0, 1e-3, near=0.005)
    search.find_rough_price(next_one, 0.01, 1e-3, near=0.005)
    PriceSearch().find_rough_price(alone, 0.01, 1e-3, near=0.005)
    assert (next_one.held, alone.held) == (2, 5)


def test_money_left_over_is_not_priced() -> None:
    rich = instance([[1.0, 2.0]], [0], [1, 1], cost=[100, 200], budget=200)
    within, over = trials(rich)
    assert (within.prices.money, over.prices.money, within.spend, within.worth) == (0.0, 0.0, 200, 2.0)


def test_the_bracket_ends_on_both_sides_of_the_budget_where_the_bound_is_lowest() -> None:
    for seed in range(20):
        tight = random_instance(seed, money=0.5)
        within, over = trials(tight)
        assert within.spend <= tight.budget
        lowest = min(trial.worth + trial.prices.money * (tight.budget - trial.spend) for trial in (within, over))
        assert abs(lowest - best_worth(tight, whole=False)) <= 1e-6 * max(1.0, lowest)


def test_without_money_only_what_costs_nothing_is_chosen() -> None:
    broke = instance([[1.0, 2.0], [1.0, 2.0]], [0, 1], [5, 5], cost=[0, 100], budget=0)
    assert trials(broke)[0].product.tolist() == [0, 0]


def test_an_account_without_enough_money_pays_a_price_of_its_own() -> None:
    split = instance([[2.0, 1.0], [2.0, 1.0]], [0, 1], [2, 2], cost=[300, 100], budget=1000, account_budget=[400, 100])
    within, _ = trials(split)
    assert within.product.tolist() == [0, 1]
    assert within.prices.account_money[0] == 0.0
    # Two hundred more buy one unit of worth more: dearer than 1/200 nobody takes the dear gift.
    assert 0.005 <= within.prices.account_money[1] <= 0.0051


def test_accounts_are_added_up() -> None:
    written_out = instance([[1.0, 1.0], [1.0, 1.0], [1.0, 1.0]], [0, 1, 1], [5, 5], cost=[10, 25])
    assert account_spend(written_out, np.array([0, 1, -1])).tolist() == [10, 25]


def exact_trials(instance: AssignmentInstance, near: float = 0.0) -> tuple[Trial, Trial]:
    return PriceSearch().find_price(ExactOracle(instance), 0.0, (0.0,), near)


def stairs(budget: int) -> AssignmentInstance:
    """One person, two gifts: one of 1 for 100, and one of 3 for 400. The step up is worth 2 for 300, a 150th for each unit."""
    return instance([[1.0, 3.0]], [0], [1, 1], cost=[100, 400], budget=budget)


@pytest.mark.parametrize("budget", [400, 401, 1_000_000])
def test_a_budget_that_just_reaches_makes_money_free(budget: int) -> None:
    within, over = exact_trials(stairs(budget))
    assert within is over
    assert (within.prices.money, within.spend, within.worth) == (0.0, 400, 3.0)


@pytest.mark.parametrize("budget", [399, 200, 101])
def test_a_budget_between_two_steps_is_priced_where_they_are_worth_the_same(budget: int) -> None:
    within, over = exact_trials(stairs(budget))
    assert (within.spend, within.worth, over.spend, over.worth) == (100, 1.0, 400, 3.0)
    lowest = min(trial.worth + trial.prices.money * (budget - trial.spend) for trial in (within, over))
    assert lowest == pytest.approx(1.0 + (budget - 100) / 150, abs=1e-9)


def test_with_less_than_the_cheapest_gift_costs_nothing_is_bought_within() -> None:
    within, over = exact_trials(instance([[1.0]], [0], [1], cost=[100], budget=99))
    assert (within.product.tolist(), within.spend, over.product.tolist()) == ([-1], 0, [0])
    lowest = min(trial.worth + trial.prices.money * (99 - trial.spend) for trial in (within, over))
    assert lowest == pytest.approx(0.99)


@pytest.mark.parametrize(("near", "ends_there"), [(0.25, True), (0.24, False)])
def test_a_trial_as_near_as_asked_is_taken_for_both_sides(near: float, ends_there: bool) -> None:
    # Free money spends 400 of 320: a quarter too much.
    within, over = exact_trials(stairs(320), near)
    assert (within is over) is ends_there
    assert over.spend == 400


def test_where_nobody_may_have_anything_nothing_is_spent_and_money_is_free() -> None:
    within, over = exact_trials(instance([[0.0, 0.0]], [0], [1, 1], budget=0))
    assert (within.spend, within.worth, within.prices.money, over is within) == (0, 0.0, 0.0, True)


def test_an_account_with_no_money_at_all_buys_nothing_and_the_others_do_not_pay_for_it() -> None:
    two = instance([[2.0], [2.0]], [0, 1], [2], cost=[100], budget=1000, account_budget=[99, 1000])
    within, _ = exact_trials(two)
    assert within.product.tolist() == [-1, 0]
    # From a fiftieth for each unit on the gift is not worth its money.
    assert within.prices.account_money[0] == pytest.approx(0.02, rel=1e-4)
    assert within.prices.account_money[1] == 0.0


@pytest.mark.parametrize(("own", "price"), [(200, 0.0), (199, 0.01)])
def test_an_accounts_money_has_a_price_from_the_minor_unit_on_that_is_missing(own: int, price: float) -> None:
    pair = instance([[1.0, 0], [0, 1.0]], [0, 0], [1, 1], cost=[100, 100], budget=1000, account_budget=[own])
    within, _ = exact_trials(pair)
    assert within.prices.account_money[0] == pytest.approx(price, rel=1e-4)


def test_a_search_begins_where_it_is_told_and_finds_the_same() -> None:
    for money in (0.0, 0.001, 1 / 150, 1.0):
        within, over = PriceSearch().find_price(ExactOracle(stairs(200)), money, (0.0,), 0.0)
        assert (within.spend, over.spend) == (100, 400)


def test_who_has_nothing_costs_their_account_nothing() -> None:
    three = instance([[1.0], [1.0], [1.0]], [0, 1, 1], [5], cost=[10])
    assert account_spend(three, np.array([-1, -1, -1])).tolist() == [0, 0]
    assert account_spend(three, np.array([-1, 0, 0], dtype=np.int16)).tolist() == [0, 20]
    assert account_spend(nobody_at_all(1), np.zeros(0, dtype=np.int64)).tolist() == []
