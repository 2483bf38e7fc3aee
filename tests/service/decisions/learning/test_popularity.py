"""Popularity is counted, with an interval that holds, and is what was assumed until somebody answers."""

from __future__ import annotations

import math

import numpy as np
import pytest

from service.decisions.learning.popularity import ASSUMED, Answer, beta, popularities
from service.errors import InvalidInput

KINDS = {"mug": "kitchen", "pan": "kitchen", "book": "books"}


def test_while_nobody_has_answered_it_is_what_was_assumed() -> None:
    assert {one.share for one in popularities([], KINDS).values()} == {ASSUMED}


def test_answers_about_one_product_move_it_most_its_category_a_little_and_others_not() -> None:
    found = popularities([Answer("mug", True)] * 10, KINDS)
    # The category: (8 + 10) of 30, 0.6; the mug 6 + 10 of 20; the pan as its category.
    assert [found[key].share for key in ("mug", "pan", "book")] == pytest.approx([0.8, 0.6, 0.4])
    assert [found[key].answers for key in ("mug", "pan", "book")] == [10, 0, 0]
    assert found["book"].high - found["book"].low > found["mug"].high - found["mug"].low


def test_an_old_answer_counts_less_and_one_about_a_product_that_is_gone_nothing() -> None:
    found = popularities([Answer("mug", False, 0.5), Answer("gone", True)], KINDS)
    assert found["mug"].share == pytest.approx((8 / 20.5 * 10) / 10.5)


@pytest.mark.parametrize(("kept", "left"), [(0, 0), (3, 1), (40, 60), (1, 30)])
def test_of_shares_drawn_from_what_is_believed_95_in_100_lie_in_the_interval(kept: int, left: int) -> None:
    found = beta(0.4, 10.0, kept, left)
    drawn = np.random.default_rng(1).beta(4 + kept, 6 + left, 100_000)
    inside = ((drawn >= found.low) & (drawn <= found.high)).mean()
    assert 0.94 < inside < 0.97


@pytest.mark.parametrize("weight", [0.0, -1.0, math.nan, math.inf])
def test_an_answer_that_counts_no_number_is_refused(weight: float) -> None:
    with pytest.raises(InvalidInput):
        Answer("mug", True, weight)
