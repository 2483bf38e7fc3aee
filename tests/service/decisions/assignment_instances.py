"""Random little instances, and what HiGHS, an independent solver, says about them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import product as every_choice

import numpy as np
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array, csr_array, vstack

from service.decisions.matching.assignment_instance import AssignmentInstance
from service.decisions.matching.pairs import DensePairs

PLENTY = 1_000_000


def instance(
    worth: list[list[float]],
    account: list[int],
    stock: list[int],
    cost: list[int] | None = None,
    budget: int = PLENTY,
    account_budget: list[int] | None = None,
) -> AssignmentInstance:
    """An instance written out; a worth of 0 is a pair that is not admitted."""
    table = np.array(worth, dtype=np.float64)
    return AssignmentInstance(
        pairs=DensePairs(np.where(table > 0, table, -np.inf)),
        account=np.array(account, dtype=np.int32),
        stock=np.array(stock, dtype=np.int64),
        cost=np.array(cost or [100] * len(stock), dtype=np.int64),
        budget=budget,
        account_budget=np.array(account_budget or [budget] * (max(account) + 1), dtype=np.int64),
    )


def random_instance(
    seed: int, *, equal: bool = False, tight_stock: bool = False, money: float = 1.0
) -> AssignmentInstance:
    """Up to 30 people and 15 products; `money` is the budget as a share of what everybody's favourite would cost."""
    chance = np.random.default_rng(seed)
    people, products, accounts = int(chance.integers(1, 31)), int(chance.integers(1, 16)), int(chance.integers(1, 7))
    worth = np.full((people, products), 0.5) if equal else chance.random((people, products)) + chance.integers(0, 2)
    worth = np.where(chance.random((people, products)) < 0.5, worth, -np.inf)
    cost = chance.integers(800, 9500, products)
    favourites = np.where(np.isfinite(worth.max(axis=1)), cost[worth.argmax(axis=1)], 0)
    budget = int(favourites.sum() * money)
    return AssignmentInstance(
        pairs=DensePairs(worth),
        account=np.sort(chance.integers(0, accounts, people)).astype(np.int32),
        stock=chance.integers(0, 2 if tight_stock else 6, products),
        cost=cost,
        budget=budget,
        account_budget=np.full(accounts, budget),
    )


def in_zones(instance: AssignmentInstance, seed: int, zones: int = 3) -> AssignmentInstance:
    """The same where people live in several zones, to each of which every product costs something else besides its price."""
    chance = np.random.default_rng(seed)
    cost = instance.cost + chance.integers(0, 3000, (zones, instance.products))
    zone = chance.integers(0, zones, instance.people).astype(np.int32)
    return replace(instance, cost=cost, zone=zone)


def in_versions(instance: AssignmentInstance, seed: int, *, alike: bool = False) -> AssignmentInstance:
    """The same people with some of the products in several versions: a little better or dearer than each other, or `alike`."""
    chance = np.random.default_rng(seed)
    of = np.repeat(np.arange(instance.products), chance.integers(1, 4, instance.products))
    worth = instance.pairs.worth(0, instance.people)[:, of]
    stock, cost = instance.stock[of], instance.cost[:, of]
    if not alike:
        worth = worth + 0.2 * chance.random(worth.shape)
        worth = np.where(chance.random(worth.shape) < 0.8, worth, -np.inf)
        cost = cost + chance.integers(0, 500, len(of))
    family = of.astype(np.int32)
    lot = family if alike else np.arange(len(of), dtype=np.int32)
    return replace(instance, pairs=DensePairs(worth), stock=stock, cost=cost, family=family, lot=lot)


def best_worth(instance: AssignmentInstance, *, whole: bool = True) -> float:
    """The worth of the best plan by HiGHS; with `whole` off, of the best plan that may cut gifts into parts."""
    worth = instance.pairs.worth(0, instance.people)
    people, products = np.nonzero(worth > 0)
    if len(people) == 0:
        return 0.0
    slots = instance.account[people] * instance.families + instance.family[products]
    rows = [
        _count(people, instance.people),
        _count(products, instance.products),
        _count(slots, instance.accounts * instance.families),
        csr_array(instance.cost[instance.zone[people], products][None, :]),
        _count(instance.account[people], instance.accounts, instance.cost[instance.zone[people], products]),
    ]
    limits = np.concatenate(
        [
            np.ones(instance.people),
            instance.stock,
            np.ones(instance.accounts * instance.families),
            [instance.budget],
            instance.account_budget,
        ]
    )
    answer = milp(
        -worth[people, products],
        constraints=LinearConstraint(vstack(rows), ub=limits),
        bounds=Bounds(0, 1),
        integrality=np.full(len(people), int(whole)),
        options={"mip_rel_gap": 0},
    )
    return -float(answer.fun)


def _count(
    rows: NDArray[np.int64], height: int, weights: NDArray[np.int64] | None = None
) -> csr_array[np.float64, tuple[int, int]]:
    values = np.ones(len(rows)) if weights is None else weights.astype(np.float64)
    return coo_array((values, (rows, np.arange(len(rows)))), shape=(height, len(rows))).tocsr()


def worth_of(instance: AssignmentInstance, product: NDArray[np.int64]) -> float:
    """What an assignment is worth."""
    people = np.flatnonzero(product >= 0)
    return float(instance.pairs.worth(0, instance.people)[people, product[people]].sum())


def assert_keeps_the_rules(instance: AssignmentInstance, product: NDArray[np.int64]) -> None:
    """Counted again from nothing: admitted pairs, pieces, one holder of a family in an account, the budget."""
    people = np.flatnonzero(product >= 0)
    given = product[people]
    assert np.isfinite(instance.pairs.worth(0, instance.people)[people, given]).all()
    assert (np.bincount(given, minlength=instance.products) <= instance.stock).all()
    families = instance.family[given]
    assert len({(int(a), int(f)) for a, f in zip(instance.account[people], families, strict=True)}) == len(people)
    assert instance.spend(product) <= instance.budget
    for account, limit in enumerate(instance.account_budget):
        theirs = people[instance.account[people] == account]
        assert instance.costs_of(theirs, product[theirs]).sum() <= limit


def alike(people: int, products: int, kinds: int, unknown: int = 0) -> AssignmentInstance:
    """People of so many kinds, four to an account, about a third of the pairs not admitted; the first `unknown` are of one kind."""
    chance = np.random.default_rng(people)
    scores = chance.random((kinds, products)).astype(np.float32)
    kind = np.maximum(0, np.arange(people) - unknown) % kinds
    worth = np.where(chance.random((people, products)) < 0.7, scores[kind], -np.inf)
    return AssignmentInstance(
        pairs=DensePairs(worth.astype(np.float64)),
        account=(np.arange(people) // 4).astype(np.int32),
        stock=np.full(products, 1 + 13 * people // (10 * products)),
        cost=chance.integers(800, 9500, products),
        budget=PLENTY * people,
        account_budget=np.full((people + 3) // 4, PLENTY * people),
    )


@st.composite
def tiny(draw: st.DrawFn) -> AssignmentInstance:
    """Three people and two products in small whole numbers: ties, empty shelves, free gifts and budgets that just reach."""
    few, pair = st.integers(0, 4), st.lists(st.integers(0, 3), min_size=2, max_size=2)
    account = draw(st.sampled_from([[0, 0, 0], [0, 0, 1], [0, 1, 1], [0, 1, 2]]))
    budget = draw(st.integers(0, 7))
    return instance(
        draw(st.lists(st.lists(few, min_size=2, max_size=2), min_size=3, max_size=3)),
        account,
        draw(pair),
        draw(pair),
        budget,
        [min(budget, draw(few)) for _ in range(account[-1] + 1)],
    )


def every_plan(instance: AssignmentInstance) -> Iterator[NDArray[np.int64]]:
    """Every plan that keeps the rules, found by trying all there are: for `tiny` instances."""
    table, account = instance.pairs.worth(0, instance.people), instance.account.tolist()
    for plan in every_choice(range(-1, instance.products), repeat=instance.people):
        pairs = [(account[person], given) for person, given in enumerate(plan) if given >= 0]
        slots = {(one, int(instance.family[given])) for one, given in pairs}
        cost = [int(instance.cost[zone, given]) for zone, given in zip(instance.zone, plan, strict=True) if given >= 0]
        paid = list(zip(pairs, cost, strict=True))
        spent = [sum(minor for (a, _), minor in paid if a == one) for one in range(instance.accounts)]
        if (
            all(table[person, given] > 0 for person, given in enumerate(plan) if given >= 0)
            and len(slots) == len(pairs)
            and all(plan.count(given) <= instance.stock[given] for given in range(instance.products))
            and sum(spent) <= instance.budget
            and all(money <= limit for money, limit in zip(spent, instance.account_budget, strict=True))
        ):
            yield np.array(plan, dtype=np.int64)


def best_of_every_plan(instance: AssignmentInstance) -> float:
    """The worth of the best of them."""
    return max(worth_of(instance, plan) for plan in every_plan(instance))


def with_money_enough(instance: AssignmentInstance) -> AssignmentInstance:
    """The same instance in which no budget is ever in the way."""
    return replace(instance, budget=PLENTY, account_budget=np.full(instance.accounts, PLENTY))


def nobody_at_all(products: int) -> AssignmentInstance:
    """A campaign without a person, and so without an account."""
    return AssignmentInstance(
        pairs=DensePairs(np.zeros((0, products))),
        account=np.zeros(0, dtype=np.int32),
        stock=np.ones(products, dtype=np.int64),
        cost=np.full(products, 100, dtype=np.int64),
        budget=PLENTY,
        account_budget=np.zeros(0, dtype=np.int64),
    )
