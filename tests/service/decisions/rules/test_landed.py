"""What a gift costs once it is there, in both writings of the rules: nowhere unpaid, and no cap passed by what comes on top."""

from __future__ import annotations

import random
from dataclasses import replace

import numpy as np
import pytest

from service.decisions.eligibility import exclusion
from service.decisions.rules.all_pairs import rule_bits
from service.decisions.rules.one_person import ProductRules
from service.decisions.solve import choose_gifts
from service.decisions.values import Problem, Reason
from tests.service.decisions.people_and_products import (
    COUNTRIES,
    TERMS,
    campaign,
    person,
    random_campaign,
    vase,
)


def with_costs(problem: Problem, seed: int) -> Problem:
    """Two products of three cost more than their price, each in some countries alone."""
    chance = random.Random(seed)
    return replace(
        problem,
        choices=tuple(
            replace(one, extra={country: chance.randrange(0, 3000) for country in chance.sample(COUNTRIES, 4)})
            if chance.random() < 0.66
            else one
            for one in problem.choices
        ),
    )


@pytest.mark.parametrize("seed", range(6))
def test_all_pairs_one_person_and_the_judge_say_the_same(seed: int) -> None:
    asked = with_costs(random_campaign(seed, 30, 20, 9), seed)
    bits = rule_bits(asked.candidates, asked.choices, asked.terms)
    rules = ProductRules(asked.choices, asked.terms)
    seen = set()
    for row, candidate in enumerate(asked.candidates):
        told = [exclusion(candidate, choice, asked.terms) for choice in asked.choices]
        seen.update(told)
        assert bits.first_reasons(row) == told
        without_pieces = [exclusion(candidate, replace(one, stock=1), asked.terms) is not None for one in asked.choices]
        assert rules.closed(candidate).tolist() == without_pieces
    assert {Reason.NOT_PREPAID, Reason.OVER_CAP} <= seen


def test_a_cap_holds_for_price_and_costs_together_and_the_range_for_the_price_alone() -> None:
    capped = person(cap_minor=3500)
    assert exclusion(capped, vase(extra={"NO": 500}), TERMS) is None
    assert exclusion(capped, vase(extra={"NO": 501}), TERMS) is Reason.OVER_CAP
    dearest = vase(price_minor=TERMS.band_max_minor, extra={"NO": 9000})
    assert exclusion(person(), dearest, TERMS) is None


def test_a_plan_is_paid_from_the_budget_with_all_that_comes_on_top() -> None:
    two = [person("ann", account_id="a"), person("bo", account_id="b", country="CZ")]
    gifts = [vase(stock=2, extra={"NO": 1000, "CZ": 100})]
    plan = choose_gifts(campaign(two, gifts, budget_minor=7100))
    assert {name: (one.price_minor, one.extra_minor) for name, one in plan.chosen.items()} == {
        "ann": (3000, 1000),
        "bo": (3000, 100),
    }
    assert plan.spend_minor == 7100
    short = choose_gifts(campaign(two, gifts, budget_minor=7099))
    assert (list(short.chosen), short.spend_minor) == (["bo"], 3100) or (list(short.chosen), short.spend_minor) == (
        ["ann"],
        4000,
    )


def test_a_gift_from_near_by_is_preferred_by_what_it_costs_alone() -> None:
    near, far = vase("near", extra={"NO": 0}), vase("far", extra={"NO": 2500}, category="desk")
    plan = choose_gifts(campaign([person()], [far, near], budget_minor=3000))
    assert [one.product_id for one in plan.chosen.values()] == ["near"]
    assert np.isfinite(plan.gap)
