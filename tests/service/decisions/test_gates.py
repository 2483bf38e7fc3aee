from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from service.decisions.eligibility import why_not
from service.decisions.gates import BITS, WIDTH, closed_by, raised_by
from service.decisions.values import Reason, Terms
from tests.service.decisions.people_and_products import TIMES, random_campaign


def test_every_rule_of_a_word_has_a_bit_of_its_own() -> None:
    assert sum(bits.bit_count() for bits in BITS.values()) == WIDTH <= 64
    assert sum(BITS.values()) == (1 << WIDTH) - 1
    assert (BITS[Reason.DIETARY].bit_count(), BITS[Reason.MATERIAL].bit_count()) == (24, 16)


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 2**32), terms=st.sampled_from(TIMES))
def test_a_word_says_every_reason_that_the_rules_say_of_a_pair(seed: int, terms: Terms) -> None:
    problem = random_campaign(seed, 6, 12, accounts=3)
    for candidate in problem.candidates:
        raised = raised_by(candidate, terms)
        for choice in problem.choices:
            common = raised & closed_by(choice, terms)
            said = tuple(reason for reason in Reason if BITS.get(reason, 0) & common)
            assert said == tuple(reason for reason in why_not(candidate, choice, terms) if reason in BITS)
