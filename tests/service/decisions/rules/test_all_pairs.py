from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from service.decisions.eligibility import exclusion
from service.decisions.rules.all_pairs import rule_bits
from service.decisions.rules.one_person import WIDTH
from service.decisions.values import Reason, Terms
from tests.service.decisions.people_and_products import TERMS, TIMES, person, random_campaign, tea, vase


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 2**32), people=st.integers(0, 12), products=st.integers(0, 12), terms=st.sampled_from(TIMES))
def test_bits_and_judge_say_the_same_about_every_pair(seed: int, people: int, products: int, terms: Terms) -> None:
    problem = random_campaign(seed, people, products, accounts=3)
    bits = rule_bits(problem.candidates, problem.choices, terms)
    told = [[exclusion(candidate, choice, terms) for choice in problem.choices] for candidate in problem.candidates]
    assert [bits.first_reasons(place) for place in range(people)] == told
    assert bits.admitted().tolist() == [[reason is None for reason in row] for row in told]


def test_more_than_64_bits_spill_into_further_words() -> None:
    people = [person(f"r{n}", cap_minor=1000 + n) for n in range(200)]
    products = [vase(f"p{n}", price_minor=1000 + n) for n in range(201)]
    bits = rule_bits(people, products, TERMS)
    assert bits.needs.shape == (200, -(-(WIDTH + 201) // 64))
    assert bits.needs.dtype == np.uint64
    assert bits.admitted()[:, 100].tolist() == [cap >= 1100 for cap in range(1000, 1200)]
    assert bits.admitted()[:, 0].all()
    assert not bits.admitted()[:, 200].any()
    assert bits.first_reasons(0) == [None, *[Reason.OVER_CAP] * 200]


def test_people_to_whom_the_same_is_closed_for_the_same_reason_share_a_bit() -> None:
    people = [person(f"r{n}", cap_minor=1000 + n, country="US" if n % 2 else "GB") for n in range(200)]
    bits = rule_bits(people, [vase(price_minor=1100), tea(price_minor=1000)], TERMS)
    assert bits.reasons[WIDTH:] == (Reason.REGION_UNAVAILABLE, Reason.OVER_CAP, Reason.OUT_OF_STOCK)
    assert bits.needs.shape == (200, 1)
    assert not bits.admitted().any()


def test_a_block_of_people_is_told_apart() -> None:
    bits = rule_bits([person("a", country="US"), person("b")], [vase()], TERMS)
    assert bits.admitted(slice(1, 2)).tolist() == [[True]]
    assert bits.admitted(slice(0, 1)).tolist() == [[False]]


def test_what_the_table_admits_is_admitted_of_nothing_that_is_gone() -> None:
    bits = rule_bits([person()], [vase(stock=0), vase("jug", stock=1)], TERMS)
    assert bits.first_reasons(0) == [Reason.OUT_OF_STOCK, None]


def test_of_two_reasons_the_first_in_order_is_told_whichever_bit_it_has() -> None:
    wrong = vase(stock=0, price_minor=9001, regions=frozenset({"US"}))
    assert rule_bits([person()], [wrong], TERMS).first_reasons(0) == [Reason.REGION_UNAVAILABLE]
    assert rule_bits([person(no_gifts=True)], [wrong], TERMS).first_reasons(0) == [Reason.POLICY_BLOCKED]


def test_a_rule_that_closes_nothing_on_offer_takes_no_bit() -> None:
    content = person(cap_minor=3000, excluded_products=frozenset({"gone"}), excluded_categories=frozenset({"games"}))
    assert rule_bits([content], [vase()], TERMS).reasons[WIDTH:] == (Reason.OUT_OF_STOCK,)


def test_a_wish_of_one_person_closes_nothing_to_another() -> None:
    picky = person(excluded_categories=frozenset({"home"}))
    bits = rule_bits([picky, person("bob")], [vase(), tea()], TERMS)
    assert bits.admitted().tolist() == [[False, True], [True, True]]


def test_a_cap_closes_what_is_a_minor_unit_dearer() -> None:
    bits = rule_bits([person(cap_minor=3000)], [vase(price_minor=3000), vase("jug", price_minor=3001)], TERMS)
    assert bits.first_reasons(0) == [None, Reason.OVER_CAP]


def test_people_are_asked_for_in_any_order() -> None:
    bits = rule_bits([person("a", no_food=True), person("b"), person("c", no_gifts=True)], [tea()], TERMS)
    assert bits.admitted(np.array([1, 2, 0])).tolist() == [[True], [False], [False]]


def test_nobody_and_nothing_have_no_pairs() -> None:
    assert rule_bits([], [vase()], TERMS).admitted().shape == (0, 1)
    assert rule_bits([person()], [], TERMS).admitted().shape == (1, 0)
    assert rule_bits([person()], [], TERMS).first_reasons(0) == []
