"""From a market to an assignment and the prices that prove it, whatever its size.

Prices first come from a sample of the accounts. With them every person gets a short list of products out of all there are; the
auction is held on the lists; then every pair is looked at again, which proves the plan or finds what the lists had left out.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from service.decisions.auction_house import AuctionHouse
from service.decisions.board import set_up
from service.decisions.branch import find_best
from service.decisions.budget import MoneySearch, Trial
from service.decisions.certificate import certify
from service.decisions.columns import WIDTH, Columns, Short, is_listed_whole, list_columns, with_earlier
from service.decisions.market import Market
from service.decisions.pairs import one_thread_each
from service.decisions.path_house import PathHouse
from service.decisions.polish import polish, small_change
from service.decisions.prices import DualPrices, Whole, no_prices
from service.decisions.trim import trim

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
    prices, held, search = no_prices(market.products, market.accounts), _nobody_has_anything(market), MoneySearch()
    if not is_listed_whole(market):
        prices = (
            _prices_of_sample(market, search) if market.people > _WHOLE else _first_prices(market, search, _ROUGH[:1])
        )
    found, held = _one_round(market, prices, held, target, search)
    for _ in range(_FURTHER_ROUNDS):
        if is_listed_whole(market) or found.bound - found.worth <= target * found.worth:
            break
        again, held = _one_round(market, found.prices, held, target, search)
        missing, found = found.bound - found.worth, _better(found, again)
        if found.bound - found.worth > _WORTH_A_ROUND * missing:
            break
    return found


def _one_round(
    market: Market, prices: DualPrices, held: Short, target: float, search: MoneySearch
) -> tuple[Assignment, Short]:
    """Lists made with these prices, the auctions on them, and the proof over all pairs."""
    columns = list_columns(market, prices, held)
    house = AuctionHouse(market, set_up(market, columns, prices, held))
    if columns.complete:
        within, over = search.find_price(house, prices.money, _NEAR, near=0.0)
    else:
        steps = tuple(step for step in _FINE if step >= target / 100)
        within, over = search.find_price(house, prices.money, steps, small_change(market))
    del house, columns  # with a million people the largest things there are; the proof needs neither
    return _prove(market, within, over, target), within.product


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


def _prices_of_sample(market: Market, search: MoneySearch) -> DualPrices:
    """Prices of products and money that are about right, from a sample of the accounts."""
    found = _first_prices(_sample(market), search, _ROUGH)
    return replace(no_prices(market.products, market.accounts), product=found.product, money=found.money)


def _first_prices(market: Market, search: MoneySearch, steps: tuple[float, ...]) -> DualPrices:
    """Prices of products and money from nothing, by an auction for each of the `steps`; a large sample's begin with its own."""
    prices, wide = no_prices(market.products, market.accounts), max(_WIDE, market.products // _ONE_IN)
    if market.people > _WHOLE:
        prices, steps, wide = _prices_of_sample(market, search), _ROUGH[-1:], WIDTH
    free = replace(market, account_budget=np.full(market.accounts, market.budget, dtype=np.int64))
    nobody = _nobody_has_anything(market)
    columns: Columns | None = None
    for step in steps:
        # What is cheap only becomes known when the lists were made with prices: first lists are full of what everybody wants.
        # What was listed stays listed, or it would seem free in this round and be on every list of the next.
        columns = with_earlier(list_columns(free, prices, nobody, wide), columns, free.products)
        house = AuctionHouse(free, set_up(free, columns, prices, nobody))
        found = search.find_rough_price(house, prices.money, step, _NEAR_BUDGET * step).prices
        prices = replace(prices, product=found.product, money=found.money)
    return prices


def _sample(market: Market) -> Market:
    """Every eighth account with an eighth of the pieces and the money."""
    accounts = np.arange(0, market.accounts, _SAMPLE)
    people = np.flatnonzero(market.account % _SAMPLE == 0)
    share = len(people) / market.people
    pieces = market.stock * share
    # Some shelves are rounded up and some down, so that no shelf is always shorter than it should be.
    rounding = np.random.default_rng(len(people)).random(market.products)
    budget = int(market.budget * share)
    return Market(
        pairs=market.pairs.take(people),
        account=(market.account[people] // _SAMPLE).astype(np.int32),
        stock=np.floor(pieces + rounding).astype(np.int64),
        cost=market.cost,
        budget=budget,
        account_budget=np.full(len(accounts), budget, dtype=np.int64),
    )


def _nobody_has_anything(market: Market) -> Short:
    return np.full(market.people, -1, dtype=np.int16)
