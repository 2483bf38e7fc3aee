"""A version is a choice of its own and, to colleagues and to whoever has another one, the same product: wherever it is asked."""

from __future__ import annotations

import pytest

from service.decisions.availability import AvailabilityInPlan
from service.decisions.check_plan import PlanBroken, check_plan
from service.decisions.eligibility import exclusion
from service.decisions.rules.one_person import ProductRules
from service.decisions.scoring.score import score
from service.decisions.solve import choose_gifts
from service.decisions.values import Chosen, Problem, Reason
from tests.service.decisions.people_and_products import TERMS, campaign, person, vase

RED, BLUE, LAMP = vase("red", family="bowl"), vase("blue", family="bowl"), vase("lamp", popularity=0.1)


def chosen(problem: Problem, **gifts: str) -> dict[str, Chosen]:
    people = {one.id: one for one in problem.candidates}
    choices = {one.id: one for one in problem.choices}
    return {
        name: Chosen(name, gift, choices[gift].price_minor, score(people[name], choices[gift], problem.terms), (), None)
        for name, gift in gifts.items()
    }


def test_a_choice_alone_is_its_own_family() -> None:
    assert (vase("red").family, RED.family) == ("red", "bowl")


def test_judge_and_table_refuse_every_version_of_what_somebody_has() -> None:
    owner = person(excluded_products=frozenset({"bowl"}))
    assert [exclusion(owner, one, TERMS) for one in (RED, BLUE, LAMP)] == [Reason.ALREADY_HAS, Reason.ALREADY_HAS, None]
    assert ProductRules([RED, BLUE, LAMP], TERMS).closed(owner).tolist() == [True, True, False]


def test_a_plan_that_gives_colleagues_two_versions_is_broken_and_one_that_gives_strangers_two_is_not() -> None:
    colleagues = campaign([person("ann"), person("bob")], [RED, BLUE])
    with pytest.raises(PlanBroken, match="Two colleagues would get the same product"):
        check_plan(colleagues, chosen(colleagues, ann="red", bob="blue"), ())
    strangers = campaign([person("ann"), person("bob", account_id="other")], [RED, BLUE], uniqueness="campaign")
    check_plan(strangers, chosen(strangers, ann="red", bob="blue"), ())


def test_colleagues_are_planned_different_products_and_strangers_different_versions() -> None:
    colleagues = choose_gifts(campaign([person("ann"), person("bob")], [RED, BLUE, LAMP]))
    assert {pick.product_id for pick in colleagues.chosen.values()} in ({"red", "lamp"}, {"blue", "lamp"})
    strangers = campaign([person("ann"), person("bob", account_id="other")], [RED, BLUE, LAMP], uniqueness="campaign")
    assert {pick.product_id for pick in choose_gifts(strangers).chosen.values()} == {"red", "blue"}


def test_whoever_goes_without_is_told_that_a_colleague_has_it_in_whatever_version() -> None:
    plan = choose_gifts(campaign([person("ann"), person("bob")], [RED, BLUE]))
    (without,) = plan.unmatched
    assert without.reasons == {Reason.TAKEN_IN_ACCOUNT: 2}


def test_every_version_of_a_colleagues_gift_is_theirs_and_the_next_best_is_another_product() -> None:
    problem = campaign([person("ann"), person("bob")], [RED, BLUE, LAMP])
    plan = choose_gifts(problem)
    holder = next(name for name, pick in plan.chosen.items() if pick.product_id != "lamp")
    (other,) = (one for one in problem.candidates if one.id != holder)
    assert AvailabilityInPlan(problem, plan).of(other).rivals == {"red": holder, "blue": holder}
    assert plan.chosen[holder].runner_up == "lamp"


def test_a_gift_shown_to_somebody_keeps_its_versions_from_their_colleagues() -> None:
    shown = person("ann", frozen_product="red")
    plan = choose_gifts(campaign([shown, person("bob")], [RED, BLUE, LAMP]))
    assert {name: pick.product_id for name, pick in plan.chosen.items()} == {"ann": "red", "bob": "lamp"}
