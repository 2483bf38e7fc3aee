from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from service.decisions.eligibility import reasons_against
from service.decisions.rules.one_person import REASONS, WIDTH, ProductRules, lacks_word, needs_word
from service.decisions.rules.table import Bracket
from service.decisions.values import Reason, Terms
from service.dietary.vocabulary import Allergen, Diet, Material
from tests.service.decisions.people_and_products import TERMS, TIMES, person, random_campaign, tea, vase


def test_every_rule_of_a_word_has_a_bit_of_its_own() -> None:
    assert len(REASONS) == WIDTH <= 64
    assert (REASONS.count(Reason.DIETARY), REASONS.count(Reason.MATERIAL)) == (25, 16)
    everything = person(avoid=~Allergen(0), follow=~Diet(0), materials=~Material(0), no_gifts=True, no_food=True)
    assert needs_word(everything) < 1 << WIDTH
    assert lacks_word(tea(allergens={}, diets={}, materials={}, alcohol=True, recalled=True), TERMS) < 1 << WIDTH


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 2**32), terms=st.sampled_from(TIMES))
def test_the_laid_out_rules_say_every_reason_that_the_judge_says_of_a_pair(seed: int, terms: Terms) -> None:
    problem = random_campaign(seed, 6, 12, accounts=3)
    rules = ProductRules(problem.choices, terms)
    for candidate in problem.candidates:
        masks = rules.by_reason(candidate)
        judged = [reasons_against(candidate, choice, terms, 1) for choice in problem.choices]
        said = [tuple(reason for reason in Reason if reason in masks and masks[reason][g]) for g in range(12)]
        assert said == judged
        assert rules.closed(candidate).tolist() == [bool(reasons) for reasons in judged]


def test_a_bracket_is_worked_out_once_and_nobody_writes_on_it() -> None:
    rules = ProductRules([vase(), tea(alcohol=True)], TERMS)
    young = person(age_from=None, age_below=18)
    first = rules.closed_to(Bracket.of(young))
    rules.closed(young)[:] = True
    assert rules.closed_to(Bracket.of(person("bob", age_from=None, age_below=18))) is first
    assert rules.closed(young).tolist() == [False, True]


def test_products_of_one_key_are_closed_wherever_they_stand() -> None:
    shelf = [vase("a"), tea("b"), vase("c"), vase("d", category="desk"), vase("e", category="desk")]
    rules = ProductRules(shelf, TERMS)
    assert rules.closed(person(excluded_categories=frozenset({"home", "games"}))).tolist() == [
        True,
        False,
        True,
        False,
        False,
    ]
    assert rules.closed(person(excluded_categories=frozenset({"desk"}))).tolist() == [False, False, False, True, True]
    assert np.flatnonzero(rules.closed(person(excluded_products=frozenset({"b", "gone"})))).tolist() == [1]


def test_a_person_whom_nothing_concerns_needs_only_what_everybody_needs() -> None:
    plain = needs_word(person())
    told = {reason for place, reason in enumerate(REASONS) if plain >> place & 1}
    assert told == {Reason.RECALLED, Reason.HALTED, Reason.UNSETTLED, Reason.CURRENCY, Reason.OUTSIDE_BAND}


def test_a_product_that_is_safe_for_everybody_lacks_only_what_it_is() -> None:
    assert lacks_word(tea(), TERMS) & needs_word(person(diet_known=False)) == 0
    lacking = {reason for place, reason in enumerate(REASONS) if lacks_word(tea(), TERMS) >> place & 1}
    assert lacking == {Reason.POLICY_BLOCKED, Reason.DIETARY_UNKNOWN}


def test_one_allergen_is_one_bit() -> None:
    assert needs_word(person(avoid=Allergen.NUTS)).bit_count() == needs_word(person()).bit_count() + 1
    assert needs_word(person(avoid=Allergen.NUTS | Allergen.MILK)).bit_count() == needs_word(person()).bit_count() + 2


def test_what_is_not_consumed_lacks_no_mark_of_food() -> None:
    word = lacks_word(vase(allergens={}, diets={}), TERMS)
    assert Reason.DIETARY not in {reason for place, reason in enumerate(REASONS) if word >> place & 1}


def test_a_cap_closes_what_is_dearer_and_no_cap_closes_nothing() -> None:
    rules = ProductRules([vase("a", price_minor=2999), vase("b", price_minor=3000)], TERMS)
    assert rules.closed(person(cap_minor=2999)).tolist() == [False, True]
    assert rules.closed(person(cap_minor=None)).tolist() == [False, False]
    assert rules.by_reason(person())[Reason.OVER_CAP].tolist() == [False, False]


def test_only_perishables_are_closed_to_somebody_away_and_by_the_day_they_would_come() -> None:
    launch = replace(TERMS, answered_on=date(2026, 11, 30), is_answered=True)
    away = person(country="CZ", away=((date(2026, 12, 2), date(2026, 12, 2)),))
    shelf = [vase("a", perishable=True, lead_days=days) for days in (1, 2, 3)]
    rules = ProductRules([*shelf, vase("d", lead_days=2)], launch)
    assert rules.closed(away).tolist() == [False, True, False, False]


def test_nothing_on_offer_is_nothing_closed() -> None:
    assert ProductRules([], TERMS).closed(person(no_gifts=True)).tolist() == []
