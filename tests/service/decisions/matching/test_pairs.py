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


TABLE = DensePairs(np.array([[1.0, -np.inf, 3.0], [4.0, 5.0, -np.inf]]))


def test_who_writes_on_a_block_does_not_write_on_the_pairs() -> None:
    block = TABLE.worth(0, 2)
    block[:] = 0.0
    assert TABLE.worth(0, 1).tolist() == [[1.0, -np.inf, 3.0]]


def test_going_without_is_worth_nothing_and_what_is_not_admitted_less_than_anything() -> None:
    assert TABLE.worth_of(np.array([2, 0])).tolist() == [3.0, 4.0]
    assert TABLE.worth_of(np.array([-1, 2])).tolist() == [0.0, -np.inf]


def test_people_may_be_taken_in_any_order_and_twice() -> None:
    assert TABLE.take(np.array([1, 0, 1])).table[:, 0].tolist() == [4.0, 1.0, 4.0]


def test_a_struck_pair_is_worth_less_than_anything_and_who_is_out_may_still_go_without() -> None:
    masked = MaskedPairs(TABLE, np.array([False, True]), np.array([0]), np.array([0]))
    assert masked.worth_of(np.array([0, 0])).tolist() == [-np.inf, -np.inf]
    assert masked.worth_of(np.array([2, -1])).tolist() == [3.0, 0.0]


def test_a_block_from_the_middle_strikes_the_pairs_of_its_own_people() -> None:
    plain = DensePairs(np.ones((4, 2)))
    masked = MaskedPairs(plain, np.zeros(4, dtype=np.bool_), np.array([0, 1, 2, 3]), np.array([0, 1, 0, 1]))
    assert masked.worth(1, 3).tolist() == [[1.0, -np.inf], [-np.inf, 1.0]]


def test_people_taken_in_another_order_keep_their_struck_pairs() -> None:
    plain = DensePairs(np.ones((4, 2)))
    masked = MaskedPairs(plain, np.array([True, False, False, False]), np.array([1, 2, 3]), np.array([0, 1, 0]))
    some = masked.take(np.array([3, 0, 2]))
    assert some.worth(0, 3).tolist() == [[-np.inf, 1.0], [-np.inf, -np.inf], [1.0, -np.inf]]
    assert some.person.tolist() == [0, 2]
    assert some.worth_of(np.array([0, -1, 0])).tolist() == [-np.inf, 0.0, 1.0]


@pytest.mark.parametrize(("kind", "digits"), [(np.float64, 1e-12), (np.float32, 1e-6)])
def test_single_pairs_and_the_whole_table_tell_the_same_in_double_precision(
    kind: type[np.floating], digits: float
) -> None:
    product = np.arange(40) % 31 - 1
    alone = factored(kind).worth_of(product)
    asked = np.where(product >= 0, spelled_out()[np.arange(40), product], 0.0)
    assert alone.dtype == np.float64
    assert (alone == -np.inf).any()
    np.testing.assert_allclose(alone, asked, atol=digits)


def test_single_pairs_are_the_same_however_many_people_are_asked_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    product = np.arange(40) % 31 - 1
    at_once = factored().worth_of(product)
    monkeypatch.setattr(pairs_module, "_PEOPLE_AT_ONCE", 7)
    np.testing.assert_allclose(factored().worth_of(product), at_once, rtol=1e-15)


@pytest.mark.parametrize(
    ("at_once", "edges"),
    [
        (9, [(0, 2)]),
        (6, [(0, 2)]),
        (5, [(0, 1), (1, 2)]),
        (1, [(0, 1), (1, 2)]),  # never less than one person
    ],
)
def test_a_block_holds_so_many_pairs_of_whole_people(
    monkeypatch: pytest.MonkeyPatch, at_once: int, edges: list[tuple[int, int]]
) -> None:
    monkeypatch.setattr(pairs_module, "_PAIRS_AT_ONCE", at_once)
    assert over_blocks(TABLE, lambda first, last, _worth: (first, last)) == edges


def test_of_nobody_there_is_no_block_and_of_no_product_one_without_pairs() -> None:
    assert over_blocks(DensePairs(np.zeros((0, 3))), lambda first, last, _worth: (first, last)) == []
    assert over_blocks(DensePairs(np.zeros((2, 0))), lambda _first, _last, worth: worth.shape) == [(2, 0)]


def test_what_goes_wrong_in_a_block_is_not_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pairs_module, "_PAIRS_AT_ONCE", 1)
    with pytest.raises(ZeroDivisionError):
        over_blocks(TABLE, lambda first, _last, _worth: 1 // (first - 1))
