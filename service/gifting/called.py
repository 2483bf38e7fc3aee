"""Gifts by what files of others call them: their id, or the number by which people speak of them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service.db.writing.chunks import in_chunks
from service.gifting.models import RecipientGift
from service.gifting.number import gift_number

_NUMBER: Final = re.compile(r"HP-(\d{4}-\d{2}-\d{2})-([A-Z0-9]{4})", re.IGNORECASE)
_LAST: Final = 4


def gifts_called(session: Session, typed: Iterable[str], workspace_id: str) -> dict[str, list[RecipientGift]]:
    """What was typed -> the gifts that are called so, of this workspace alone; more than one where they share a number."""
    by_name: dict[str, list[RecipientGift]] = defaultdict(list)
    names = sorted(typed)
    numbers: dict[str, list[str]] = defaultdict(list)
    for name in names:
        if (match := _NUMBER.fullmatch(name)) and _day(match[1]):
            numbers[match[0].upper()].append(name)
    for some in in_chunks(names):
        rows = session.scalars(
            select(RecipientGift).where(RecipientGift.workspace_id == workspace_id, RecipientGift.id.in_(some))
        )
        for gift in rows:
            by_name[gift.id].append(gift)
    for day in sorted({day for number in numbers if (day := _day(number[3:13]))}):
        begins = datetime.combine(day, time(tzinfo=UTC))
        ends = sorted({number[-_LAST:] for number in numbers if number[3:13] == day.isoformat()})
        made = func.coalesce(RecipientGift.launched_at, RecipientGift.created_at)
        tail = func.upper(func.substr(RecipientGift.id, func.length(RecipientGift.id) - _LAST + 1))
        for some in in_chunks(ends):
            rows = session.scalars(
                select(RecipientGift).where(
                    RecipientGift.workspace_id == workspace_id,
                    made >= begins,
                    made < begins + timedelta(days=1),
                    tail.in_(some),
                )
            )
            for gift in rows:
                for name in numbers[gift_number(gift)]:
                    by_name[name].append(gift)
    return by_name


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
