"""The table, both bit forms made of it and the judge, held together reason by reason."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from service.decisions.eligibility import reasons_against
from service.decisions.online import DenseAvailability, closed_by_reason, lay_out
from service.decisions.rules.all_pairs import rule_bits
from service.decisions.rules.table import BY_BRACKET, BY_PRODUCT, CEILINGS, OF_THE_MOMENT, RULES, Bracket
from service.decisions.values import Choice, Reason, Terms
from service.dietary.vocabulary import Allergen, Material
from tests.service.decisions.people_and_products import (
    DELIVERY,
    TERMS,
    TIMES,
    person,
    random_campaign,
    tea,
    vase,
    without,
)

IN_TABLE = {rule.reason for rules in (RULES, BY_BRACKET, CEILINGS, BY_PRODUCT) for rule in rules}
PUNCTUAL = replace(TERMS, answered_on=date(2026, 12, 2), is_punctual=True, undo_hours=24)
EXAMPLES: dict[Reason, tuple[dict[str, Any], Choice, Terms]] = {
    Reason.RECALLED: ({}, vase(recalled=True), TERMS),
    Reason.HALTED: ({}, vase(halted=True), TERMS),
    Reason.UNSETTLED: ({}, vase(unsettled=True), TERMS),
    Reason.RETIRED: ({}, vase(retired=True), TERMS),
    Reason.POLICY_BLOCKED: ({"no_food": True}, tea(), TERMS),
    Reason.CURRENCY: ({}, vase(currency="CZK"), TERMS),
    Reason.DIETARY: ({"avoid": Allergen.NUTS}, tea(**without("nuts", "may_contain")), TERMS),
    Reason.MATERIAL: ({"materials": Material.SCENT}, vase(**without("scent", "unknown")), TERMS),
    Reason.ALCOHOL: ({"no_alcohol": True}, tea(alcohol=True), TERMS),
    Reason.UNDER_AGE: ({"age_from": None, "age_below": 18}, vase(min_age=18), TERMS),
    Reason.DIETARY_UNKNOWN: ({"diet_pending": True}, tea(), TERMS),
    Reason.AGE_CHECK_REQUIRED: ({"age_from": 18}, vase(min_age=21), TERMS),
    Reason.REGION_UNAVAILABLE: ({"country": "US"}, vase(), TERMS),
    Reason.NOT_PREPAID: ({}, vase(extra={"CZ": 500}), TERMS),
    Reason.OUTSIDE_BAND: ({}, vase(price_minor=9001), TERMS),
    Reason.OVER_CAP: ({"cap_minor": 2999}, vase(), TERMS),
    Reason.ALREADY_HAS: ({"excluded_products": frozenset({"vase"})}, vase(), TERMS),
    Reason.DISLIKED: ({"excluded_categories": frozenset({"home"})}, vase(), TERMS),
    Reason.AWAY: ({"away": ((DELIVERY, DELIVERY),)}, vase(perishable=True), TERMS),
    Reason.TOO_LATE: ({}, vase(lead_days=6), PUNCTUAL),
}
"""For each rule a person, a product and terms of which it says no, and no other rule does."""
NUTS_AND_MILK = person(avoid=Allergen.NUTS | Allergen.MILK)


def test_every_reason_is_a_rule_of_the_table_or_of_the_moment() -> None:
    assert set(Reason) == IN_TABLE | set(OF_THE_MOMENT)
    assert IN_TABLE.isdisjoint(OF_THE_MOMENT)
    assert set(EXAMPLES) == IN_TABLE


@pytest.mark.parametrize("reason", EXAMPLES)
def test_the_judge_and_both_bit_forms_say_no_for_the_same_reason(reason: Reason) -> None:
    special, choice, terms = EXAMPLES[reason]
    somebody = person(**special)
    assortment = lay_out([choice], terms)
    closed = closed_by_reason(assortment, somebody, DenseAvailability(assortment.pieces({choice.id: 1})))
    assert reasons_against(somebody, choice, terms) == (reason,)
    assert rule_bits([somebody], [choice], terms).first_reasons(0) == [reason]
    assert [told for told, mask in closed.items() if mask.any()] == [reason]


@pytest.mark.parametrize("sort", ["cash", ""])
def test_what_a_company_shuts_out_by_name_and_what_nobody_can_name_is_closed_in_all_three(sort: str) -> None:
    somebody, choice = person(barred=frozenset({"cash"})), vase(sort=sort)
    assortment = lay_out([choice], TERMS)
    closed = closed_by_reason(assortment, somebody, DenseAvailability(assortment.pieces({choice.id: 1})))
    assert reasons_against(somebody, choice, TERMS) == (Reason.POLICY_BLOCKED,)
    assert rule_bits([somebody], [choice], TERMS).first_reasons(0) == [Reason.POLICY_BLOCKED]
    assert [told for told, mask in closed.items() if mask.any()] == [Reason.POLICY_BLOCKED]


def test_random_campaigns_know_every_reason() -> None:
    """What holds the judge and the table together over them has then met every rule."""
    met: set[Reason] = set()
    for seed, terms in enumerate(TIMES):
        problem = random_campaign(seed, 30, 30, accounts=3)
        met.update(
            reason
            for one in problem.candidates
            for choice in problem.choices
            for reason in reasons_against(one, choice, terms)
        )
    assert met == IN_TABLE | {Reason.OUT_OF_STOCK}


def test_a_bracket_holds_what_is_known_of_an_age_and_where_somebody_lives() -> None:
    assert Bracket.of(person(age_from=None, age_below=18)) == Bracket("NO", 0, 18)
    assert Bracket.of(person(country="US", age_from=18)) == Bracket("US", 18, None)


@pytest.mark.parametrize(
    ("bracket", "told"),
    [
        (Bracket("NO", 0, None), [Reason.AGE_CHECK_REQUIRED]),
        (Bracket("NO", 17, None), [Reason.AGE_CHECK_REQUIRED]),
        (Bracket("NO", 18, None), []),
        (Bracket("NO", 0, 19), [Reason.AGE_CHECK_REQUIRED]),
        (Bracket("NO", 0, 18), [Reason.UNDER_AGE]),
        (Bracket("US", 18, None), [Reason.REGION_UNAVAILABLE]),
    ],
)
def test_exactly_at_the_age_a_bracket_is_open_and_below_it_asks_or_refuses(
    bracket: Bracket, told: list[Reason]
) -> None:
    assert [rule.reason for rule in BY_BRACKET if rule.closes(vase(min_age=18), bracket, TERMS)] == told


@pytest.mark.parametrize("mark", ["contains", "may_contain", "unknown", None])
def test_only_absent_is_safe(mark: str | None) -> None:
    marks = {"allergens": {"milk": mark} if mark else {}}
    (of_allergens,) = (rule for rule in RULES if rule.reason is Reason.DIETARY and rule.needs(NUTS_AND_MILK) != 0)
    bare = of_allergens.lacks(tea(**marks), TERMS)
    assert bare == int(~Allergen(0))
    safe = of_allergens.lacks(tea(allergens={"milk": "absent"}), TERMS)
    assert safe == int(~Allergen.MILK)
    assert of_allergens.lacks(vase(**marks), TERMS) == 0


def test_a_persons_own_wishes_name_keys_that_nobody_offers_as_well() -> None:
    picky = person(excluded_products=frozenset({"gone"}), excluded_categories=frozenset({"games"}))
    named = {rule.reason: set(rule.closed(picky, [vase()], TERMS)) for rule in BY_PRODUCT}
    assert named == {
        Reason.RETIRED: set(),
        Reason.POLICY_BLOCKED: set(),
        Reason.ALREADY_HAS: {"gone"},
        Reason.DISLIKED: {"games"},
        Reason.AWAY: set(),
    }


def test_what_keeps_has_no_day_on_which_to_miss_it() -> None:
    (away,) = (rule for rule in BY_PRODUCT if rule.reason is Reason.AWAY)
    assert (away.key(vase(lead_days=3)), away.key(vase(perishable=True, lead_days=3))) == (None, 3)


def test_the_lead_days_that_meet_an_absence_are_named() -> None:
    (away,) = (rule for rule in BY_PRODUCT if rule.reason is Reason.AWAY)
    answer = replace(TERMS, answered_on=date(2026, 11, 30), is_answered=True)
    gone = person(country="CZ", away=((date(2026, 12, 2), date(2026, 12, 3)),))
    shelf = [vase(perishable=True, lead_days=days) for days in (4, 3, 2, 1, 0)]
    assert list(away.closed(gone, shelf, answer)) == [3, 2]


def test_a_cap_is_the_only_ceiling() -> None:
    (ceiling,) = CEILINGS
    assert (ceiling.most(person()), ceiling.most(person(cap_minor=0))) == (None, 0)
