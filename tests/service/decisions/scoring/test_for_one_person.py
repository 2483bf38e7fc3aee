from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from service.decisions.preferences import PRIOR, PreferenceModel
from service.decisions.scoring.for_one_person import MILLION, lay_out_scores
from service.decisions.scoring.score import score
from tests.service.decisions.people_and_products import TERMS, person, random_campaign

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
