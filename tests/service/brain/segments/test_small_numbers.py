"""Nobody is read off a count, nor off two of them (rule 23)."""

from __future__ import annotations

from itertools import combinations

from service.brain.segments.small_numbers import Count, nearest, shown_count, shown_counts
from service.decisions.forecasting.confidence import FEWEST


def people(number: int, first: int = 0) -> frozenset[str]:
    return frozenset(f"rcp_{one}" for one in range(first, first + number))


def test_few_people_show_no_figure_and_what_is_not_seen_by_name_goes_in_fours() -> None:
    assert [shown_count(people(number), 100, by_name=True).number for number in (0, 3, 4, 31)] == [None, None, 4, 31]
    assert [shown_count(people(number), 100, by_name=False) for number in (3, 31)] == [
        Count(None, why="few"),
        Count(28, is_rounded=True),
    ]


def test_a_told_fact_that_nearly_all_share_is_not_counted_either() -> None:
    assert shown_count(people(97), 100, by_name=False) == Count(None, why="nearly_all")
    assert shown_count(people(96), 100, by_name=False) == Count(96, is_rounded=True)
    assert shown_count(people(97), 100, by_name=True) == Count(97)


def test_one_to_three_people_apart_is_too_near_and_the_same_or_four_apart_is_not() -> None:
    shown = {"All": people(20)}
    assert [nearest(people(number), shown) for number in (20, 21, 23, 24, 17, 16)] == [
        None,
        "All",
        "All",
        None,
        "All",
        None,
    ]


def test_no_two_shown_counts_ever_differ_by_one_to_three_people() -> None:
    segments = [(str(number), people(number), True) for number in range(4, 40)]
    counts = shown_counts(segments, 100)
    shown = [found for (_, found, _), count in zip(segments, counts, strict=True) if count.number is not None]
    assert len(shown) == 9
    assert [pair for pair in combinations(shown, 2) if 0 < len(pair[0] ^ pair[1]) < FEWEST] == []
    assert counts[1] == Count(None, why="near", near="4")
