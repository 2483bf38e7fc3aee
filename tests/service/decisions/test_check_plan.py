from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from service.decisions.check_plan import PlanBroken, check_plan
from service.decisions.scoring.score import score
from service.decisions.values import Candidate, Choice, Chosen, Problem, SwapRule
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
    with pytest.raises(PlanBroken, match="More items are given than there are in stock"):
        check_plan(short, plan_of(short, "vase", "vase"), ())
    alone = replace(short, choices=(vase(stock=9),), uniqueness="campaign")
    with pytest.raises(PlanBroken, match="same gift"):
        check_plan(alone, plan_of(alone, "vase", "vase"), ())


def test_an_alternative_outside_the_rule_for_swaps_is_found() -> None:
    one = campaign([person()], [vase(price_minor=3000), vase("jug", price_minor=2399), vase("cup", price_minor=2400)])
    gift = plan_of(one, "vase")["ann"]
    check_plan(one, {"ann": replace(gift, alternatives=("cup",))}, ())
    with pytest.raises(PlanBroken, match="jug is too far from the value of ann's gift"):
        check_plan(one, {"ann": replace(gift, alternatives=("cup", "jug"))}, ())
    with pytest.raises(PlanBroken, match="cup is too far"):
        check_plan(replace(one, swap_rule=SwapRule("none")), {"ann": replace(gift, alternatives=("cup",))}, ())


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


def test_money_that_is_exactly_enough_is_enough() -> None:
    one = campaign([person()], [vase()], budget_minor=3000, account_budgets={"acme": 3000})
    check_plan(one, plan_of(one, "vase"), ())


def test_gifts_are_added_up_before_they_are_compared_with_the_budget() -> None:
    two = campaign([person("ann"), person("bob", account_id="other")], [vase(), tea()], budget_minor=6000)
    check_plan(two, plan_of(two, "vase", "tea"), ())
    with pytest.raises(PlanBroken, match=r"^The plan costs more than its budget\.$"):
        check_plan(replace(two, budget_minor=5999), plan_of(two, "vase", "tea"), ())


def test_colleagues_gifts_are_added_up_before_they_are_compared_with_the_accounts_budget() -> None:
    two = campaign([person("ann"), person("bob")], [vase(), tea()], account_budgets={"acme": 6000, "other": 0})
    check_plan(two, plan_of(two, "vase", "tea"), ())
    with pytest.raises(PlanBroken, match=r"^An account costs more than its budget\.$"):
        check_plan(replace(two, account_budgets={"acme": 5999}), plan_of(two, "vase", "tea"), ())


def test_the_last_piece_may_be_given_and_strangers_may_share_a_kind() -> None:
    two = campaign([person("ann"), person("bob", account_id="other")], [vase(stock=2)])
    check_plan(two, plan_of(two, "vase", "vase"), ())


def test_one_piece_each_is_one_of_a_kind() -> None:
    two = campaign([person("ann"), person("bob", account_id="other")], [vase(), tea()], uniqueness="campaign")
    check_plan(two, plan_of(two, "vase", "tea"), ())


def test_people_left_out_are_part_of_the_plan() -> None:
    two = campaign([person("ann"), person("bob")], [vase()])
    check_plan(two, {"ann": plan_of(two, "vase", "vase")["ann"]}, ("bob",))
    check_plan(two, {}, ("bob", "ann"))
    for left_out in (("bob", "bob"), ("bob", "eve"), ()):
        with pytest.raises(PlanBroken, match="missing from the plan or in it twice"):
            check_plan(two, {"ann": plan_of(two, "vase", "vase")["ann"]}, left_out)


def test_somebody_who_is_no_candidate_is_found() -> None:
    one = campaign([person("ann")], [vase()])
    with pytest.raises(PlanBroken, match="missing"):
        check_plan(one, {**plan_of(one, "vase"), "eve": pick(person("eve"), vase())}, ())


def test_a_score_that_is_not_the_pairs_is_found() -> None:
    one = campaign([person()], [vase()])
    (gift,) = plan_of(one, "vase").values()
    flattered = replace(gift, score=replace(gift.score, propensity=0.99))
    with pytest.raises(PlanBroken, match=r"^The figures of ann's gift are not those of vase\.$"):
        check_plan(one, {"ann": flattered}, ())


def test_a_frozen_gift_that_was_kept_passes_and_is_judged_like_any_other() -> None:
    frozen = campaign([person(frozen_product="tea")], [vase(), tea()])
    check_plan(frozen, plan_of(frozen, "tea"), ())
    refused = replace(frozen, candidates=(person(frozen_product="tea", no_food=True),))
    with pytest.raises(PlanBroken, match="tea may not go to ann: policy_blocked"):
        check_plan(refused, plan_of(refused, "tea"), ())


@pytest.mark.parametrize(
    ("special", "reason"),
    [
        ({"recalled": True}, "recalled"),
        ({"currency": "CZK"}, "currency"),
        ({"regions": frozenset({"CZ"})}, "region_unavailable"),
        ({"price_minor": 9001}, "outside_band"),
        ({"min_age": 22}, "age_check_required"),
        ({"stock": 0}, "out_of_stock"),
    ],
)
def test_every_rule_is_asked_once_more_of_the_finished_plan(special: dict[str, Any], reason: str) -> None:
    one = campaign([person()], [vase(**special)])
    with pytest.raises(PlanBroken, match=f"^vase may not go to ann: {reason}\\.$"):
        check_plan(one, plan_of(one, "vase"), ())


def test_a_broken_plan_is_a_fault_of_ours_with_a_code() -> None:
    assert PlanBroken.code == "plan_broken"
