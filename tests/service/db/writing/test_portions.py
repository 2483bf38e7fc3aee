"""Long work in portions."""

from __future__ import annotations

import pytest

from service.db.writing import portions
from service.db.writing.portions import HOLD_SECONDS, MOST, in_portions


def cut(
    monkeypatch: pytest.MonkeyPatch, items: int, seconds_each: float, first: int = 10, share: float = 1.0
) -> list[int]:
    """The portions' sizes where an item takes so long, and this share of it of the processor."""
    clock = [0.0]
    monkeypatch.setattr(portions, "monotonic", lambda: clock[0])
    monkeypatch.setattr(portions, "thread_time", lambda: clock[0] * share)
    sizes, seen = [], []
    for portion in in_portions(range(items), first):
        clock[0] += seconds_each * len(portion)
        sizes.append(len(portion))
        seen += list(portion)
    assert seen == list(range(items)), "every item once, in order"
    return sizes


def test_a_portion_takes_as_many_as_the_pace_allows_and_never_more_than_twice_as_many(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert cut(monkeypatch, 100, HOLD_SECONDS / 30.5) == [10, 20, 30, 30, 10]


def test_slow_work_goes_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    assert cut(monkeypatch, 13, HOLD_SECONDS * 5) == [10, 1, 1, 1]


def test_where_the_machine_is_slow_and_not_the_work_it_goes_on_by_the_first_number(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert cut(monkeypatch, 43, HOLD_SECONDS * 5, share=0.01) == [10, 10, 10, 10, 3]
    assert cut(monkeypatch, 30, HOLD_SECONDS * 5, share=0.044) == [10, 4, 4, 4, 4, 4]


def test_quick_work_stays_within_the_most(monkeypatch: pytest.MonkeyPatch) -> None:
    assert max(cut(monkeypatch, 5 * MOST, 0.0)) == MOST


def test_nothing_is_no_portion(monkeypatch: pytest.MonkeyPatch) -> None:
    assert cut(monkeypatch, 0, 1.0) == []
