from __future__ import annotations

from dataclasses import replace

import pytest

from service.decisions.check_plan import PlanBroken, check_plan
from service.decisions.scoring.score import score
from service.decisions.values import Candidate, Choice, Chosen, Problem
from service.dietary.vocabulary import Allergen, Diet
from tests.service.decisions.people_and_products import TERMS, campaign, person, tea, vase, without


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


def test_a_thing_of_a_material_somebody_keeps_away_from_is_found() -> None:
    one = campaign([person(follow=Diet.VEGAN)], [vase(**without("leather", "contains"))])
    with pytest.raises(PlanBroken, match="vase may not go to ann: material"):
        check_plan(one, plan_of(one, "vase"), ())


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
