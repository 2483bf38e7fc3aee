"""Figures about a model, held against figures worked out another way."""

from __future__ import annotations

import math
import random
from itertools import product

import numpy as np
import pytest

from service.decisions.learning.measure.quality import Quality, area, quality, share_of
from service.errors import InvalidInput


def drawn(count: int, seed: int = 1, off: float = 0.0) -> tuple[list[float], list[bool]]:
    """(expected log-odds, answers that are drawn from them, or from others by `off` in the last quarter)."""
    chance = random.Random(seed)
    expected = [chance.gauss(0, 1) for _ in range(count)]
    shift = [off * (at >= count * 3 // 4) for at in range(count)]
    return expected, [chance.random() < 1 / (1 + math.exp(-one - by)) for one, by in zip(expected, shift, strict=True)]


def test_the_area_is_the_share_of_pairs_in_the_right_order() -> None:
    expected, said = np.array([0.1, 0.4, 0.4, 0.8, -1.0, 0.3]), np.array([0.0, 1.0, 0.0, 1.0, 0.0, 1.0])
    pairs = [(one > other) + (one == other) / 2 for one, other in product(expected[said == 1], expected[said == 0])]
    assert area(expected, said).value == pytest.approx(sum(pairs) / len(pairs))


def test_its_interval_holds_the_truth_in_19_of_20() -> None:
    """Normal expectations one apart: the true area is 0.7602 (the normal distribution at the root of one half)."""
    chance, inside = np.random.default_rng(2), 0
    for _ in range(300):
        said = np.repeat([0.0, 1.0], 40)
        found = area(chance.normal(said, 1.0), said)
        inside += found.low <= 0.76025 <= found.high
    assert 0.92 <= inside / 300 <= 0.98


def test_expectations_that_are_right_have_slope_one_and_beat_the_base_rate() -> None:
    found = quality(*drawn(4_000))
    assert found.log_loss is not None and found.base_rate_loss is not None
    assert found.slope == pytest.approx(1, abs=0.07) and found.log_loss < found.base_rate_loss < math.log(2) + 1e-9
    assert [band.answers for band in found.bands] == [800] * 5
    assert sum(band.share.low <= band.expected <= band.share.high for band in found.bands) >= 4


def test_what_has_not_changed_is_said_to_drift_once_in_twenty() -> None:
    drifts = [found for seed in range(200) if (found := quality(*drawn(400, seed)).drift) is not None]
    assert len(drifts) == 200
    assert 3 <= sum(not one.low <= 0 <= one.high for one in drifts) <= 18


def test_what_has_changed_lately_is_seen() -> None:
    drift = quality(*drawn(2_000, off=1.0)).drift
    assert drift is not None and drift.low > 0.1


def test_below_twenty_answers_or_four_of_a_kind_only_their_number_is_given() -> None:
    assert quality([0.0] * 19, [True, False] * 9 + [True]) == Quality(19)
    assert quality([0.0] * 100, [True] * 97 + [False] * 3) == Quality(100)
    assert quality([0.0] * 100, [True] * 50 + [False] * 50).auc is not None


def test_no_band_points_at_people() -> None:
    expected, said = drawn(130)
    for band in quality([4 * one for one in expected], said).bands:
        yes = band.share.value * band.answers
        assert band.answers >= 20 and 4 <= round(yes) <= band.answers - 4


def test_a_share_has_wilsons_interval() -> None:
    found = share_of(10, 40)
    assert (found.value, found.low, found.high) == pytest.approx((0.25, 0.1419, 0.4019), abs=1e-4)


def test_what_is_no_number_is_refused() -> None:
    for expected, said in (([math.nan], [True]), ([0.0], [])):
        with pytest.raises(InvalidInput):
            quality(expected, said)
