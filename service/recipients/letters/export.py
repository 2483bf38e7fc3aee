"""A person's letters for them to keep: whole, with who could read them and how long they waited."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.recipients.letters.details import quoted_of
from service.recipients.letters.models import Letter
from service.security.encryption import readable


def export_letters(session: Session, recipient_id: str, gift_id: str | None = None) -> list[dict[str, Any]]:
    """All letters, or those of one gift, oldest first, as JSON has them."""
    query = select(Letter).where(Letter.recipient_id == recipient_id)
    if gift_id is not None:
        query = query.where(Letter.gift_id == gift_id)
    return [_exported(letter) for letter in session.scalars(query.order_by(Letter.at, Letter.id))]


def _exported(letter: Letter) -> dict[str, Any]:
    quoted = quoted_of(letter.details) if letter.writer == "automatic" else None
    return {
        "id": letter.id,
        "gift": letter.gift_id,
        "at": letter.at.isoformat(),
        "writer": letter.writer,
        "came_by": letter.came_by,
        "words": readable(letter.body),
        "quoted": quoted.words or None if quoted else None,
        "source": quoted.source or None if quoted else None,
        "answers": letter.answers_id,
        "shown_to_sender": letter.is_for_staff,
        "handed_over_at": _moment(letter.handed_over_at),
        "answered_at": _moment(letter.answered_at),
    }


def _moment(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()
