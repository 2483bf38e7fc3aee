from __future__ import annotations

import numpy as np
import pytest

from service.decisions.matching import shortlist as columns_module
from service.decisions.matching.assignment_instance import AssignmentInstance
from service.decisions.matching.prices import DualPrices, no_prices, slot_prices
from service.decisions.matching.shortlist import make_shortlist, with_earlier
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
