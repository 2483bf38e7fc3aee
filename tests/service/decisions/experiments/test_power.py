"""How many it takes, before anybody is drawn."""

from __future__ import annotations

import pytest

from service.decisions.experiments.power import detectable, half_width, more_needed, needed


def test_twelve_points_above_66_take_827_answers() -> None:
    assert needed(0.66, 0.12) == 827


def test_half_the_difference_takes_about_four_times_as_many() -> None:
    assert needed(0.5, 0.05) / needed(0.5, 0.1) == pytest.approx(4, abs=0.1)


def test_what_can_be_detected_and_what_is_needed_are_one_answer() -> None:
    for base, share in ((0.66, 0.5), (0.25, 0.15), (0.9, 0.5)):
        smallest = detectable(base, 600, share)
        assert smallest is not None
        assert needed(base, smallest, share) <= 600 < needed(base, smallest - 0.002, share)


def test_too_few_people_can_show_nothing() -> None:
    assert detectable(0.5, 6) is None
    assert detectable(0.5, 0) is None


def test_where_there_is_no_room_above_the_difference_is_below() -> None:
    assert needed(0.95, 0.2) == needed(0.05, 0.2)


@pytest.mark.parametrize(("base", "smallest"), [(0.5, 0.0), (0.5, 0.6), (1.2, 0.1), (0.5, float("nan"))])
def test_a_difference_that_nothing_can_have_is_refused(base: float, smallest: float) -> None:
    with pytest.raises(ValueError, match="base"):
        needed(base, smallest)


def test_a_group_without_people_is_refused() -> None:
    with pytest.raises(ValueError, match="both groups"):
        needed(0.5, 0.1, 1.0)


def test_what_is_left_of_the_plan_is_still_needed_and_beyond_it_what_narrows_the_interval() -> None:
    assert more_needed(826, 298, 0.18, 0.12) == 528
    assert more_needed(826, 900, 0.24, 0.12) == 2700
    assert more_needed(826, 900, 0.1, 0.12) == 0


def test_half_an_interval_narrows_with_answers() -> None:
    assert half_width(0.66, 826, 826) == pytest.approx(0.1, abs=0.001)
    assert half_width(0.66, 400, 826) > half_width(0.66, 826, 826)
