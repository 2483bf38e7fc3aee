"""Keys some at a time: a statement can name only so many."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, TypeVar

Key = TypeVar("Key")
MOST: Final = 500


def in_chunks(keys: Sequence[Key]) -> Iterator[Sequence[Key]]:
    """The keys in their order, `MOST` at a time."""
    for start in range(0, len(keys), MOST):
        yield keys[start : start + MOST]
