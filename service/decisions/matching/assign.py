"""From an assignment problem to a plan and the dual prices that prove it, whatever its size.

Prices first come from a sample of the accounts. With them every person gets a shortlist of products out of all there are; the
auction runs on the shortlists; then every pair is looked at again, which proves the plan or finds what the shortlists left out.
Decision 9 says why, and what was measured.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from service.decisions.matching.assignment_instance import AssignmentInstance
from service.decisions.matching.auction.oracle import AuctionOracle
from service.decisions.matching.auction.state import set_up
from service.decisions.matching.certificate import certify
from service.decisions.matching.exact.branch_and_bound import find_best
from service.decisions.matching.exact.oracle import Earlier, ExactOracle
from service.decisions.matching.improve.budget_repair import repair_budgets
from service.decisions.matching.improve.local_search import improve_locally, reach_of_exchanges
from service.decisions.matching.lots import in_lots
from service.decisions.matching.pairs import one_thread_each
from service.decisions.matching.price_search import PriceSearch, Trial
from service.decisions.matching.prices import DualPrices, Whole, no_prices
from service.decisions.matching.shortlist import (
    WIDTH,
    Short,
    Shortlist,
    is_listed_whole,
    make_shortlist,
    one_in_listed_whole,
    with_earlier,
)
from service.decisions.matching.ties import has_many_ties

_SAMPLED_ABOVE: Final = 20_000
"""People: up to so many, the whole campaign is as quickly priced as a sample of it."""
_SAMPLE: Final = 8
"""One account in so many gives the first prices."""
_FURTHER_ROUNDS: Final = 3
_WORTH_A_ROUND: Final = 0.9
"""What must be left of what was missing, at most, for another round to be worth its time."""
_EPSILONS_COMPLETE: Final = (1e-2, 1e-3, 1e-4, 2e-6)
_EPSILONS_LISTED: Final = (1e-3, 1e-5, 1e-6)
"""Units of worth a person may be off their best choice at the prices, in each auction of a row: with every pair listed, or not."""
_EPSILONS_FIRST: Final = (1e-2, 3e-3, 1e-3)
"""The same for first prices, each on shortlists of its own. The first is enough where the whole campaign gave the prices."""
_NEAR_BUDGET: Final = 0.5
"""How near to the budget a rough auction must come, as a share of it, for each unit a person may be off."""
_FIRST_WIDTH: Final = 48
_SPREAD: Final = 0.02
"""In units of worth: more than first prices are wrong by, and little against what an auction brings back together (measured in
decision 9, ties)."""
_FIRST_ONE_IN: Final = 40
"""From nothing, shortlists hold one product in so many: what none of them names seems to cost nothing
(measured in decision 9, first prices)."""
_PRICED_BY_SAMPLE: Final = 1_500
"""People from which it is quicker to learn from a sample what money costs than to try."""
_ROUGHLY_SPENT: Final = 2e-3
"""How near to the budget the sample must come, as a share of it."""
_EXACT_TARGET: Final = 1e-6
"""A small plan wanted this near to the best is made by shortest paths, which ties do not slow down."""
_SMALL_PEOPLE: Final = 5_000
_SMALL_PAIRS: Final = 10_000_000
"""People, and pairs, up to which a campaign is small: shortest paths take seconds, and the whole table of its pairs has
room (measured in decision 9)."""
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


def assign(instance: AssignmentInstance, target: float = 0.0, earlier: Earlier | None = None) -> Assignment:
    """Who gets what: within the `target` of the best, as a share of its worth, where some rounds reach that.

    With a target of 0, in a small campaign, the best itself. `earlier` holds what was found with more of the same campaign's pieces
    and money, and takes what is found now. The same instances in the same order give the same assignments.
    """
    with one_thread_each():
        lots = in_lots(instance)
        if lots is None:
            return _assign(instance, target, earlier)
        found = _assign(lots.pooled, target, earlier)
        product = lots.hand_out(found.product)
        worth = float(instance.pairs.worth_of(product).sum())
        prices = replace(found.prices, product=found.prices.product[lots.lot])
        return Assignment(product, worth, max(found.bound, worth), prices)


def _assign(instance: AssignmentInstance, target: float, earlier: Earlier | None) -> Assignment:
    if target > _EXACT_TARGET or not is_by_paths(instance):
        return _by_auctions(instance, target)
    return _assign_exactly(instance, target, earlier or Earlier())


def is_by_paths(instance: AssignmentInstance) -> bool:
    """Whether a plan that is to be near the best is made by shortest paths; versions that are alike are to be one product."""
    return is_small(instance) or _has_ties_and_room(instance)


def is_small(instance: AssignmentInstance) -> bool:
    """Whether a campaign is small enough to be planned exactly, by shortest paths."""
    return instance.people <= _SMALL_PEOPLE and instance.people * instance.products <= _SMALL_PAIRS


def _has_ties_and_room(instance: AssignmentInstance) -> bool:
    """Whether it is full of equals, whom auctions set against each other, and its whole table has room: paths then take half a
    minute, where auctions take many."""
    return instance.people * instance.products <= _SMALL_PAIRS and has_many_ties(instance)


def _by_auctions(instance: AssignmentInstance, target: float) -> Assignment:
    """A plan near to the best: first prices, then rounds of shortlists, auctions and proofs until one is near enough."""
    prices, held = no_prices(instance.products, instance.accounts), _nobody_has_anything(instance)
    rounds = _Rounds(PriceSearch(), _SPREAD if not is_listed_whole(instance) and has_many_ties(instance) else 0.0)
    if not is_listed_whole(instance):
        is_large = instance.people > _SAMPLED_ABOVE
        prices = rounds.prices_of_sample(instance) if is_large else rounds.first_prices(instance, _EPSILONS_FIRST[:1])
    found, held = rounds.one_round(instance, prices, held, target)
    for _ in range(_FURTHER_ROUNDS):
        if is_listed_whole(instance) or found.bound - found.worth <= target * found.worth:
            break
        again, held = rounds.one_round(instance, found.prices, held, target)
        missing, found = found.bound - found.worth, _better(found, again)
        if found.bound - found.worth > _WORTH_A_ROUND * missing:
            break
    return found


@dataclass(frozen=True, slots=True)
class _Rounds:
    """Shortlists and auctions, from nothing to a plan. `spread` keeps the shortlists apart where there are many ties, else 0."""

    search: PriceSearch
    spread: float

    def one_round(
        self, instance: AssignmentInstance, prices: DualPrices, held: Short, target: float
    ) -> tuple[Assignment, Short]:
        """Shortlists made with these prices, the auctions on them, and the proof over all pairs."""
        shortlist = make_shortlist(instance, prices, held, spread=self.spread)
        oracle = AuctionOracle(instance, set_up(instance, shortlist, prices, held))
        if shortlist.complete:
            within, over = self.search.find_price(oracle, prices.money, _EPSILONS_COMPLETE, near=0.0)
        else:
            steps = tuple(step for step in _EPSILONS_LISTED if step >= target / 100)
            within, over = self.search.find_price(oracle, prices.money, steps, reach_of_exchanges(instance))
        del oracle, shortlist  # with a million people the largest things there are; the proof needs neither
        return _prove(instance, within, over, target), within.product

    def prices_of_sample(self, instance: AssignmentInstance, one_in: int = _SAMPLE) -> DualPrices:
        """Prices of products and money that are about right, from one account in so many."""
        found = self.first_prices(_sample(instance, one_in), _EPSILONS_FIRST)
        return replace(no_prices(instance.products, instance.accounts), product=found.product, money=found.money)

    def first_prices(self, instance: AssignmentInstance, steps: tuple[float, ...]) -> DualPrices:
        """Prices of products and money from nothing, by an auction for each of the `steps`; a large sample's begin with its own."""
        prices, wide = (
            no_prices(instance.products, instance.accounts),
            max(_FIRST_WIDTH, instance.products // _FIRST_ONE_IN),
        )
        if instance.people > _SAMPLED_ABOVE:
            prices, steps, wide = self.prices_of_sample(instance), _EPSILONS_FIRST[-1:], WIDTH
        elif self.spread > 0 and not is_listed_whole(instance) and instance.accounts > 1:
            # With many ties everybody would begin with the same shortlist, and what is on no shortlist seems to cost nothing.
            return self.prices_of_sample(instance, one_in_listed_whole(instance))
        free = replace(instance, account_budget=np.full(instance.accounts, instance.budget, dtype=np.int64))
        nobody = _nobody_has_anything(instance)
        shortlist: Shortlist | None = None
        for step in steps:
            # What is cheap only becomes known once prices shape the shortlists: the first are full of what everybody wants.
            # What was listed stays listed, or it would seem free in this round and be on every shortlist of the next.
            shortlist = with_earlier(
                make_shortlist(free, prices, nobody, wide, spread=self.spread), shortlist, free.products
            )
            oracle = AuctionOracle(free, set_up(free, shortlist, prices, nobody))
            found = self.search.find_rough_price(oracle, prices.money, step, _NEAR_BUDGET * step).prices
            prices = replace(prices, product=found.product, money=found.money)
        return prices


def _assign_exactly(instance: AssignmentInstance, target: float, earlier: Earlier) -> Assignment:
    """The best choice itself; with a budget too, as `_search_further` says. With a `target`, money is spent as nearly as exchanges
    can still make up for."""
    learn_price(instance, earlier)
    near = reach_of_exchanges(instance) if target > 0 and instance.people > _PRICED_BY_SAMPLE else 0.0
    oracle = ExactOracle(instance, earlier)
    within, over = earlier.search.find_price(oracle, earlier.money, (0.0,), near)
    if len(instance.cost) > 1:
        # What zones cost was reckoned near this price of money; now at it.
        oracle.centre(over.prices.money)
        within, over = earlier.search.find_price(oracle, over.prices.money, (0.0,), near)
    earlier.money = over.prices.money
    return _search_further(instance, _prove(instance, within, over, target), target)


def learn_price(instance: AssignmentInstance, earlier: Earlier) -> None:
    """What money costs, from a sample of the accounts, where a campaign is large and nothing is known of it."""
    if not earlier.choices and instance.people > _PRICED_BY_SAMPLE and instance.accounts > 1:
        sample = ExactOracle(_sample(instance, _SAMPLE))
        earlier.money = earlier.search.find_rough_price(sample, 0.0, 0.0, _ROUGHLY_SPENT).prices.money


def _search_further(instance: AssignmentInstance, found: Assignment, target: float) -> Assignment:
    """The best of all, where no target is asked and few enough pairs are left to search."""
    if target > 0 or not is_listed_whole(instance) or found.bound - found.worth <= _PROVEN * found.worth:
        return found
    product, bound = find_best(instance, found.prices, found.product, found.bound)
    worth = float(instance.pairs.worth_of(product).sum())
    return Assignment(product, worth, max(bound, worth), found.prices)


def _prove(instance: AssignmentInstance, within: Trial, over: Trial, target: float) -> Assignment:
    """The plan brought inside the budget, improved by local search, and the proof over all pairs."""
    tightest = min(within, over, key=lambda trial: trial.worth + trial.prices.money * (instance.budget - trial.spend))
    bound = certify(instance, tightest.prices)
    # What is a little over the budget is nearer to the best, often, than what keeps it.
    is_near = over.spend - instance.budget <= min(
        instance.budget - within.spend, reach_of_exchanges(instance) * instance.budget
    )
    nearest = repair_budgets(instance, (over if is_near else within).product.astype(np.int64))
    product = improve_locally(instance, tightest.prices, nearest, bound, target)
    worth = float(instance.pairs.worth_of(product).sum())
    return Assignment(product, worth, max(bound, worth), tightest.prices)


def _better(one: Assignment, other: Assignment) -> Assignment:
    """The better plan with the tighter bound; any plan and any bound of one instance go together."""
    plan = one if one.worth >= other.worth else other
    proof = one if one.bound <= other.bound else other
    return Assignment(plan.product, plan.worth, proof.bound, proof.prices)


def _sample(instance: AssignmentInstance, one_in: int) -> AssignmentInstance:
    """One account in so many, with as large a share of the pieces and the money as of the people."""
    accounts = np.arange(0, instance.accounts, one_in)
    people = np.flatnonzero(instance.account % one_in == 0)
    share = len(people) / instance.people
    pieces = instance.stock * share
    # Some stocks are rounded up and some down, so that on the whole the sample has neither too little nor too much.
    rounding = np.random.default_rng(len(people)).random(instance.products)
    budget = int(instance.budget * share)
    return AssignmentInstance(
        pairs=instance.pairs.take(people),
        account=(instance.account[people] // one_in).astype(np.int32),
        stock=np.floor(pieces + rounding).astype(np.int64),
        cost=instance.cost,
        zone=instance.zone[people],
        budget=budget,
        account_budget=np.full(len(accounts), budget, dtype=np.int64),
        family=instance.family,
        lot=instance.lot,
    )


def _nobody_has_anything(instance: AssignmentInstance) -> Short:
    return np.full(instance.people, -1, dtype=np.int16)
