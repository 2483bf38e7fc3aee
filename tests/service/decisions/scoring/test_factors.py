from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from service.decisions.preferences import PRIOR, PreferenceModel
from service.decisions.scoring.factors import factorize
from service.decisions.scoring.score import score
from service.decisions.values import Terms
from tests.service.decisions.people_and_products import TERMS, person, random_campaign, vase

LEVERS = replace(PRIOR, levers={("vip", "tea"): 0.5})
ANOTHER = PreferenceModel("another-1", taste_weight=-1.25, taste_neutral=0.6)


@pytest.mark.parametrize("model", [PRIOR, LEVERS, ANOTHER])
def test_the_arrays_say_what_the_single_pair_says_by_whatever_model(model: PreferenceModel) -> None:
    terms: Terms = replace(TERMS, preferences=model)
    problem = random_campaign(7, people=30, products=20, accounts=3)
    people = (*problem.candidates, person("vip", segment="vip", value=0.25, interests={"zz": 1.0}))
    factors = factorize(people, problem.choices, terms)
    for place, choice in enumerate(problem.choices):
        single = [score(one, choice, terms).total for one in people]
        np.testing.assert_allclose(factors.scores_of(np.full(len(people), place)), single, rtol=1e-12)


def test_some_people_alone_score_as_among_all() -> None:
    problem = random_campaign(7, people=30, products=20, accounts=3)
    factors = factorize(problem.candidates, problem.choices, TERMS)
    some, product = np.array([28, 3, 11]), np.array([0, 19, 4])
    everybody = np.zeros(30, dtype=np.int64)
    everybody[some] = product
    np.testing.assert_array_equal(factors.take(some).scores_of(product), factors.scores_of(everybody)[some])


def test_no_people_or_no_products_are_no_scores() -> None:
    assert factorize([], [vase()], TERMS).shape == (0, 1)
    assert factorize([person()], [], TERMS).shape == (1, 0)
    assert factorize([], [vase()], TERMS).log_odds(slice(None)).shape == (0, 1)
