"""What words are near to: bounded, few, and nothing where they are near to nothing."""

from __future__ import annotations

import math

import numpy as np
import pytest

from service.decisions.scoring.likeness import MOST, NEAR, SEVERAL, SURE, meant, near_to
from service.dietary.vocabulary import DIETS

AXES = np.eye(6)
FIVE = ("chess", "music", "running", "tea", "vegan")
ZERO = np.zeros(6)


@pytest.mark.parametrize(
    ("cosine", "worth"),
    [(NEAR - 0.01, None), (NEAR, round(MOST * NEAR / SURE, 2)), (SURE, round(MOST, 2)), (1.0, round(MOST, 2))],
)
def test_the_nearer_the_more_and_never_more_than_odds_of_three_to_two(cosine: float, worth: float | None) -> None:
    words = cosine * AXES[3] + math.sqrt(1 - cosine**2) * AXES[5]
    assert dict(near_to(words, ZERO, FIVE, AXES[:5])) == ({} if worth is None else {"interest:tea": worth})


def test_three_traits_at_the_most_the_nearest_first_and_none_that_is_named_like_a_diet() -> None:
    assert "vegan" in DIETS
    words = np.array([0.5, 0.4, 0.3, 0.45, 0.9, 0.0])
    assert list(near_to(words, ZERO, FIVE, AXES[:5])) == ["interest:chess", "interest:tea", "interest:music"]
    assert SEVERAL == 3


def test_what_is_common_to_all_interests_says_nothing() -> None:
    """However much a language or a way of writing adds to every text, what an interest means stays the same."""
    plain = [AXES[at : at + 1] for at in range(4)]
    shifted = [one + 9 * AXES[5] for one in plain]
    assert meant(plain, plain) == pytest.approx(meant(plain, shifted), abs=1e-9)


def test_words_that_are_nothing_are_near_to_nothing() -> None:
    assert near_to(ZERO, ZERO, FIVE, AXES[:5]) == {}
