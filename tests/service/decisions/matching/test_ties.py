from __future__ import annotations

import pytest

from service.decisions.matching.ties import has_many_ties
from tests.service.decisions.assignment_instances import alike, instance


def test_people_who_all_score_differently_do_not_tie() -> None:
    assert not has_many_ties(alike(people=300, products=40, kinds=300))


@pytest.mark.parametrize("kinds", [1, 3, 100])
def test_people_of_few_kinds_tie(kinds: int) -> None:
    assert has_many_ties(alike(people=300, products=40, kinds=kinds))


def test_four_in_ten_of_whom_nothing_is_known_tie() -> None:
    assert has_many_ties(alike(people=300, products=40, kinds=181, unknown=120))


def test_nobody_does_not_tie_and_what_nobody_may_have_says_nothing() -> None:
    assert not has_many_ties(instance([[0.0, 0.0], [0.0, 0.0]], [0, 1], [1, 1]))
    assert not has_many_ties(alike(people=0, products=4, kinds=1))
