from __future__ import annotations

from service.db.writing.chunks import MOST, in_chunks


def test_every_key_comes_once_and_in_its_order() -> None:
    keys = [str(number) for number in range(2 * MOST + 1)]
    chunks = list(in_chunks(keys))
    assert [len(chunk) for chunk in chunks] == [MOST, MOST, 1]
    assert [key for chunk in chunks for key in chunk] == keys
    assert list(in_chunks([])) == []
