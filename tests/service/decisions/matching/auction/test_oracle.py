from __future__ import annotations

import numpy as np
import pytest

from service.decisions.matching.assignment_instance import Market
from service.decisions.matching.auction import auction, oracle
from service.decisions.matching.auction.oracle import AuctionHouse
from service.decisions.matching.auction.state import Board, set_up
from service.decisions.matching.certificate import certify
from service.decisions.matching.prices import no_prices
from service.decisions.matching.shortlist import list_columns
from tests.service.decisions.assignment_instances import PLENTY, assert_keeps_the_rules, market, random_market


def opened(market: Market) -> AuctionHouse:
    free, nobody = no_prices(market.products, market.accounts), np.full(market.people, -1, dtype=np.int16)
    return AuctionHouse(market, set_up(market, list_columns(market, free, nobody), free, nobody))


def test_dearer_money_buys_the_cheaper_gift() -> None:
    house = opened(market([[2.0, 1.5]], [0], [1, 1], cost=[300, 100]))
    spent = [(trial.spend, trial.worth) for trial in (house.auction(money, 1e-6) for money in (0.0, 0.01, 0.02, 0.0))]
    assert spent == [(300, 2.0), (100, 1.5), (0, 0.0), (300, 2.0)]


@pytest.mark.parametrize("seed", range(10))
def test_its_prices_prove_its_plan_from_whichever_price_of_money_it_came(seed: int) -> None:
    free = random_market(seed, money=PLENTY)
    house = opened(free)
    for money in (0.0, 2e-4, 1e-4, 1.5e-4, 0.0):
        trial = house.auction(money, 1e-9)
        assert_keeps_the_rules(free, trial.product.astype(np.int64))
        most = certify(free, trial.prices) - money * free.budget
        assert most == pytest.approx(trial.worth - money * trial.spend, abs=1e-6)


def test_where_an_auction_runs_out_of_patience_coarser_ones_begin_far_below(monkeypatch: pytest.MonkeyPatch) -> None:
    held: list[tuple[float, bool, bool]] = []

    def watched(board: Board, epsilon: float, *, patient: bool) -> bool:
        held.append((epsilon, patient, auction.settle(board, epsilon, patient=patient)))
        return held[-1][2]

    for limit in ("_MANY", "_REOPENINGS", "_LOOKS_HURRIED"):
        monkeypatch.setattr(auction, limit, 0)
    monkeypatch.setattr(oracle, "settle", watched)
    # Both want the only cheap piece; as money gets a little cheaper its holder leaves it, at a price nobody pays.
    pair = market([[1.0, 1.2], [1.0, 1.2]], [0, 1], [1, 2], cost=[100, 200])
    house = opened(pair)
    house.auction(0.005, 1e-5)
    held.clear()
    trial = house.auction(0.005 - 1.9e-7, 1e-5)
    assert [(round(epsilon, 6), patient, at_rest) for epsilon, patient, at_rest in held] == [
        (1e-5, False, False),
        (0.000333, True, True),
        (1e-5, True, True),
    ]
    assert sorted(trial.product.tolist()) == [0, 1]
    assert trial.prices.product[0] == pytest.approx(0.3, abs=1e-4)
