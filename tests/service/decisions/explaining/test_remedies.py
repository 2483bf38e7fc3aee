from __future__ import annotations

from datetime import date

import pytest

from service.decisions.explaining.remedies import PlanRemedy, as_document, from_document, plan_remedies
from service.decisions.rules.lifts import Remedy
from service.decisions.solve import choose_gifts
from service.decisions.values import Candidate, Choice, Problem
from tests.service.decisions.people_and_products import DELIVERY, campaign, person, random_campaign, tea, vase


def people(*names: str, **special: object) -> list[Candidate]:
    """Each at a company of their own."""
    return [person(name, account_id=name, **special) for name in names]


def opened(problem: Problem) -> tuple[PlanRemedy, ...]:
    return plan_remedies(problem, choose_gifts(problem))


def test_where_everybody_has_a_gift_nothing_has_to_change() -> None:
    assert opened(campaign(people("ann", "bob"), [vase()])) == ()


def test_the_money_that_is_missing_is_named() -> None:
    problem = campaign(people("ann", "bob", "cyd"), [vase(price_minor=3000)], budget_minor=4000)
    assert opened(problem) == (PlanRemedy(Remedy.RAISE_BUDGET, 2, amount_minor=5000),)


def test_the_money_one_account_lacks_is_told_apart() -> None:
    problem = campaign(
        [person("ann"), person("bob")], [vase(), tea()], budget_minor=9000, account_budgets={"acme": 4000}
    )
    assert opened(problem) == (PlanRemedy(Remedy.RAISE_ACCOUNT_BUDGET, 1, amount_minor=2000),)


def test_the_shelf_to_fill_is_the_one_that_helps_most() -> None:
    only = {"no_food": True}
    problem = campaign(people("ann", "bob", "cyd", **only), [vase(stock=1), tea()])
    assert opened(problem) == (PlanRemedy(Remedy.ADD_STOCK, 2, product_id="vase", pieces=2),)


def test_more_pieces_do_not_help_colleagues_who_must_not_share() -> None:
    problem = campaign([person("ann"), person("bob")], [vase(stock=5)])
    assert opened(problem) == (PlanRemedy(Remedy.ADD_PRODUCTS, 1),)
    unique = campaign(people("ann", "bob"), [vase(stock=5)], uniqueness="campaign")
    assert opened(unique) == (
        PlanRemedy(Remedy.ADD_VERSIONS, 1, pieces=1),
        PlanRemedy(Remedy.ONLY_COLLEAGUES, 1),
    )


def test_who_could_share_is_counted_by_pieces_money_and_colleagues() -> None:
    strangers = people("ann", "bob", "cyd", "dee")
    assert _shared(campaign(strangers, [vase(stock=3)], uniqueness="campaign")) == 2
    assert _shared(campaign(strangers, [vase(stock=1)], uniqueness="campaign")) == 0
    money = 2 * vase().price_minor
    assert _shared(campaign(strangers, [vase(stock=9)], uniqueness="campaign", budget_minor=money)) == 1
    colleagues = [person("ann"), *people("bob"), *[person(name, account_id="cyd") for name in ("cyd", "dee")]]
    assert _shared(campaign(colleagues, [vase(stock=9)], uniqueness="campaign")) == 2


def _shared(problem: Problem) -> int:
    return sum(one.people for one in opened(problem) if one.remedy is Remedy.ONLY_COLLEAGUES)


def test_a_product_is_named_once_in_the_version_that_helps_most() -> None:
    blue, red = (
        vase(name, family="vase", stock=0, regions=frozenset({place}))
        for name, place in (("blue", "CZ"), ("red", "DE"))
    )
    here, there = people("ann", "bob", country="CZ", no_food=True), people("cyd", country="DE", no_food=True)
    assert opened(campaign([*here, *there], [blue, red])) == (
        PlanRemedy(Remedy.ADD_STOCK, 2, product_id="blue", pieces=2),
    )


def test_answers_that_are_awaited_are_counted() -> None:
    waiting = people("ann", "bob", diet_pending=True, diet_known=False, consumables_only=True)
    assert opened(campaign(waiting, [tea()])) == (PlanRemedy(Remedy.ASK_DIET, 2),)
    young = people("ann", age_from=None)
    assert opened(campaign(young, [vase(min_age=18)])) == (PlanRemedy(Remedy.ASK_AGE, 1),)


def test_a_wider_band_and_a_later_day_are_named() -> None:
    dear = [vase("a", price_minor=9500), vase("b", price_minor=12_000)]
    assert opened(campaign(people("ann"), dear)) == (PlanRemedy(Remedy.WIDEN_BAND, 1, amount_minor=9500),)
    away = people("ann", away=((DELIVERY, date(2026, 12, 14)),))
    fruit: list[Choice] = [vase(perishable=True)]
    assert opened(campaign(away, fruit)) == (PlanRemedy(Remedy.DELIVER_LATER, 1, day=date(2026, 12, 15)),)
    endless = people("ann", away=((DELIVERY, date.max),))
    assert opened(campaign(endless, fruit)) == ()


def test_a_companys_rule_is_nothing_we_can_open() -> None:
    assert opened(campaign(people("ann", no_gifts=True), [vase()])) == ()


def test_no_plan_is_without_its_openings_and_each_can_be_kept() -> None:
    for seed in range(5):
        found = opened(random_campaign(seed, 60, 12, 6, budget_minor=60_000))
        assert found
        assert all(one.people > 0 for one in found)
        assert [from_document(as_document(one)) for one in found] == list(found)


def test_what_is_said_to_help_does_help() -> None:
    problem = campaign(people("ann", "bob", "cyd"), [vase(price_minor=3000), tea(price_minor=2500)], budget_minor=4000)
    (found,) = opened(problem)
    richer = campaign(list(problem.candidates), list(problem.choices), budget_minor=4000 + found.amount_minor)
    assert len(choose_gifts(richer).chosen) == 1 + found.people


def test_a_remedy_that_helps_nobody_is_not_told() -> None:
    problem = campaign(people("ann", no_gifts=True), [vase(stock=0), tea(price_minor=9500)], budget_minor=0)
    assert opened(problem) == ()


def test_two_reasons_at_once_are_lifted_by_neither_remedy_alone() -> None:
    assert opened(campaign(people("ann"), [vase(stock=0, price_minor=9500)])) == ()


def test_a_band_is_raised_and_never_lowered() -> None:
    assert opened(campaign(people("ann"), [vase(price_minor=499)])) == ()


def test_the_band_reaches_as_far_as_the_one_who_needs_most() -> None:
    shelf = [vase("a", price_minor=9500), tea("b", price_minor=12_000)]
    picky = [*people("ann"), *people("bob", excluded_categories=frozenset({"home"}))]
    assert opened(campaign(picky, shelf)) == (PlanRemedy(Remedy.WIDEN_BAND, 2, amount_minor=12_000),)


def test_one_minor_unit_short_is_what_is_told() -> None:
    assert opened(campaign(people("ann"), [vase(price_minor=3000)], budget_minor=2999)) == (
        PlanRemedy(Remedy.RAISE_BUDGET, 1, amount_minor=1),
    )


def test_what_helps_most_people_comes_first() -> None:
    waiting = people("cyd", age_from=None, no_food=True)
    thirsty = people("ann", "bob", excluded_categories=frozenset({"home"}))
    problem = campaign([*waiting, *thirsty], [vase(min_age=18), tea(stock=0)])
    assert opened(problem) == (
        PlanRemedy(Remedy.ADD_STOCK, 2, product_id="tea", pieces=2),
        PlanRemedy(Remedy.ASK_AGE, 1),
    )


def test_of_two_shelves_that_help_as_many_the_first_is_filled() -> None:
    problem = campaign(people("ann", "bob"), [tea(stock=0), vase("jug", stock=0)])
    assert opened(problem) == (PlanRemedy(Remedy.ADD_STOCK, 2, product_id="jug", pieces=2),)


def test_no_more_than_three_shelves_are_named() -> None:
    shelf = [vase(name, category=name, stock=0) for name in "abcd"]
    wishes = [people(one, excluded_categories=frozenset("abcd") - {one})[0] for one in "abcd"]
    assert [one.product_id for one in opened(campaign(wishes, shelf))] == ["a", "b", "c"]


def test_the_latest_of_the_first_possible_days_serves_all() -> None:
    soon = people("ann", away=((DELIVERY, date(2026, 12, 11)),))
    later = people("bob", away=((DELIVERY, date(2026, 12, 20)),))
    endless = people("eve", away=((DELIVERY, date.max),))
    assert opened(campaign([*soon, *later, *endless], [vase(perishable=True)])) == (
        PlanRemedy(Remedy.DELIVER_LATER, 2, day=date(2026, 12, 21)),
    )


def test_whoever_keeps_a_fixed_gift_is_not_helped_by_other_products() -> None:
    assert opened(campaign(people("ann", frozen_product="vase"), [vase(stock=0), tea(stock=0)])) == ()


def test_a_remedy_is_kept_as_codes_ids_and_amounts() -> None:
    assert as_document(PlanRemedy(Remedy.DELIVER_LATER, 2, day=date(2026, 12, 21))) == {
        "remedy": "deliver_later",
        "people": 2,
        "amount_minor": 0,
        "product_id": "",
        "pieces": 0,
        "day": "2026-12-21",
    }


@pytest.mark.parametrize(("wrong", "error"), [({"remedy": "pray"}, ValueError), ({"people": "many"}, ValueError)])
def test_what_is_no_remedy_is_not_read_as_one(wrong: dict[str, object], error: type[Exception]) -> None:
    document = as_document(PlanRemedy(Remedy.ADD_STOCK, 2, product_id="tea", pieces=2))
    with pytest.raises(error):
        from_document({**document, **wrong})
    with pytest.raises(KeyError):
        from_document({name: value for name, value in document.items() if name != "day"})
