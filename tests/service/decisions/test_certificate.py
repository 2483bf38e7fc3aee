from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.decisions.certificate import DualPrices, PlanBroken, certify, check_plan
from service.decisions.scoring import score
from service.decisions.values import Candidate, Choice, Chosen, Problem
from service.dietary import Allergen
from service.errors import InvalidInput
from tests.service.decisions.markets import best_worth, market, random_market
from tests.service.decisions.people_and_products import TERMS, campaign, person, tea, vase, without

TWO_BY_TWO = market([[3.0, 2.0], [3.0, 1.0]], [0, 0], [1, 1], cost=[100, 50], budget=150)


def prices(product: list[float], money: float = 0.0, slot: dict[tuple[int, int], float] | None = None) -> DualPrices:
    return DualPrices(np.array(product), money, np.zeros(1), slot or {})


def test_without_prices_everybody_keeps_their_favourite() -> None:
    assert certify(TWO_BY_TWO, prices([0.0, 0.0])) == 6.0


def test_the_right_prices_prove_the_optimum() -> None:
    assert certify(TWO_BY_TWO, prices([1.0, 0.0])) == 5.0
    assert certify(TWO_BY_TWO, prices([0.0, 0.0], slot={(0, 0): 1.0})) == 5.0


def test_money_is_charged_to_people_and_paid_for_by_the_budget() -> None:
    # 3 - 100 * 0.01 and 2 - 50 * 0.01 are kept, 150 * 0.01 comes back.
    assert certify(TWO_BY_TWO, prices([0.0, 0.0], money=0.01)) == pytest.approx(2.0 + 2.0 + 1.5)


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 2**32), scale=st.floats(0, 3))
def test_any_prices_that_are_not_negative_prove_a_true_bound(seed: int, scale: float) -> None:
    any_market = random_market(seed % 50, money=0.7)
    chance = np.random.default_rng(seed)
    accounts = len(any_market.account_budget)
    guess = DualPrices(
        chance.random(any_market.products) * scale,
        chance.random() * 1e-4 * scale,
        chance.random(accounts) * 1e-4 * scale,
        {(int(chance.integers(accounts)), int(chance.integers(any_market.products))): chance.random() * scale},
    )
    assert certify(any_market, guess) >= best_worth(any_market) - 1e-7


@pytest.mark.parametrize("wrong", [-1e-9, float("nan"), float("inf")])
def test_a_price_that_is_no_price_proves_nothing(wrong: float) -> None:
    for guess in (prices([wrong, 0.0]), prices([0.0, 0.0], money=wrong), prices([0.0, 0.0], slot={(0, 0): wrong})):
        with pytest.raises(InvalidInput):
            certify(TWO_BY_TWO, guess)


def pick(candidate: Candidate, choice: Choice) -> Chosen:
    return Chosen(candidate.id, choice.id, choice.price_minor, score(candidate, choice, TERMS), (), None)


def plan_of(problem: Problem, *products: str) -> dict[str, Chosen]:
    choices = {choice.id: choice for choice in problem.choices}
    pairs = zip(problem.candidates, products, strict=True)
    return {candidate.id: pick(candidate, choices[product]) for candidate, product in pairs}


TWO = campaign([person("ann"), person("bob", avoid=Allergen.NUTS)], [vase(stock=1), tea(**without("nuts", "contains"))])


def test_a_plan_that_keeps_every_rule_passes() -> None:
    two = campaign([person("ann"), person("bob")], [vase(), tea()])
    check_plan(two, plan_of(two, "vase", "tea"), ())


def test_an_unsafe_gift_is_found() -> None:
    with pytest.raises(PlanBroken, match="dietary"):
        check_plan(TWO, plan_of(TWO, "vase", "tea"), ())


def test_colleagues_with_the_same_gift_are_found() -> None:
    same = campaign([person("ann"), person("bob")], [vase()])
    with pytest.raises(PlanBroken, match="colleagues"):
        check_plan(same, plan_of(same, "vase", "vase"), ())


def test_a_piece_too_many_is_found() -> None:
    short = campaign([person("ann"), person("bob", account_id="other")], [vase(stock=1)])
    with pytest.raises(PlanBroken, match="pieces"):
        check_plan(short, plan_of(short, "vase", "vase"), ())
    alone = replace(short, choices=(vase(stock=9),), uniqueness="campaign")
    with pytest.raises(PlanBroken, match="same gift"):
        check_plan(alone, plan_of(alone, "vase", "vase"), ())


def test_overspending_is_found() -> None:
    one = campaign([person()], [vase()], budget_minor=2999)
    with pytest.raises(PlanBroken, match="budget"):
        check_plan(one, plan_of(one, "vase"), ())
    account = campaign([person()], [vase()], account_budgets={"acme": 2999})
    with pytest.raises(PlanBroken, match="account"):
        check_plan(account, plan_of(account, "vase"), ())


def test_somebody_missing_or_twice_is_found() -> None:
    one = campaign([person()], [vase()])
    with pytest.raises(PlanBroken, match="missing"):
        check_plan(one, {}, ())
    with pytest.raises(PlanBroken, match="twice"):
        check_plan(one, plan_of(one, "vase"), ("ann",))


def test_a_frozen_gift_that_was_changed_is_found() -> None:
    frozen = campaign([person(frozen_product="tea")], [vase(), tea()])
    with pytest.raises(PlanBroken, match="keeps tea"):
        check_plan(frozen, plan_of(frozen, "vase"), ())


def test_figures_that_are_not_the_products_are_found() -> None:
    one = campaign([person()], [vase()])
    cheaper = {"ann": replace(plan_of(one, "vase")["ann"], price_minor=1)}
    with pytest.raises(PlanBroken, match="figures"):
        check_plan(one, cheaper, ())
