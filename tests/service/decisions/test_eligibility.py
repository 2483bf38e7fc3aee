from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from service.decisions.eligibility import exclusion, reasons_against, safe_for_everybody
from service.decisions.values import Candidate, Choice, Kind, Reason
from service.dietary.vocabulary import ALLERGENS, DIETS, MATERIALS, Diet, Material
from tests.service.decisions.people_and_products import TERMS, person, tea, vase, without


def first(candidate: Candidate, choice: Choice) -> Reason | None:
    return exclusion(candidate, choice, TERMS)


@pytest.mark.parametrize("name", ALLERGENS)
@pytest.mark.parametrize("mark", ["contains", "may_contain", "unknown"])
def test_an_allergen_must_be_absent_for_whoever_avoids_it(name: str, mark: str) -> None:
    tainted = tea(**without(name, mark))
    assert first(person(avoid=ALLERGENS[name]), tainted) is Reason.DIETARY
    assert first(person(), tainted) is None


@pytest.mark.parametrize("name", DIETS)
@pytest.mark.parametrize("mark", ["not", "unknown"])
def test_a_product_must_be_suited_to_whoever_follows_a_diet(name: str, mark: str) -> None:
    unsuited = tea(**without(name, mark))
    assert first(person(follow=DIETS[name]), unsuited) is Reason.DIETARY
    assert first(person(), unsuited) is None


def test_a_missing_mark_is_never_safe() -> None:
    bare = tea(allergens={}, diets={})
    assert first(person(avoid=ALLERGENS["nuts"]), bare) is Reason.DIETARY
    assert first(person(follow=Diet.VEGAN), bare) is Reason.DIETARY
    assert not safe_for_everybody(bare)


def test_what_is_put_on_skin_is_judged_like_food() -> None:
    soap = tea(kind="skin", **without("nuts", "may_contain"))
    assert first(person(avoid=ALLERGENS["nuts"]), soap) is Reason.DIETARY


def test_what_is_not_consumed_needs_no_marks_of_food() -> None:
    assert first(person(avoid=ALLERGENS["nuts"], follow=Diet.VEGAN), vase()) is None
    assert first(person(avoid=ALLERGENS["nuts"], follow=Diet.KETO), vase(materials={})) is None


NOTEBOOK = vase("notebook", category="desk", **without("leather", "contains"))
"""Bound in leather, of nothing else."""


def test_a_vegan_gets_no_leather_notebook() -> None:
    assert first(person(follow=Diet.VEGAN), NOTEBOOK) is Reason.MATERIAL
    assert first(person(follow=Diet.VEGETARIAN), NOTEBOOK) is None
    assert first(person(), NOTEBOOK) is None


ANIMALS = {"leather", "wool", "silk", "down", "horn", "pearl", "beeswax", "other_animal", "pigskin"}


@pytest.mark.parametrize("kind", ["neither", "skin", "edible"])
@pytest.mark.parametrize("mark", ["contains", "may_contain", "unknown"])
@pytest.mark.parametrize("name", MATERIALS)
def test_a_material_must_be_absent_for_whoever_keeps_away_from_it(name: str, mark: str, kind: Kind) -> None:
    thing = tea(kind=kind, **without(name, mark))
    assert first(person(materials=MATERIALS[name]), thing) is Reason.MATERIAL
    assert first(person(follow=Diet.VEGAN), thing) is (Reason.MATERIAL if name in ANIMALS else None)
    for diet in (Diet.HALAL, Diet.KOSHER):
        assert first(person(follow=diet), thing) is (Reason.MATERIAL if name in {"pigskin", "alcohol"} else None)
    assert first(person(materials=~MATERIALS[name]), thing) is None
    assert first(person(), thing) is None


@pytest.mark.parametrize("kind", ["neither", "skin", "edible"])
def test_a_product_whose_materials_nobody_marked_is_for_those_who_named_none(kind: Kind) -> None:
    bare = tea(kind=kind, materials={})
    assert first(person(), bare) is None
    assert first(person(follow=Diet.VEGAN), bare) is Reason.MATERIAL
    for bit in MATERIALS.values():
        assert first(person(materials=bit), bare) is Reason.MATERIAL


def test_the_stricter_reading_holds_for_things_while_a_question_is_open() -> None:
    asked = person(diet_known=False, diet_pending=True, follow=Diet.VEGAN, materials=Material.SCENT)
    assert first(asked, NOTEBOOK) is Reason.MATERIAL
    assert first(asked, vase(**without("scent", "unknown"))) is Reason.MATERIAL
    assert first(asked, vase()) is None


def test_a_consumable_safe_for_everybody_is_of_no_material_but_what_only_pets_must_not_eat() -> None:
    for name in MATERIALS:
        assert safe_for_everybody(tea(**without(name, "unknown"))) is (name == "pet_toxic")
    assert first(person(diet_known=False), tea(**without("nickel", "may_contain"))) is Reason.DIETARY_UNKNOWN


def test_an_unknown_diet_opens_only_consumables_that_are_safe_for_everybody() -> None:
    stranger = person(diet_known=False)
    assert first(stranger, vase()) is None
    assert first(stranger, tea()) is None
    assert first(stranger, tea(**without("lupin", "may_contain"))) is Reason.DIETARY_UNKNOWN
    for diet in ("vegan", "halal", "kosher", "no_alcohol"):
        assert first(stranger, tea(**without(diet, "unknown"))) is Reason.DIETARY_UNKNOWN
    assert first(stranger, tea(**without("keto", "not"))) is None


def test_what_is_known_of_an_unknown_diet_still_counts() -> None:
    assert first(person(diet_known=False, follow=Diet.KETO), tea(**without("keto", "not"))) is Reason.DIETARY


def test_an_ambiguous_answer_closes_every_consumable_until_it_is_cleared_up() -> None:
    asked = person(diet_known=False, diet_pending=True)
    assert first(asked, tea()) is Reason.DIETARY_UNKNOWN
    assert first(asked, vase()) is None


def test_alcohol_is_refused_even_where_the_marks_call_it_suited() -> None:
    wine = tea(alcohol=True)
    assert first(person(), wine) is None
    for abstainer in (person(no_alcohol=True), person(follow=Diet.NO_ALCOHOL), person(follow=Diet.HALAL)):
        assert first(abstainer, wine) is Reason.ALCOHOL
    assert not safe_for_everybody(wine)


def test_an_age_limit_asks_and_a_minor_is_refused() -> None:
    knife = vase(min_age=18)
    assert first(person(age_from=None), knife) is Reason.AGE_CHECK_REQUIRED
    assert first(person(age_from=None, age_below=18), knife) is Reason.UNDER_AGE
    assert first(person(age_from=18), knife) is None
    assert first(person(age_from=None), tea(alcohol=True)) is Reason.AGE_CHECK_REQUIRED


@pytest.mark.parametrize(
    ("age_from", "age_below", "min_age", "reason"),
    [
        (18, None, 21, Reason.AGE_CHECK_REQUIRED),
        (20, None, 21, Reason.AGE_CHECK_REQUIRED),
        (21, None, 21, None),
        (18, None, 16, None),
        (None, 18, 16, Reason.AGE_CHECK_REQUIRED),
        (16, 18, 16, None),
        (18, 21, 21, Reason.UNDER_AGE),
        (18, 22, 21, Reason.AGE_CHECK_REQUIRED),
        (None, 18, 0, None),
        (None, None, 0, None),
        (21, 18, 21, Reason.UNDER_AGE),
    ],
)
def test_ages_are_compared_as_numbers(
    age_from: int | None, age_below: int | None, min_age: int, reason: Reason | None
) -> None:
    assert first(person(age_from=age_from, age_below=age_below), vase(min_age=min_age)) is reason


@pytest.mark.parametrize(("country", "age"), [("CZ", 18), ("NO", 20), ("IS", 20), ("JP", 20), ("US", 21), ("XX", 18)])
def test_alcohol_asks_for_the_age_of_the_country_it_goes_to(country: str, age: int) -> None:
    wine = tea(alcohol=True, regions=frozenset({country}), min_age=16)
    assert first(person(country=country, age_from=age), wine) is None
    assert first(person(country=country, age_from=age - 1), wine) is Reason.AGE_CHECK_REQUIRED
    assert first(person(country=country, age_from=None, age_below=age), wine) is Reason.UNDER_AGE
    stronger = replace(wine, min_age=25)
    assert first(person(country=country, age_from=24), stronger) is Reason.AGE_CHECK_REQUIRED


@pytest.mark.parametrize(
    ("special", "choice", "reason"),
    [
        ({"no_gifts": True}, vase(), Reason.POLICY_BLOCKED),
        ({"consumables_only": True}, vase(), Reason.POLICY_BLOCKED),
        ({"consumables_only": True}, tea(), None),
        ({"no_food": True}, tea(), Reason.POLICY_BLOCKED),
        ({"no_food": True}, tea(kind="skin"), None),
        ({"barred": frozenset({"cash"})}, vase(sort="cash"), Reason.POLICY_BLOCKED),
        ({"barred": frozenset({"cash"})}, vase(sort=""), Reason.POLICY_BLOCKED),
        ({"barred": frozenset({"cash"})}, vase(sort="household"), None),
        ({"country": "US"}, vase(), Reason.REGION_UNAVAILABLE),
        ({"cap_minor": 2999}, vase(), Reason.OVER_CAP),
        ({"cap_minor": 3000}, vase(), None),
        ({"excluded_products": frozenset({"vase"})}, vase(), Reason.ALREADY_HAS),
        ({"excluded_categories": frozenset({"home"})}, vase(), Reason.DISLIKED),
        ({}, vase(currency="CZK"), Reason.CURRENCY),
        ({}, vase(price_minor=499), Reason.OUTSIDE_BAND),
        ({}, vase(price_minor=500), None),
        ({}, vase(price_minor=9000), None),
        ({}, vase(price_minor=9001), Reason.OUTSIDE_BAND),
        ({}, vase(stock=0), Reason.OUT_OF_STOCK),
        ({}, vase(recalled=True), Reason.RECALLED),
        ({"no_gifts": True}, vase(recalled=True, currency="CZK"), Reason.RECALLED),
    ],
)
def test_each_rule_has_its_reason(special: dict[str, Any], choice: Choice, reason: Reason | None) -> None:
    assert first(person(**special), choice) is reason


@pytest.mark.parametrize(
    ("first_day", "last_day", "reason"),
    [(10, 10, Reason.AWAY), (1, 10, Reason.AWAY), (10, 31, Reason.AWAY), (1, 9, None), (11, 31, None)],
)
def test_perishables_wait_for_people_who_are_away(first_day: int, last_day: int, reason: Reason | None) -> None:
    traveller = person(away=((date(2026, 12, first_day), date(2026, 12, last_day)),))
    assert first(traveller, tea(perishable=True)) is reason
    assert first(traveller, tea()) is None


def test_lead_time_counts_once_the_day_of_the_order_is_known() -> None:
    slow, plan = vase(lead_days=6), replace(TERMS, is_punctual=True, undo_hours=24)
    # Wednesday 2 December, undone until the 3rd, six working days over a weekend: Friday 11 December.
    assert exclusion(person(), slow, replace(plan, answered_on=date(2026, 12, 1))) is None
    assert exclusion(person(), slow, replace(plan, answered_on=date(2026, 12, 2))) is Reason.TOO_LATE
    assert first(person(), slow) is None
    assert exclusion(person(), slow, replace(plan, answered_on=date(2026, 12, 2), is_punctual=False)) is None


def test_somebody_who_answers_is_compared_with_the_day_their_parcel_arrives() -> None:
    # Answered on Monday 30 November, undone until Tuesday, three working days later: Friday 4 December.
    fruit, answer = tea(perishable=True, lead_days=3), replace(TERMS, answered_on=date(2026, 11, 30), undo_hours=24)
    answer = replace(answer, is_answered=True)
    for first_day, last_day, reason in ((4, 4, Reason.AWAY), (1, 3, None), (5, 20, None), (2, 31, Reason.AWAY)):
        traveller = person(away=((date(2026, 12, first_day), date(2026, 12, last_day)),))
        assert exclusion(traveller, fruit, answer) is reason
        assert exclusion(traveller, replace(fruit, perishable=False), answer) is None


def test_before_an_answer_the_promised_day_counts_or_the_first_day_that_can_be_kept() -> None:
    fruit, launch = tea(perishable=True, lead_days=3), replace(TERMS, answered_on=date(2026, 11, 30), undo_hours=24)
    gone = person(away=((date(2026, 11, 28), date(2026, 12, 9)), (date(2026, 12, 14), date(2026, 12, 18))))
    # Back on Thursday 10 December, when they are first written to: the fruit would be there on Wednesday the 16th.
    assert exclusion(gone, fruit, launch) is Reason.AWAY
    assert exclusion(gone, replace(fruit, lead_days=1), launch) is Reason.AWAY
    assert exclusion(gone, replace(fruit, lead_days=6), launch) is None
    endless = person(away=((date(2026, 11, 28), date.max),))
    assert exclusion(endless, fruit, launch) is Reason.AWAY
    assert exclusion(endless, replace(fruit, perishable=False), launch) is None


def test_every_reason_is_told_in_order() -> None:
    everything_wrong = vase(stock=0, currency="CZK", price_minor=100)
    assert reasons_against(person(no_gifts=True), everything_wrong, TERMS) == (
        Reason.POLICY_BLOCKED,
        Reason.CURRENCY,
        Reason.OUTSIDE_BAND,
        Reason.OUT_OF_STOCK,
    )
    assert reasons_against(person(), vase(), TERMS) == ()


def test_live_stock_overrules_the_stock_of_the_catalog() -> None:
    assert exclusion(person(), vase(stock=5), TERMS, stock=0) is Reason.OUT_OF_STOCK
    assert exclusion(person(), vase(stock=0), TERMS, stock=1) is None


@pytest.mark.parametrize(
    ("special", "choice", "reasons"),
    [
        (
            {"no_alcohol": True, "age_from": None, "age_below": 18},
            tea(alcohol=True),
            (Reason.ALCOHOL, Reason.UNDER_AGE),
        ),
        ({"diet_pending": True, "no_food": True}, tea(), (Reason.POLICY_BLOCKED, Reason.DIETARY_UNKNOWN)),
        ({"country": "US", "cap_minor": 2999}, vase(), (Reason.REGION_UNAVAILABLE, Reason.OVER_CAP)),
        ({"cap_minor": 9000}, vase(price_minor=9001), (Reason.OUTSIDE_BAND, Reason.OVER_CAP)),
        (
            {"excluded_products": frozenset({"vase"}), "excluded_categories": frozenset({"home"})},
            vase(),
            (Reason.ALREADY_HAS, Reason.DISLIKED),
        ),
        (
            {"diet_known": False, "age_from": None},
            tea(alcohol=True),
            (Reason.DIETARY_UNKNOWN, Reason.AGE_CHECK_REQUIRED),
        ),
        (
            {"follow": Diet.VEGAN},
            tea(recalled=True, diets={}, materials={}),
            (Reason.RECALLED, Reason.DIETARY, Reason.MATERIAL),
        ),
    ],
)
def test_of_two_reasons_the_one_that_weighs_more_is_told_first(
    special: dict[str, Any], choice: Choice, reasons: tuple[Reason, ...]
) -> None:
    assert reasons_against(person(**special), choice, TERMS) == reasons
    assert first(person(**special), choice) is reasons[0]


def test_one_allergen_of_two_is_enough_and_the_other_marks_do_not_make_up_for_it() -> None:
    nutty = tea(**without("nuts", "contains"))
    both = person(avoid=ALLERGENS["nuts"] | ALLERGENS["milk"])
    assert first(both, nutty) is Reason.DIETARY
    assert first(person(avoid=ALLERGENS["milk"]), nutty) is None


def test_a_recalled_product_is_for_nobody_and_told_once() -> None:
    assert reasons_against(person(), vase(recalled=True), TERMS) == (Reason.RECALLED,)


@pytest.mark.parametrize("kind", ["edible", "skin"])
def test_a_pending_question_closes_what_is_put_on_skin_as_well(kind: Kind) -> None:
    assert first(person(diet_pending=True), tea(kind=kind)) is Reason.DIETARY_UNKNOWN


def test_a_policy_of_consumables_takes_what_is_put_on_skin() -> None:
    assert first(person(consumables_only=True, no_food=True), tea(kind="skin")) is None


@pytest.mark.parametrize(("cap", "reason"), [(0, Reason.OVER_CAP), (1, None)])
def test_a_cap_of_nothing_is_a_cap(cap: int, reason: Reason | None) -> None:
    cent = vase(price_minor=1)
    assert exclusion(person(cap_minor=cap), cent, replace(TERMS, band_min_minor=0)) is reason


def test_a_band_of_one_price_takes_that_price_alone() -> None:
    one_price = replace(TERMS, band_min_minor=3000, band_max_minor=3000)
    told = [exclusion(person(), vase(price_minor=price), one_price) for price in (2999, 3000, 3001)]
    assert told == [Reason.OUTSIDE_BAND, None, Reason.OUTSIDE_BAND]


def test_a_product_delivered_nowhere_is_for_nobody() -> None:
    assert first(person(), vase(regions=frozenset())) is Reason.REGION_UNAVAILABLE


def test_between_two_absences_a_perishable_may_come() -> None:
    twice = person(away=((date(2026, 12, 1), date(2026, 12, 9)), (date(2026, 12, 11), date.max)))
    assert first(twice, tea(perishable=True)) is None
    assert exclusion(twice, tea(perishable=True), replace(TERMS, deliver_on=date(2026, 12, 11))) is Reason.AWAY


PORKLESS_NONE = dict.fromkeys(("vegan", "vegetarian", "halal", "kosher"), "unknown")


@pytest.mark.parametrize("suits", ["vegan", "vegetarian", "halal", "kosher"])
def test_whoever_eats_no_pork_gets_what_suits_vegetarians_halal_or_kosher(suits: str) -> None:
    either = tea(diets={**tea().diets, **PORKLESS_NONE, suits: "suited"})
    assert first(person(follow=Diet.NO_PORK), either) is None


def test_whoever_eats_no_pork_gets_nothing_of_which_that_is_unknown_and_no_pigskin() -> None:
    neither = tea(diets={**tea().diets, **PORKLESS_NONE})
    assert first(person(follow=Diet.NO_PORK), neither) is Reason.DIETARY
    assert first(person(), neither) is None
    assert first(person(follow=Diet.NO_PORK), vase(**without("pigskin", "unknown"))) is Reason.MATERIAL
    assert first(person(follow=Diet.NO_PORK), vase(**without("leather", "contains"))) is None
