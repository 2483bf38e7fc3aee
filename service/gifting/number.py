"""The short number by which people speak of a gift and its statement."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol


class Numbered(Protocol):
    """A gift, or a row of these columns."""

    @property
    def id(self) -> str: ...
    @property
    def launched_at(self) -> datetime | None: ...
    @property
    def created_at(self) -> datetime: ...


def gift_number(gift: Numbered) -> str:
    """For example HP-2026-11-22-7KQ4: the day it was launched (or planned) and four letters of its id."""
    day = (gift.launched_at or gift.created_at).date().isoformat()
    return f"HP-{day}-{gift.id[-4:].upper()}"
