"""What a person said of their gifts, for them to keep: scores while they carry the name, notes, meetings."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.recipients.afterwards.models import MeetingAnswer, MeetingSlot, Rating, ThankYou
from service.recipients.afterwards.ratings import said_of
from service.security.encryption import readable


def export_afterwards(
    session: Session, recipient_id: str, gift_id: str | None = None
) -> dict[str, list[dict[str, Any]]]:
    """Everything of the person, or of one of their gifts, oldest first, as JSON has it."""
    ratings = select(Rating).where(Rating.recipient_id == recipient_id).order_by(Rating.asked_at, Rating.id)
    notes = select(ThankYou).where(ThankYou.recipient_id == recipient_id).order_by(ThankYou.at, ThankYou.gift_id)
    meetings = (
        select(MeetingAnswer, MeetingSlot)
        .join(MeetingSlot, MeetingSlot.id == MeetingAnswer.slot_id, isouter=True)
        .where(MeetingAnswer.recipient_id == recipient_id)
        .order_by(MeetingAnswer.at, MeetingAnswer.gift_id)
    )
    if gift_id is not None:
        ratings = ratings.where(Rating.gift_id == gift_id)
        notes = notes.where(ThankYou.gift_id == gift_id)
        meetings = meetings.where(MeetingAnswer.gift_id == gift_id)
    return {
        "answers": [_rating(row) for row in session.scalars(ratings)],
        "thanks": [_note(row) for row in session.scalars(notes)],
        "meetings": [_meeting(answer, slot) for answer, slot in session.execute(meetings)],
    }


def _rating(row: Rating) -> dict[str, Any]:
    return {
        "gift": row.gift_id,
        "question": row.kind,
        "state": row.state,
        "answer": said_of(row),
        "shown_to_sender": row.is_shown,
        "asked_at": row.asked_at.isoformat(),
        "answered_at": _moment(row.answered_at),
    }


def _note(row: ThankYou) -> dict[str, Any]:
    return {
        "gift": row.gift_id,
        "words": readable(row.body),
        "shown_to_sender": row.is_for_staff,
        "at": row.at.isoformat(),
    }


def _meeting(answer: MeetingAnswer, slot: MeetingSlot | None) -> dict[str, Any]:
    return {
        "gift": answer.gift_id,
        "state": answer.state,
        "starts_at": None if slot is None else slot.starts_at.isoformat(),
        "minutes": None if slot is None else slot.minutes,
        "at": answer.at.isoformat(),
    }


def _moment(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()
