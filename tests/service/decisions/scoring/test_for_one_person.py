from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from service.decisions.preferences import PRIOR, PreferenceModel
from service.decisions.scoring.for_one_person import MILLION, lay_out_scores
from service.decisions.scoring.score import score
from service.decisions.values import Candidate, Choice
from tests.service.decisions.people_and_products import TERMS, person, random_campaign, tea, vase

MODELS = [PRIOR, replace(PRIOR, levers={("vip", "tea"): 0.5}), PreferenceModel("another-1", -1.25, 0.6)]


@pytest.mark.parametrize("model", MODELS)
def test_for_one_person_every_product_scores_as_the_pair_alone_to_two_millionths(model: PreferenceModel) -> None:
    terms = replace(TERMS, preferences=model)
    problem = random_campaign(11, people=40, products=25, accounts=3)
    people = (*problem.candidates, person("vip", segment="vip", value=0.25, interests={"zz": 1.0}))
    laid_out = lay_out_scores(problem.choices, terms)
    price = np.full(25, 1000, dtype=np.float32)
    for one in people:
        exact = [MILLION * score(one, choice, terms).total - 1000 for choice in problem.choices]
        np.testing.assert_allclose(laid_out.net(one, price), exact, atol=2)
        np.testing.assert_array_equal(laid_out.net(one, price) % 1, 0)


def net(somebody: Candidate, *choices: Choice, price: float = 0.0) -> list[float]:
    laid_out = lay_out_scores(choices, TERMS)
    return laid_out.net(somebody, np.full(len(choices), price, dtype=np.float32)).tolist()


def test_knowing_nothing_a_product_is_worth_its_popularity_in_millionths() -> None:
    assert net(person(), vase(popularity=0.5), tea(popularity=0.25)) == [500_000, 250_000]


def test_what_others_would_lose_is_taken_off() -> None:
    assert net(person(), vase(popularity=0.5), price=120_000) == [380_000]


def test_a_person_who_weighs_half_is_worth_half() -> None:
    assert net(person(value=0.5), vase(popularity=0.5)) == [250_000]


def test_a_consumable_loses_a_whole_score_while_the_diet_is_unknown() -> None:
    assert net(person(diet_known=False), vase(popularity=0.5), tea(popularity=0.5)) == [500_000, -500_000]


def test_equals_are_equal_whatever_their_last_digits() -> None:
    nearly = [vase(popularity=0.5), vase("jug", popularity=0.5 + 1e-8)]
    assert len(set(net(person(), *nearly))) == 1


def test_an_interest_that_no_product_has_says_only_that_something_is_known() -> None:
    shelf = [vase(popularity=0.5, interests={"art": 1.0}), vase("jug", popularity=0.5)]
    foreign = net(person(interests={"zz": 1.0}), *shelf)
    assert foreign == pytest.approx([MILLION / (1 + np.exp(0.7)), 500_000], abs=1)
