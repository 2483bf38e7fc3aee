from __future__ import annotations

import pytest

from service.decisions.matching import ties
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


@pytest.mark.parametrize(
    ("worth", "tie"),
    [
        ([0.1, 0.2, 0.3, 0.4, 0.5], False),
        ([0.1, 0.1, 0.3, 0.4, 0.5], False),  # four kinds among five: a fifth, and no more, is alike
        ([0.1, 0.1, 0.1, 0.4, 0.5], True),
        ([0.1, 0.1], True),
        ([0.1], False),
    ],
)
def test_people_tie_where_more_than_a_fifth_score_like_somebody_else(worth: list[float], tie: bool) -> None:
    assert has_many_ties(instance([[one] for one in worth], list(range(len(worth))), [9])) is tie


@pytest.mark.parametrize(("apart", "tie"), [(1e-6, True), (1e-4, False)])
def test_what_differs_in_the_last_digits_of_single_precision_is_the_same(apart: float, tie: bool) -> None:
    assert has_many_ties(instance([[0.25], [0.25 + apart]], [0, 1], [2])) is tie


def test_two_products_worth_the_same_to_one_person_are_no_tie() -> None:
    assert not has_many_ties(instance([[1.0, 1.0], [2.0, 2.0]], [0, 1], [2, 2]))


def test_who_may_not_have_a_product_scores_like_nobody() -> None:
    assert not has_many_ties(instance([[1.0], [2.0], [0.0], [0.0], [0.0]], [0, 1, 2, 3, 4], [5]))


@pytest.mark.parametrize(("asked", "tie"), [(2, False), (4, True)])
def test_people_are_asked_from_the_first_to_the_last(monkeypatch: pytest.MonkeyPatch, asked: int, tie: bool) -> None:
    monkeypatch.setattr(ties, "_PEOPLE", asked)
    # Of two, the first and the last are asked, who differ.
    assert has_many_ties(instance([[1.0], [1.0], [1.0], [2.0]], [0, 1, 2, 3], [4])) is tie


@pytest.mark.parametrize(("asked", "tie"), [(1, False), (2, True)])
def test_products_are_asked_about_from_the_first_to_the_last(
    monkeypatch: pytest.MonkeyPatch, asked: int, tie: bool
) -> None:
    monkeypatch.setattr(ties, "_PRODUCTS", asked)
    assert has_many_ties(instance([[1.0, 3.0, 5.0], [2.0, 4.0, 5.0]], [0, 1], [2, 2, 2])) is tie
