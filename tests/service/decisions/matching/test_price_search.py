from __future__ import annotations

import numpy as np
import pytest

from service.decisions.matching.assignment_instance import AssignmentInstance
from service.decisions.matching.auction.oracle import AuctionOracle
from service.decisions.matching.auction.state import set_up
from service.decisions.matching.price_search import PriceSearch, Trial, account_spend
from service.decisions.matching.prices import no_prices
from service.decisions.matching.shortlist import make_shortlist
from tests.service.decisions.assignment_instances import best_worth, instance, random_instance

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
