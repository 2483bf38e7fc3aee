from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from service.decisions.preferences import PRIOR, PreferenceModel
from service.errors import InvalidInput
from tests.service.decisions.people_and_products import person, random_campaign, vase


def test_the_prior_takes_an_even_chance_as_far_as_its_note_says() -> None:
    same, apart = ({"tea": 0.7}, {"chess": 0.4})
    product = vase(popularity=0.5, interests={"tea": 1.0})
    chances = [PRIOR.propensity(person(interests=one), product) for one in (same, apart, {})]
    assert [round(chance, 4) for chance in chances] == [0.9427, 0.3318, 0.5]


@pytest.mark.parametrize("model", [PRIOR, PreferenceModel("another-1", taste_weight=0.0, taste_neutral=-3.0)])
def test_a_row_times_a_column_is_the_log_odds_of_the_pair(model: PreferenceModel) -> None:
    problem = random_campaign(3, people=25, products=15, accounts=2)
    names = model.names(problem.candidates, problem.choices)
    rows, columns = model.rows(problem.candidates, names), model.columns(problem.choices, names)
    whole = np.column_stack([rows, rows.any(axis=1), np.ones(len(rows))])
    chances = [[model.propensity(one, choice) for choice in problem.choices] for one in problem.candidates]
    np.testing.assert_allclose(1 / (1 + np.exp(-(whole @ columns))), chances, rtol=1e-12)
    singles = [model.row(one, names) for one in problem.candidates]
    for row, single in zip(rows, singles, strict=True):
        np.testing.assert_allclose(np.zeros(len(names)) if single is None else single, row, atol=1e-7)


@pytest.mark.parametrize("name", ["taste_weight", "taste_neutral"])
def test_a_coefficient_is_a_number(name: str) -> None:
    with pytest.raises(InvalidInput, match=name):
        replace(PRIOR, **{name: math.nan})


@pytest.mark.parametrize("lever", [0.0, -1.0, 1.01, math.nan])
def test_a_lever_lies_above_zero_and_at_most_at_one(lever: float) -> None:
    with pytest.raises(InvalidInput, match="levers"):
        replace(PRIOR, levers={("vip", "tea"): lever})
    assert replace(PRIOR, levers={("vip", "tea"): 1.0}).lever("vip", "tea") == 1.0
