"""What may be shown of few people."""

from __future__ import annotations

import pytest

from service.decisions.forecasting.small_numbers import bands, groups_to_show, is_too_close, may_share, may_show


@pytest.mark.parametrize(
    ("part", "whole", "may"), [(4, 8, True), (3, 8, False), (5, 8, False), (0, 8, False), (8, 8, False), (4, 7, False)]
)
def test_a_count_is_told_where_it_and_the_rest_are_at_least_four(part: int, whole: int, *, may: bool) -> None:
    assert may_show(part, whole) is may


def test_a_share_needs_twenty() -> None:
    assert (may_share(19), may_share(20)) == (False, True)


def test_values_of_few_people_go_into_a_band_with_the_next() -> None:
    assert bands([(1, 1), (2, 0), (3, 5), (4, 23), (5, 59)]) == [(1, 3, 6), (4, 4, 23), (5, 5, 59)]


def test_the_last_value_goes_with_those_before() -> None:
    assert bands([(1, 6), (2, 5), (3, 2)]) == [(1, 1, 6), (2, 3, 7)]


def test_one_band_would_be_everybodys_answer_and_is_not_drawn() -> None:
    assert bands([(4, 1), (5, 5)]) == []
    assert bands([(1, 1), (2, 1)]) == []
    assert bands([]) == []


def test_every_band_has_four_people_and_nobody_is_lost() -> None:
    for shape in ([3, 3, 3, 3, 3], [9, 1, 1, 1, 9], [0, 4, 0, 4, 1], [1] * 11):
        found = bands(list(enumerate(shape)))
        assert all(people >= 4 for _, _, people in found)
        assert not found or sum(people for _, _, people in found) == sum(shape)


def test_a_segment_that_differs_by_one_to_three_people_is_too_close() -> None:
    shown = {"a", "b", "c", "d", "e"}
    assert is_too_close(shown, shown - {"a"})
    assert is_too_close(shown, (shown - {"a"}) | {"x", "y"})
    assert not is_too_close(shown, shown)
    assert not is_too_close(shown, shown - {"a", "b", "c", "d"})


def test_groups_of_few_people_stand_together_and_never_leave_one_to_three() -> None:
    assert groups_to_show([("A", 7), ("B", 6), ("C", 2), ("D", 2)], 17) == (["A", "B"], ["C", "D"])
    assert groups_to_show([("A", 7), ("B", 6), ("C", 2)], 15) == (["A"], ["B", "C"])
    assert groups_to_show([("A", 7), ("B", 2)], 9) == ([], ["A", "B"])
