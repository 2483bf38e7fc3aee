"""From a market to an assignment and the prices that prove it, whatever its size.

Prices first come from a sample of the accounts. With them every person gets a short list of products out of all there are; the
auction is held on the lists; then every pair is looked at again, which proves the plan or finds what the lists had left out.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from service.decisions.matching.assignment_instance import Market
from service.decisions.matching.auction.oracle import AuctionHouse
from service.decisions.matching.auction.state import set_up
from service.decisions.matching.certificate import certify
from service.decisions.matching.exact.branch_and_bound import find_best
from service.decisions.matching.exact.oracle import PathHouse
from service.decisions.matching.improve.budget_repair import trim
from service.decisions.matching.improve.local_search import polish, small_change
from service.decisions.matching.pairs import one_thread_each
from service.decisions.matching.price_search import MoneySearch, Trial
from service.decisions.matching.prices import DualPrices, Whole, no_prices
from service.decisions.matching.shortlist import (
    WIDTH,
    Columns,
    Short,
    is_listed_whole,
    list_columns,
    one_in_listed_whole,
    with_earlier,
)
from service.decisions.matching.ties import is_crowded

_WHOLE: Final = 20_000
"""People: below, the whole campaign is as quickly priced as a sample of it."""
_SAMPLE: Final = 8
"""One account in so many gives the first prices."""
_FURTHER_ROUNDS: Final = 3
_WORTH_A_ROUND: Final = 0.9
"""What must be left of what was missing, at most, for another round to be worth its time."""
_NEAR: Final = (1e-2, 1e-3, 1e-4, 2e-6)
_FINE: Final = (1e-3, 1e-5, 1e-6)
"""How many units of worth a person may be off their best choice at the prices, in each auction of a row."""
_ROUGH: Final = (1e-2, 3e-3, 1e-3)
"""The same for first prices, each on lists of its own. The first is enough where the whole campaign gave the prices."""
_NEAR_BUDGET: Final = 0.5
"""How near to the budget a rough auction must come, as a share of it, for each unit a person may be off."""
_WIDE: Final = 48
_SPREAD: Final = 0.02
"""In units of worth: more than first prices are wrong by, and little against what an auction brings back together."""
_ONE_IN: Final = 40
"""From nothing, lists hold one product in so many: what no list names seems to cost nothing."""
_BY_PATHS: Final = 1e-6
"""Whoever asks a small plan to be so near to the best has it by exact paths, which equals do not slow down."""
_FEW: Final = 5_000
_TABLE: Final = 10_000_000
"""People, and pairs, up to which a campaign is small: paths take seconds, and the whole table of its pairs has room."""
_PROVEN: Final = 1e-9
"""Of the worth: so little is a rounding."""


@dataclass(frozen=True, slots=True)
class Assignment:
    """`product` (R,) int64, -1 for none, and its `worth`; no assignment is worth more than `bound`.

    `prices` prove the bound alone, or a little more of which branch and bound has taken the rest.
    """

    product: Whole
    worth: float
    bound: float
    prices: DualPrices


def assign(market: Market, target: float = 0.0) -> Assignment:
    """Who gets what: within the `target` of the best, as a share of its worth, where some rounds reach that.

    With a target of 0, in a small campaign, the best itself. The same market gives the same assignment.
    """
    with one_thread_each():
        if target <= _BY_PATHS and is_small(market):
            return _by_paths(market, target)
        return _by_auctions(market, target)


def is_small(market: Market) -> bool:
    """Whether a campaign is small enough to be planned by exact paths."""
    return market.people <= _FEW and market.people * market.products <= _TABLE


def _by_auctions(market: Market, target: float) -> Assignment:
    """A plan near to the best: first prices, then rounds of lists, auctions and proofs until one is near enough."""
    prices, held = no_prices(market.products, market.accounts), _nobody_has_anything(market)
    rounds = _Rounds(MoneySearch(), _SPREAD if not is_listed_whole(market) and is_crowded(market) else 0.0)
    if not is_listed_whole(market):
        is_large = market.people > _WHOLE
        prices = rounds.prices_of_sample(market) if is_large else rounds.first_prices(market, _ROUGH[:1])
    found, held = rounds.one_round(market, prices, held, target)
    for _ in range(_FURTHER_ROUNDS):
        if is_listed_whole(market) or found.bound - found.worth <= target * found.worth:
            break
        again, held = rounds.one_round(market, found.prices, held, target)
        missing, found = found.bound - found.worth, _better(found, again)
        if found.bound - found.worth > _WORTH_A_ROUND * missing:
            break
    return found


@dataclass(frozen=True, slots=True)
class _Rounds:
    """Lists and auctions, from nothing to a plan. `spread` is what keeps the lists of a crowd apart, 0 where there is none."""

    search: MoneySearch
    spread: float

    def one_round(self, market: Market, prices: DualPrices, held: Short, target: float) -> tuple[Assignment, Short]:
        """Lists made with these prices, the auctions on them, and the proof over all pairs."""
        columns = list_columns(market, prices, held, spread=self.spread)
        house = AuctionHouse(market, set_up(market, columns, prices, held))
        if columns.complete:
            within, over = self.search.find_price(house, prices.money, _NEAR, near=0.0)
        else:
            steps = tuple(step for step in _FINE if step >= target / 100)
            within, over = self.search.find_price(house, prices.money, steps, small_change(market))
        del house, columns  # with a million people the largest things there are; the proof needs neither
        return _prove(market, within, over, target), within.product

    def prices_of_sample(self, market: Market, one_in: int = _SAMPLE) -> DualPrices:
        """Prices of products and money that are about right, from one account in so many."""
        found = self.first_prices(_sample(market, one_in), _ROUGH)
        return replace(no_prices(market.products, market.accounts), product=found.product, money=found.money)

    def first_prices(self, market: Market, steps: tuple[float, ...]) -> DualPrices:
        """Prices of products and money from nothing, by an auction for each of the `steps`; a large sample's begin with its own."""
        prices, wide = no_prices(market.products, market.accounts), max(_WIDE, market.products // _ONE_IN)
        if market.people > _WHOLE:
            prices, steps, wide = self.prices_of_sample(market), _ROUGH[-1:], WIDTH
        elif self.spread > 0 and not is_listed_whole(market) and market.accounts > 1:
            # From nothing everybody of a crowd would list the same, and what is on no list seems to cost nothing.
            return self.prices_of_sample(market, one_in_listed_whole(market))
        free = replace(market, account_budget=np.full(market.accounts, market.budget, dtype=np.int64))
        nobody = _nobody_has_anything(market)
        columns: Columns | None = None
        for step in steps:
            # What is cheap only becomes known when the lists were made with prices: first lists are full of what everybody wants.
            # What was listed stays listed, or it would seem free in this round and be on every list of the next.
            columns = with_earlier(list_columns(free, prices, nobody, wide, spread=self.spread), columns, free.products)
            house = AuctionHouse(free, set_up(free, columns, prices, nobody))
            found = self.search.find_rough_price(house, prices.money, step, _NEAR_BUDGET * step).prices
            prices = replace(prices, product=found.product, money=found.money)
        return prices


def _by_paths(market: Market, target: float) -> Assignment:
    """The best choice itself; with a budget too, where no target is asked and few enough pairs are left to search."""
    within, over = MoneySearch().find_price(PathHouse(market), 0.0, (0.0,), near=0.0)
    found = _prove(market, within, over, target)
    if target > 0 or not is_listed_whole(market) or found.bound - found.worth <= _PROVEN * found.worth:
        return found
    product, bound = find_best(market, found.prices, found.product, found.bound)
    worth = float(market.pairs.worth_of(product).sum())
    return Assignment(product, worth, max(bound, worth), found.prices)


def _prove(market: Market, within: Trial, over: Trial, target: float) -> Assignment:
    """The plan within the budget, its small change exchanged, and the proof over all pairs."""
    tightest = min(within, over, key=lambda trial: trial.worth + trial.prices.money * (market.budget - trial.spend))
    bound = certify(market, tightest.prices)
    # What is a little over the budget is nearer to the best, often, than what keeps it.
    is_near = over.spend - market.budget <= min(market.budget - within.spend, small_change(market) * market.budget)
    nearest = trim(market, (over if is_near else within).product.astype(np.int64))
    product = polish(market, tightest.prices, nearest, bound, target)
    worth = float(market.pairs.worth_of(product).sum())
    return Assignment(product, worth, max(bound, worth), tightest.prices)


def _better(one: Assignment, other: Assignment) -> Assignment:
    """The better plan with the tighter bound; any two of one market go together."""
    plan = one if one.worth >= other.worth else other
    proof = one if one.bound <= other.bound else other
    return Assignment(plan.product, plan.worth, proof.bound, proof.prices)


def _sample(market: Market, one_in: int) -> Market:
    """One account in so many, with as large a share of the pieces and the money as of the people."""
    accounts = np.arange(0, market.accounts, one_in)
    people = np.flatnonzero(market.account % one_in == 0)
    share = len(people) / market.people
    pieces = market.stock * share
    # Some shelves are rounded up and some down, so that no shelf is always shorter than it should be.
    rounding = np.random.default_rng(len(people)).random(market.products)
    budget = int(market.budget * share)
    return Market(
        pairs=market.pairs.take(people),
        account=(market.account[people] // one_in).astype(np.int32),
        stock=np.floor(pieces + rounding).astype(np.int64),
        cost=market.cost,
        budget=budget,
        account_budget=np.full(len(accounts), budget, dtype=np.int64),
    )


def _nobody_has_anything(market: Market) -> Short:
    return np.full(market.people, -1, dtype=np.int16)
