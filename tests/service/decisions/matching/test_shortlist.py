from __future__ import annotations

import numpy as np
import pytest

from service.decisions.matching import pairs as pairs_module
from service.decisions.matching import shortlist as columns_module
from service.decisions.matching.assignment_instance import AssignmentInstance
from service.decisions.matching.prices import DualPrices, no_prices, slot_prices
from service.decisions.matching.shortlist import (
    Shortlist,
    is_listed_whole,
    make_shortlist,
    one_in_listed_whole,
    with_earlier,
)
from tests.service.decisions.assignment_instances import alike, instance

FOUR = instance([[4.0, 3.0, 2.0, 1.0], [1.0, 0.0, 3.0, 2.0]], [0, 1], [5, 5, 5, 5], cost=[10, 20, 30, 40])


def nobody(instance: AssignmentInstance) -> np.ndarray[tuple[int], np.dtype[np.int16]]:
    return np.full(instance.people, -1, dtype=np.int16)


@pytest.fixture
def _short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(columns_module, "_ALL_PAIRS", 0)


def test_a_small_campaign_lists_everything_admitted() -> None:
    listed = make_shortlist(FOUR, no_prices(4, 2), nobody(FOUR))
    assert listed.product.tolist() == [[0, 1, 2, 3], [0, 2, 3, -1]]
    assert listed.worth.tolist() == [[4.0, 3.0, 2.0, 1.0], [1.0, 3.0, 2.0, 0.0]]
    assert listed.complete


@pytest.mark.usefixtures("_short")
def test_a_large_one_lists_what_is_worth_most_at_the_prices() -> None:
    listed = make_shortlist(FOUR, no_prices(4, 2), nobody(FOUR), wide=2)
    assert listed.product.tolist() == [[0, 1], [2, 3]]
    assert not listed.complete
    dear = DualPrices(np.array([3.5, 0, 0, 0]), 0.05, np.array([0.0, 0.05]), no_prices(4, 2).slots)
    # Ann: 4 - 3.5 - 0.5 = 0, 3 - 1 = 2, 2 - 1.5 = 0.5, 1 - 2 = -1. Bob, whose money is dearer: -2.5, none, 0, -2.
    listed = make_shortlist(FOUR, dear, nobody(FOUR), wide=2)
    assert listed.product.tolist() == [[1, 2], [2, 3]]
    assert listed.worth.tolist() == [[3.0, 2.0], [3.0, 2.0]]


@pytest.mark.usefixtures("_short")
def test_a_slot_is_dear_only_in_its_account() -> None:
    slots = DualPrices(np.zeros(4), 0.0, np.zeros(2), slot_prices(2, [0, 0], [0, 1], [3.5, 2.5]))
    assert make_shortlist(FOUR, slots, nobody(FOUR), wide=2).product.tolist() == [[2, 3], [2, 3]]


@pytest.mark.usefixtures("_short")
def test_what_somebody_holds_stays_on_the_list() -> None:
    listed = make_shortlist(FOUR, no_prices(4, 2), np.array([3, 2], dtype=np.int16), wide=2)
    assert listed.product.tolist() == [[0, 3], [2, 3]]
    assert listed.worth.tolist() == [[4.0, 1.0], [3.0, 2.0]]


@pytest.mark.usefixtures("_short")
def test_an_empty_shelf_is_on_nobodys_list() -> None:
    gone = instance([[4.0, 3.0, 2.0]], [0], [0, 1, 1])
    assert make_shortlist(gone, no_prices(3, 1), nobody(gone)).product.tolist() == [[1, 2]]


def test_nobody_and_nothing_have_empty_lists() -> None:
    nothing = instance([[0.0, 0.0]], [0], [1, 1])
    assert make_shortlist(nothing, no_prices(2, 1), nobody(nothing)).product.tolist() == [[-1]]


@pytest.mark.usefixtures("_short")
def test_what_was_listed_before_stays_listed_once() -> None:
    first = make_shortlist(FOUR, no_prices(4, 2), nobody(FOUR), wide=2)
    dear = DualPrices(np.array([3.5, 0, 2.5, 0]), 0.0, np.zeros(2), no_prices(4, 2).slots)
    second = make_shortlist(FOUR, dear, nobody(FOUR), wide=2)
    assert (first.product.tolist(), second.product.tolist()) == ([[0, 1], [2, 3]], [[1, 3], [3, 2]])
    both = with_earlier(second, first, 4)
    assert both.product.tolist() == [[1, 3, 0, -1], [3, 2, -1, -1]]
    assert both.worth.tolist() == [[3.0, 1.0, 4.0, 0.0], [2.0, 3.0, 0.0, 0.0]]
    assert with_earlier(second, None, 4) is second


def test_lots_keep_the_lists_of_equals_apart_and_decide_only_between_what_is_close() -> None:
    tied = alike(people=6_000, products=600, kinds=1)
    free, nobody = no_prices(tied.products, tied.accounts), np.full(tied.people, -1, dtype=np.int16)
    same = make_shortlist(tied, free, nobody, wide=4)
    apart = make_shortlist(tied, free, nobody, wide=4, spread=0.02)
    assert (len(np.unique(same.product)), len(np.unique(apart.product))) == (15, 22)
    # What is left out of a list is no more than the spread better than the least on it.
    assert (same.worth[:, 3] - apart.worth.min(axis=1)).max() <= 0.02
    again = make_shortlist(tied, free, nobody, wide=4, spread=0.02)
    assert (again.product == apart.product).all()


@pytest.mark.parametrize(("pairs", "whole"), [(7, False), (8, True)])
def test_a_campaign_is_listed_whole_up_to_so_many_pairs(
    monkeypatch: pytest.MonkeyPatch, pairs: int, whole: bool
) -> None:
    monkeypatch.setattr(columns_module, "_ALL_PAIRS", pairs)
    assert is_listed_whole(FOUR) is whole
    assert make_shortlist(FOUR, no_prices(4, 2), nobody(FOUR), wide=1).complete is whole


@pytest.mark.parametrize(("pairs", "one_in"), [(100, 1), (10, 1), (9, 2), (4, 3), (1, 10)])
def test_so_few_accounts_are_taken_that_their_pairs_can_all_be_listed(
    monkeypatch: pytest.MonkeyPatch, pairs: int, one_in: int
) -> None:
    # Eight pairs and a fifth for accounts of different sizes, rounded down: nine.
    monkeypatch.setattr(columns_module, "_ALL_PAIRS", pairs)
    assert one_in_listed_whole(FOUR) == one_in


@pytest.mark.usefixtures("_short")
def test_of_equals_the_first_product_is_listed_first() -> None:
    tied = instance([[2.0, 2.0, 2.0], [1.0, 2.0, 2.0]], [0, 1], [1, 1, 1])
    assert make_shortlist(tied, no_prices(3, 2), nobody(tied), wide=2).product.tolist() == [[0, 1], [1, 2]]


@pytest.mark.usefixtures("_short")
def test_what_is_held_and_listed_is_not_listed_twice() -> None:
    listed = make_shortlist(FOUR, no_prices(4, 2), np.array([0, 3], dtype=np.int16), wide=2)
    assert listed.product.tolist() == [[0, 1], [2, 3]]


@pytest.mark.usefixtures("_short")
def test_who_may_have_nothing_has_an_empty_list_whatever_they_hold() -> None:
    two = instance([[0.0, 0.0], [2.0, 1.0]], [0, 1], [1, 1])
    listed = make_shortlist(two, no_prices(2, 2), np.array([1, -1], dtype=np.int16), wide=2)
    assert (listed.product.tolist(), listed.worth.tolist()) == ([[-1, -1], [0, 1]], [[0.0, 0.0], [2.0, 1.0]])


@pytest.mark.usefixtures("_short")
def test_a_list_is_filled_even_where_all_of_it_is_too_dear() -> None:
    dear = DualPrices(np.array([9.0, 7.0, 9.0, 9.0]), 0.0, np.zeros(2), no_prices(4, 2).slots)
    # Ann loses 5, 4, 7 and 8; Bob 8, 6 and 7 of what he may have.
    listed = make_shortlist(FOUR, dear, nobody(FOUR), wide=2)
    assert (listed.product.tolist(), listed.worth.tolist()) == ([[1, 0], [2, 3]], [[3.0, 4.0], [3.0, 2.0]])


@pytest.mark.usefixtures("_short")
def test_a_list_is_no_wider_than_there_are_products_and_at_least_one_wide() -> None:
    assert make_shortlist(FOUR, no_prices(4, 2), nobody(FOUR), wide=9).product.shape == (2, 4)
    nothing = instance([[0.0]], [0], [0])
    assert make_shortlist(nothing, no_prices(1, 1), nobody(nothing)).product.tolist() == [[-1]]


def test_lists_end_where_the_longest_does() -> None:
    one_each = instance([[0.0, 0.0, 3.0], [0.0, 2.0, 0.0]], [0, 1], [1, 1, 1])
    listed = make_shortlist(one_each, no_prices(3, 2), nobody(one_each))
    assert (listed.product.tolist(), listed.worth.tolist()) == ([[2], [1]], [[3.0], [2.0]])


@pytest.mark.usefixtures("_short")
@pytest.mark.parametrize("spread", [0.0, 5.0])
def test_lists_are_the_same_however_the_people_fall_into_blocks(monkeypatch: pytest.MonkeyPatch, spread: float) -> None:
    tied = instance([[1.0] * 6] * 12, list(range(12)), [9] * 6)
    whole = make_shortlist(tied, no_prices(6, 12), nobody(tied), wide=2, spread=spread).product
    monkeypatch.setattr(pairs_module, "_PAIRS_AT_ONCE", 18)
    by_three = make_shortlist(tied, no_prices(6, 12), nobody(tied), wide=2, spread=spread).product
    assert by_three.tolist() == whole.tolist()
    assert len(np.unique(whole)) == (2 if spread == 0 else 6)


def test_what_one_person_had_listed_does_not_hide_it_from_the_next() -> None:
    now = Shortlist(np.array([[1], [0]], dtype=np.int16), np.array([[1.0], [2.0]]), complete=False)
    before = Shortlist(np.array([[0], [1]], dtype=np.int16), np.array([[3.0], [4.0]]), complete=False)
    both = with_earlier(now, before, 2)
    assert (both.product.tolist(), both.worth.tolist()) == ([[1, 0], [0, 1]], [[1.0, 3.0], [2.0, 4.0]])


def test_an_earlier_list_that_ends_early_leaves_no_gap() -> None:
    now = Shortlist(np.array([[-1, -1], [2, -1]], dtype=np.int16), np.array([[0.0, 0.0], [5.0, 0.0]]), complete=False)
    before = Shortlist(np.array([[2], [-1]], dtype=np.int16), np.array([[3.0], [0.0]]), complete=False)
    both = with_earlier(now, before, 3)
    assert both.product.tolist() == [[2, -1, -1], [2, -1, -1]]
    assert both.worth.tolist() == [[3.0, 0.0, 0.0], [5.0, 0.0, 0.0]]


def test_a_list_of_everything_needs_nothing_from_before() -> None:
    whole = make_shortlist(FOUR, no_prices(4, 2), nobody(FOUR))
    assert with_earlier(whole, whole, 4) is whole
