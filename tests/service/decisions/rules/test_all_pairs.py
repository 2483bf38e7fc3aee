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
