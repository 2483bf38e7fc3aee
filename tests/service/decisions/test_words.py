from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from service.decisions.eligibility import exclusion
from service.decisions.values import Reason, Terms
from service.decisions.words import spell
from tests.service.decisions.people_and_products import TERMS, TIMES, person, random_campaign, tea, vase


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 2**32), people=st.integers(0, 12), products=st.integers(0, 12), terms=st.sampled_from(TIMES))
def test_words_and_rules_say_the_same_about_every_pair(seed: int, people: int, products: int, terms: Terms) -> None:
    problem = random_campaign(seed, people, products, accounts=3)
    words = spell(problem.candidates, problem.choices, terms)
    told = [[exclusion(candidate, choice, terms) for choice in problem.choices] for candidate in problem.candidates]
    assert [words.first_reasons(place) for place in range(people)] == told
    assert words.admitted().tolist() == [[reason is None for reason in row] for row in told]


def test_more_than_64_bits_spill_into_further_words() -> None:
    people = [person(f"r{n}", cap_minor=1000 + n) for n in range(200)]
    words = spell(people, [vase(price_minor=1100), tea(price_minor=1000)], TERMS)
    assert words.needs.shape == (200, 4)
    assert words.needs.dtype == np.uint64
    assert words.admitted()[:, 0].tolist() == [cap >= 1100 for cap in range(1000, 1200)]
    assert words.admitted()[:, 1].all()
    assert words.first_reasons(0) == [Reason.OVER_CAP, None]


def test_a_block_of_people_is_told_apart() -> None:
    words = spell([person("a", country="US"), person("b")], [vase()], TERMS)
    assert words.admitted(slice(1, 2)).tolist() == [[True]]
    assert words.admitted(slice(0, 1)).tolist() == [[False]]
