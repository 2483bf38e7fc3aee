from __future__ import annotations

import pytest

from service.decisions.swaps.kinds import Words, find_kind

SHELF = {
    "knit": Words("B", frozenset({"knitting", "textile"}), frozenset({"merino", "yarn"})),
    "lamp": Words("C", frozenset({"home", "lampa"}), frozenset({"brass", "lamp"})),
    "book": Words("A", frozenset({"books", "読書"}), frozenset({"birds", "shore", "lamplight"})),
}


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("yarn", ("knit",)),
        ("knit", ("knit",)),
        ("kniting", ("knit",)),
        ("lamps", ("lamp",)),
        ("読書", ("book",)),
        ("読", ("book",)),
        ("lam", ()),
        ("submarine", ()),
        ("brids", ("book",)),
    ],
)
def test_words_are_found_whole_by_their_beginning_or_with_a_slip(asked: str, found: tuple[str, ...]) -> None:
    assert find_kind([(asked,)], SHELF) == found


def test_what_a_thing_is_counts_more_than_its_name_and_weak_matches_are_left_out() -> None:
    assert find_kind([("lamp",)], SHELF) == ("lamp", "book")
    assert find_kind([("brass",), ("lamp",)], SHELF) == ("lamp",)


def test_nothing_asked_finds_nothing() -> None:
    assert find_kind([], SHELF) == ()
    assert find_kind([("yarn",)], {}) == ()
