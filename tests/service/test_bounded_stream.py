"""Work whose pieces come one after the other out of the bounded process."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from service import bounded
from service.bounded import Unread, read_bounded, stream_bounded
from service.sheets.refusals import ListRefused

HERE = "tests.service.test_bounded_stream"


def count_to(most: int) -> Iterator[int]:
    """Every number from 0 on."""
    yield from range(most)


def refuse_after(most: int) -> Iterator[int]:
    """Some numbers, and then no more."""
    yield from range(most)
    raise ListRefused("file_unreadable", "It ends in the middle.")


def break_after(most: int) -> Iterator[int]:
    """Some numbers, and then a mistake of ours."""
    yield from range(most)
    raise ZeroDivisionError


def test_the_pieces_come_in_their_order_and_the_child_goes_on_to_the_next_work() -> None:
    assert list(stream_bounded(f"{HERE}:count_to", 20)) == list(range(20))
    child = bounded.child_id()
    assert list(stream_bounded(f"{HERE}:count_to", 3)) == [0, 1, 2]
    assert bounded.child_id() == child


def test_what_is_refused_on_the_way_is_told_after_the_pieces_before_it() -> None:
    seen = []
    with pytest.raises(ListRefused, match="ends in the middle"):
        seen.extend(stream_bounded(f"{HERE}:refuse_after", 2))
    with pytest.raises(Unread):
        list(stream_bounded(f"{HERE}:break_after", 2))


def test_whoever_leaves_before_the_end_leaves_no_half_answer_to_the_next() -> None:
    pieces = stream_bounded(f"{HERE}:count_to", 10_000)
    assert next(pieces) == 0
    pieces.close()
    assert read_bounded("builtins:len", "abc") == 3
