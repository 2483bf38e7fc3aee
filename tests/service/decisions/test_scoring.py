from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from service.decisions.scoring import factorize, score, shared_interests
from tests.service.decisions.people_and_products import TERMS, person, random_campaign, tea, vase

WEIGHED = replace(TERMS, levers={("vip", "tea"): 0.5})


def test_knowing_nothing_a_gift_is_as_welcome_as_it_is_popular() -> None:
    assert score(person(), vase(popularity=0.3), TERMS).propensity == 0.3
    assert score(person(interests={"tea": 1.0}), vase(popularity=0.3), TERMS).propensity == 0.3


def test_shared_interests_raise_and_foreign_ones_lower_the_propensity() -> None:
    runner = person(interests={"running": 1.0})
    shared = score(runner, vase(popularity=0.5, interests={"running": 1.0}), TERMS).propensity
    foreign = score(runner, vase(popularity=0.5, interests={"chess": 1.0}), TERMS).propensity
    assert shared == pytest.approx(1 / (1 + np.exp(-2.8)))
    assert foreign == pytest.approx(1 / (1 + np.exp(0.7)))


def test_a_score_is_propensity_context_value_and_lever() -> None:
    told = score(person(value=0.5, segment="vip"), tea(popularity=0.4, context=0.8), WEIGHED)
    assert (told.propensity, told.context, told.value, told.lever, told.deduction) == (0.4, 0.8, 0.5, 0.5, 0.0)
    assert told.total == pytest.approx(0.08)


def test_the_arrays_say_what_the_single_pair_says() -> None:
    problem = random_campaign(7, people=30, products=20, accounts=3)
    problem = replace(problem, candidates=(*problem.candidates, person("vip", segment="vip", interests={"zz": 1.0})))
    factors = factorize(problem.candidates, problem.choices, WEIGHED)
    single = [[score(one, choice, WEIGHED).total for choice in problem.choices] for one in problem.candidates]
    np.testing.assert_allclose(factors.scores(), single, rtol=1e-12)
    np.testing.assert_allclose(factors.scores(slice(3, 5)), single[3:5], rtol=1e-12)


def test_no_people_or_no_products_are_no_scores() -> None:
    assert factorize([], [vase()], TERMS).scores().shape == (0, 1)
    assert factorize([person()], [], TERMS).scores().shape == (1, 0)


def test_the_strongest_shared_interest_is_named_first() -> None:
    reader = person(interests={"tea": 0.2, "reading": 0.9, "chess": 1.0})
    assert shared_interests(reader, tea(interests={"tea": 1.0, "reading": 1.0})) == ("reading", "tea")
