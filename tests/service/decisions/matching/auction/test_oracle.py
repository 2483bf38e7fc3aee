from __future__ import annotations

import numpy as np
import pytest

from service.decisions.matching.assignment_instance import AssignmentInstance
from service.decisions.matching.auction import auction
from service.decisions.matching.auction import oracle as oracle_module
from service.decisions.matching.auction.oracle import AuctionOracle
from service.decisions.matching.auction.state import AuctionState, set_up
from service.decisions.matching.certificate import certify
from service.decisions.matching.prices import no_prices
from service.decisions.matching.shortlist import make_shortlist
from tests.service.decisions.assignment_instances import (
    PLENTY,
    assert_keeps_the_rules,
    instance,
    nobody_at_all,
    random_instance,
)


def opened(instance: AssignmentInstance) -> AuctionOracle:
    free, nobody = no_prices(instance.products, instance.accounts), np.full(instance.people, -1, dtype=np.int16)
    return AuctionOracle(instance, set_up(instance, make_shortlist(instance, free, nobody), free, nobody))


def test_dearer_money_buys_the_cheaper_gift() -> None:
    oracle = opened(instance([[2.0, 1.5]], [0], [1, 1], cost=[300, 100]))
    spent = [
        (trial.spend, trial.worth) for trial in (oracle.choose_at(money, 1e-6) for money in (0.0, 0.01, 0.02, 0.0))
    ]
    assert spent == [(300, 2.0), (100, 1.5), (0, 0.0), (300, 2.0)]


@pytest.mark.parametrize("seed", range(10))
def test_its_prices_prove_its_plan_from_whichever_price_of_money_it_came(seed: int) -> None:
    free = random_instance(seed, money=PLENTY)
    oracle = opened(free)
    for money in (0.0, 2e-4, 1e-4, 1.5e-4, 0.0):
        trial = oracle.choose_at(money, 1e-9)
        assert_keeps_the_rules(free, trial.product.astype(np.int64))
        most = certify(free, trial.prices) - money * free.budget
        assert most == pytest.approx(trial.worth - money * trial.spend, abs=1e-6)


def test_where_an_auction_runs_out_of_patience_coarser_ones_begin_far_below(monkeypatch: pytest.MonkeyPatch) -> None:
    held: list[tuple[float, bool, bool]] = []

    def watched(state: AuctionState, epsilon: float, *, patient: bool) -> bool:
        held.append((epsilon, patient, auction.run_auction(state, epsilon, patient=patient)))
        return held[-1][2]

    for limit in ("_MANY", "_REOPENINGS", "_LOOKS_HURRIED"):
        monkeypatch.setattr(auction, limit, 0)
    monkeypatch.setattr(oracle_module, "run_auction", watched)
    # Both want the only cheap piece; as money gets a little cheaper its holder leaves it, at a price nobody pays.
    pair = instance([[1.0, 1.2], [1.0, 1.2]], [0, 1], [1, 2], cost=[100, 200])
    oracle = opened(pair)
    oracle.choose_at(0.005, 1e-5)
    held.clear()
    trial = oracle.choose_at(0.005 - 1.9e-7, 1e-5)
    assert [(round(epsilon, 6), patient, at_rest) for epsilon, patient, at_rest in held] == [
        (1e-5, False, False),
        (0.000333, True, True),
        (1e-5, True, True),
    ]
    assert sorted(trial.product.tolist()) == [0, 1]
    assert trial.prices.product[0] == pytest.approx(0.3, abs=1e-4)


def test_a_usual_gift_costs_what_all_do_on_average_and_the_best_pair_is_known() -> None:
    oracle = opened(instance([[2.0, 1.5], [0.0, 2.5]], [0, 1], [1, 1], cost=[300, 100]))
    assert (oracle.usual_cost, oracle.best_worth) == (200.0, 2.5)


def test_where_nobody_may_have_anything_the_best_is_worth_nothing() -> None:
    oracle = opened(instance([[0.0]], [0], [1]))
    trial = oracle.choose_at(0.0, 1e-3)
    assert (oracle.best_worth, trial.product.tolist(), trial.spend, trial.worth) == (0.0, [-1], 0, 0.0)


def test_without_a_person_an_oracle_still_answers() -> None:
    oracle = opened(nobody_at_all(2))
    trial = oracle.choose_at(0.0, 1e-3)
    assert (oracle.best_worth, trial.product.tolist(), trial.spend, trial.worth) == (0.0, [], 0, 0.0)


def test_an_account_that_pays_more_for_money_takes_the_cheaper_gift() -> None:
    oracle = opened(instance([[2.0, 1.5], [2.0, 1.5]], [0, 1], [2, 2], cost=[300, 100]))
    oracle.account_money = np.array([0.0, 0.01])
    trial = oracle.choose_at(0.0, 1e-6)
    assert (trial.product.tolist(), trial.spend, trial.worth) == ([0, 1], 400, 3.5)
    assert (trial.prices.money, trial.prices.account_money.tolist()) == (0.0, [0.0, 0.01])


@pytest.mark.parametrize(("money", "given"), [(0.0024, 0), (0.0026, 1), (0.0149, 1), (0.0151, -1)])
def test_a_choice_turns_where_the_step_down_is_worth_its_money(money: float, given: int) -> None:
    # From the dear gift to the cheap one 0.5 is lost for 200, from there to none 1.5 for 100.
    oracle = opened(instance([[2.0, 1.5]], [0], [1, 1], cost=[300, 100]))
    assert oracle.choose_at(money, 1e-6).product.tolist() == [given]
