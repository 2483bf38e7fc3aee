"""Shares and how sure they are."""

from __future__ import annotations

import pytest

from service.decisions.forecasting.confidence import Share


@pytest.mark.parametrize(
    ("part", "whole", "low", "high"),
    # Newcombe (1998), Statistics in Medicine 17, 857-872, table I, Wilson score without continuity correction.
    [(81, 263, 25.53, 36.62), (15, 148, 6.24, 16.05), (0, 20, 0.0, 16.11), (1, 29, 0.61, 17.18)],
)
def test_the_interval_is_wilsons(part: int, whole: int, low: float, high: float) -> None:
    assert Share(part, whole).interval == pytest.approx((low, high), abs=0.005)


def test_everybody_is_not_certainty() -> None:
    low, high = Share(20, 20).interval
    assert (round(low), high) == (84, 100.0)


def test_under_four_people_no_share_is_said() -> None:
    assert Share(3, 3).words == "too few to show a share"
    assert Share(0, 0).is_too_few
    assert Share(3, 4).words == "75%, interval 30 to 95"
