"""What `handpicked keys` does."""

from __future__ import annotations

from collections.abc import Mapping
from math import inf

import service.app.tables  # noqa: F401 - every table that holds something encrypted
from service.app.wiring import register_all
from service.db.connect import reading, transaction
from service.ops.keys.rotate import ask_to_rotate, count_by_key
from service.ops.keys.rotate import rotate as rotate_all


def ask() -> bool:
    """Asks for the job; False where one waits or runs already."""
    register_all()
    with transaction() as session:
        return ask_to_rotate(session)


def rotate_here() -> int:
    """How many values were encrypted again."""
    return rotate_all(inf)[0]


def counted() -> Mapping[str, int]:
    """{"newest", "older", "unreadable"}."""
    with reading() as session:
        return count_by_key(session)
