"""Gifts that are fixed already are given first; the rest of the instance is what they leave."""

from __future__ import annotations

import numpy as np

from service.decisions.matching.assignment_instance import AssignmentInstance, instance_of
from service.decisions.matching.fixed_gifts import settle_fixed
from service.decisions.values import Candidate, Choice, Problem
from tests.service.decisions.people_and_products import campaign, person, tea, vase

SHELF = [vase(stock=2, price_minor=3000), tea(stock=2, price_minor=2000)]


def settled(
    people: list[Candidate], shelf: list[Choice] | None = None, **special: object
) -> tuple[list[int], AssignmentInstance]:
    problem: Problem = campaign(people, SHELF if shelf is None else shelf, **special)
    product, rest = settle_fixed(problem, instance_of(problem))
    return product.tolist(), rest


def open_pairs(rest: AssignmentInstance) -> list[list[bool]]:
    return np.isfinite(rest.pairs.worth(0, rest.people)).tolist()


def test_where_nothing_is_fixed_the_market_is_the_same() -> None:
    problem = campaign([person("ann"), person("bob", account_id="other")], SHELF)
    instance = instance_of(problem)
    product, rest = settle_fixed(problem, instance)
    assert (product.tolist(), rest is instance) == ([-1, -1], True)


def test_a_fixed_gift_takes_its_piece_and_its_money() -> None:
    given, rest = settled([person("ann", frozen_product="tea"), person("bob", account_id="other")], budget_minor=9000)
    assert given == [1, -1]
    assert (rest.stock.tolist(), rest.budget, rest.account_budget.tolist()) == ([2, 1], 7000, [7000, 7000])
    assert open_pairs(rest) == [[False, False], [True, True]]


def test_a_colleague_may_not_have_what_is_fixed_for_another() -> None:
    given, rest = settled([person("ann", frozen_product="tea"), person("bob")])
    assert given == [1, -1]
    assert open_pairs(rest) == [[False, False], [True, False]]


def test_two_colleagues_with_one_gift_the_earlier_keeps_it() -> None:
    given, rest = settled([person("ann", frozen_product="tea"), person("bob", frozen_product="tea")])
    assert given == [1, -1]
    assert open_pairs(rest) == [[False, False], [False, False]]


def test_the_last_piece_is_the_earlier_ones_and_the_later_gets_nothing_else() -> None:
    people = [person(name, account_id=name, frozen_product="tea") for name in ("ann", "bob")]
    given, rest = settled(people, [vase(), tea(stock=1)])
    assert (given, rest.stock.tolist()) == ([1, -1], [5, 0])
    assert open_pairs(rest)[1] == [False, False]


def test_what_the_rules_no_longer_allow_is_not_kept() -> None:
    given, rest = settled([person(no_food=True, frozen_product="tea")])
    assert (given, rest.stock.tolist()) == ([-1], [2, 2])


def test_money_that_does_not_reach_for_all_reaches_for_the_earlier() -> None:
    people = [person(name, account_id=name, frozen_product="vase") for name in ("ann", "bob")]
    given, rest = settled(people, budget_minor=5000)
    assert (given, rest.budget, rest.account_budget.tolist()) == ([0, -1], 2000, [2000, 2000])


def test_an_accounts_own_money_is_counted_apart() -> None:
    people = [person("ann", frozen_product="tea"), person("bob", frozen_product="vase")]
    given, rest = settled(people, budget_minor=9000, account_budgets={"acme": 4500})
    assert (given, rest.budget, rest.account_budget.tolist()) == ([1, -1], 7000, [2500])
