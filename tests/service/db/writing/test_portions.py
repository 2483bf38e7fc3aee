"""Long work in portions."""

from __future__ import annotations

import pytest

from service.db.writing import portions
from service.db.writing.portions import HOLD_SECONDS, MOST, in_portions


def cut(monkeypatch: pytest.MonkeyPatch, items: int, seconds_each: float, first: int = 10) -> list[int]:
    """The portions' sizes where an item takes so long."""
    clock = [0.0]
    monkeypatch.setattr(portions, "monotonic", lambda: clock[0])
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


def test_quick_work_stays_within_the_most(monkeypatch: pytest.MonkeyPatch) -> None:
    assert max(cut(monkeypatch, 5 * MOST, 0.0)) == MOST


def test_nothing_is_no_portion(monkeypatch: pytest.MonkeyPatch) -> None:
    assert cut(monkeypatch, 0, 1.0) == []
