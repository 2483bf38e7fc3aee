from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from service.decisions.preferences import PRIOR, PreferenceModel
from service.decisions.scoring.factors import factorize
from service.decisions.scoring.score import score
from service.decisions.values import Terms
from service.errors import InvalidInput
from tests.service.decisions.people_and_products import TERMS, person, random_campaign, tea, vase

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


def test_a_factor_that_is_no_number_is_refused_by_name() -> None:
    plain = factorize([person()], [vase()], TERMS)
    with pytest.raises(InvalidInput) as refused:
        replace(plain, value=np.array([np.nan]))
    assert refused.value.param == "value"
    with pytest.raises(InvalidInput, match="scale holds something that is not a number"):
        replace(plain, scale=np.array([[np.inf]]))


def test_only_consumables_bear_the_deduction_and_only_for_whoever_has_not_told_their_diet() -> None:
    factors = factorize([person(diet_known=False), person("bob")], [tea(), vase()], TERMS)
    assert factors.deduction.tolist() == [1.0, 0.0]
    assert factors.unknown_diet.tolist() == [True, False]
    assert factors.scores_of(np.array([0, 0])) == pytest.approx([-0.6, 0.4])
    assert factors.scores_of(np.array([1, 1])) == pytest.approx([0.4, 0.4])


def test_people_of_one_segment_read_one_row_of_context_and_lever() -> None:
    terms = replace(TERMS, preferences=LEVERS)
    people = [person("a", segment="vip"), person("b"), person("c", segment="vip")]
    factors = factorize(people, [vase(context=0.8), tea("mint", category="tea")], terms)
    assert factors.scale.tolist() == [[0.8, 1.0], [0.8, 0.5]]
    assert factors.segment.tolist() == [1, 0, 1]


def test_log_odds_are_those_of_popularity_where_nothing_is_known() -> None:
    factors = factorize([person(), person("bob", interests={"art": 1.0})], [vase(popularity=0.5)], TERMS)
    assert factors.log_odds(slice(0, 1)).tolist() == [[0.0]]
    assert factors.log_odds(slice(1, 2)).tolist() == [[0.0]]


def test_log_odds_of_a_shared_and_of_a_foreign_interest() -> None:
    fan = person(interests={"art": 1.0})
    shelf = [vase(popularity=0.5, interests={"art": 1.0}), vase("jug", popularity=0.5, interests={"tea": 1.0})]
    assert factorize([fan], shelf, TERMS).log_odds(slice(None))[0] == pytest.approx([2.8, -0.7])
