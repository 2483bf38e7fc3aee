from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from service.decisions.matching import pairs as pairs_module
from service.decisions.matching.pairs import DensePairs, FactoredPairs, MaskedPairs, Pairs, over_blocks
from service.decisions.rules.all_pairs import rule_bits
from service.decisions.scoring.factors import Factors, factorize
from service.decisions.scoring.score import score
from service.decisions.values import Problem
from service.errors import InvalidInput
from tests.service.decisions.people_and_products import TERMS, random_campaign

FLOATS = ("rows", "columns", "scale", "value")
CAMPAIGN = random_campaign(5, people=40, products=30, accounts=6)


def factors(problem: Problem, kind: type[np.floating] = np.float64) -> Factors:
    made = factorize(problem.candidates, problem.choices, problem.terms)
    return replace(made, **{name: getattr(made, name).astype(kind) for name in FLOATS})


def factored(kind: type[np.floating] = np.float64) -> FactoredPairs:
    bits = rule_bits(CAMPAIGN.candidates, CAMPAIGN.choices, TERMS)
    return FactoredPairs(factors(CAMPAIGN, kind), bits.needs, bits.lacks, 0.5)


def spelled_out() -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    admitted = rule_bits(CAMPAIGN.candidates, CAMPAIGN.choices, TERMS).admitted()
    scores = [[score(one, choice, TERMS).total for choice in CAMPAIGN.choices] for one in CAMPAIGN.candidates]
    return np.where(admitted, np.array(scores) + 0.5, -np.inf)


def whole(pairs: Pairs) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    return np.asarray(pairs.worth(0, pairs.shape[0]), dtype=np.float64)


def test_pairs_are_worth_their_score_and_what_leaving_out_would_have_counted() -> None:
    table = spelled_out()
    assert np.isfinite(table).any()
    assert not np.isfinite(table).all()
    np.testing.assert_allclose(whole(factored()), table, rtol=1e-12)
    np.testing.assert_allclose(factored().worth(7, 9), table[7:9], rtol=1e-12)
    assert factored().shape == (40, 30)


def test_in_single_precision_a_pair_is_right_to_a_millionth() -> None:
    pairs = factored(np.float32)
    assert pairs.worth(0, 1).dtype == np.float32
    np.testing.assert_allclose(whole(pairs), spelled_out(), atol=1e-6)


def test_some_people_alone_have_the_same_pairs() -> None:
    people = np.array([30, 2, 7])
    table = spelled_out()
    out = np.zeros(40, dtype=np.bool_)
    out[2] = True
    masked = MaskedPairs(DensePairs(table), out, np.array([7, 30, 30]), np.array([3, 1, 4]))
    for pairs in (DensePairs(table), factored(), masked):
        np.testing.assert_allclose(whole(pairs.take(people)), whole(pairs)[people], rtol=1e-12)


def test_what_is_struck_is_not_admitted_and_the_rest_is_as_it_was() -> None:
    table = np.ones((4, 3))
    out = np.array([False, True, False, False])
    masked = MaskedPairs(DensePairs(table), out, np.array([0, 3, 3]), np.array([2, 0, 1]))
    assert np.isfinite(masked.worth(0, 4)).tolist() == [
        [True, True, False],
        [False, False, False],
        [True, True, True],
        [False, False, True],
    ]
    assert np.isfinite(masked.worth(3, 4)).tolist() == [[False, False, True]]
    assert np.isfinite(table).all()


def test_blocks_are_looked_at_in_order_and_cover_everybody_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pairs_module, "_PAIRS_AT_ONCE", 90)
    looked = over_blocks(factored(), lambda first, last, worth: (first, last, worth.shape))
    assert looked == [(start, min(40, start + 3), (min(3, 40 - start), 30)) for start in range(0, 40, 3)]


def test_a_figure_that_is_no_number_is_refused() -> None:
    for name in FLOATS:
        broken = getattr(factors(CAMPAIGN), name).copy()
        broken.flat[0] = np.nan
        with pytest.raises(InvalidInput, match=name):
            replace(factors(CAMPAIGN), **{name: broken})
    with pytest.raises(InvalidInput, match="not a number"):
        DensePairs(np.array([[np.inf]]))
