"""What may be said of a comparison, and when nothing may."""

from __future__ import annotations

from service.decisions.experiments.ratio_check import check_ratio
from service.decisions.experiments.sequences import Answer
from service.decisions.experiments.verdict import Finding, compare

_EVEN = check_ratio([])
_SHARES = {"a": 0.5, "b": 0.5}


def _compared(first: tuple[int, int], second: tuple[int, int], planned: int = 826, smallest: float = 0.12) -> Finding:
    groups = [[Answer(1.0, 0.5, had), Answer(0.0, 0.5, of - had)] for had, of in (first, second)]
    return compare([*_apart(groups[0])], [*_apart(groups[1])], _EVEN, planned, smallest)


def _apart(cells: list[Answer]) -> list[Answer]:
    return [Answer(cell.outcome, cell.probability) for cell in cells for _ in range(cell.people)]


def test_uneven_groups_have_no_figure_at_all() -> None:
    check = check_ratio([("a", _SHARES)] * 124 + [("b", _SHARES)] * 190)
    found = compare([Answer(1.0, 0.5)] * 124, [Answer(0.0, 0.5)] * 190, check, 200, 0.1)
    assert (found.state, found.groups, found.difference, found.is_shown) == ("uneven", None, None, False)


def test_too_few_answers_have_no_interval_and_say_how_many_are_needed() -> None:
    found = _compared((5, 10), (5, 10))
    assert (found.state, found.more, found.difference) == ("too_early", 806, None)


def test_what_chance_explains_cannot_be_told_and_says_how_many_are_needed() -> None:
    found = _compared((98, 150), (85, 148))
    assert (found.state, found.more) == ("cannot_tell", 528)
    assert found.difference is not None
    assert [
        round(100 * one, 1) for one in (found.difference.estimate, found.difference.low, found.difference.high)
    ] == [
        7.9,
        -9.8,
        25.6,
    ]


def test_a_difference_that_chance_does_not_explain_is_told_in_its_direction() -> None:
    assert _compared((191, 260), (153, 261), 586).state == "helped"
    assert _compared((153, 261), (191, 260), 586).state == "hurt"


def test_a_difference_too_small_to_be_worth_knowing_is_said_to_be_small() -> None:
    found = _compared((2000, 4000), (2001, 4000), 826, 0.1)
    assert (found.state, found.more) == ("smaller", 0)
