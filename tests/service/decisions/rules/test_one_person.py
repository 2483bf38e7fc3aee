from __future__ import annotations

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
    assert (REASONS.count(Reason.DIETARY), REASONS.count(Reason.MATERIAL)) == (24, 16)
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
