from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from service.decisions.preferences import PRIOR
from service.decisions.scoring.score import score, shared_interests
from tests.service.decisions.people_and_products import TERMS, person, tea, vase

WEIGHED = replace(TERMS, preferences=replace(PRIOR, levers={("vip", "tea"): 0.5}))


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


def test_consumables_come_after_everything_else_while_the_diet_is_unknown() -> None:
    assert score(person(diet_known=False), tea(), TERMS).deduction == 1.0
    assert score(person(diet_known=False), vase(), TERMS).deduction == 0.0
    assert score(person(), tea(), TERMS).deduction == 0.0


def test_the_strongest_shared_interest_is_named_first() -> None:
    reader = person(interests={"tea": 0.2, "reading": 0.9, "chess": 1.0})
    assert shared_interests(reader, tea(interests={"tea": 1.0, "reading": 1.0})) == ("reading", "tea")


def test_the_deduction_is_taken_off_after_everything_else() -> None:
    told = score(person(diet_known=False, value=0.5), tea(popularity=0.4), TERMS)
    assert told.total == pytest.approx(0.4 * 0.5 - 1.0)


def test_the_best_consumable_comes_after_the_worst_thing_while_the_diet_is_unknown() -> None:
    stranger = person(diet_known=False)
    worst, best = vase(popularity=0.001, context=0.001), tea(popularity=0.999)
    assert score(stranger, best, TERMS).total < score(stranger, worst, TERMS).total


def test_a_lever_weighs_one_category_for_one_segment() -> None:
    assert score(person(segment="vip"), vase(), WEIGHED).lever == 1.0
    assert score(person(), tea(), WEIGHED).lever == 1.0


def test_equally_strong_interests_are_named_by_name() -> None:
    reader = person(interests={"tea": 0.5, "art": 0.5, "chess": 1.0})
    assert shared_interests(reader, vase(interests={"tea": 1.0, "chess": 0.5, "art": 1.0})) == ("art", "chess", "tea")


def test_an_interest_of_no_weight_speaks_for_nothing() -> None:
    assert shared_interests(person(interests={"tea": 0.0, "art": 1.0}), vase(interests={"tea": 1.0, "art": 0.0})) == ()
    assert shared_interests(person(), vase(interests={"tea": 1.0})) == ()


def test_two_interests_of_which_one_is_shared_are_less_than_one_that_is() -> None:
    one, two = person(interests={"art": 1.0}), person(interests={"art": 1.0, "tea": 1.0})
    painting = vase(popularity=0.5, interests={"art": 1.0})
    assert score(two, painting, TERMS).propensity == pytest.approx(1 / (1 + np.exp(-3.5 * (0.5**0.5 - 0.2))))
    assert score(two, painting, TERMS).propensity < score(one, painting, TERMS).propensity
