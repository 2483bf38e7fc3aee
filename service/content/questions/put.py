"""The question that a page puts at this look: the one that stands, unless the person was asked something lately."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from service.contact.caps import question_free_from
from service.gifting.live import LiveGift
from service.gifting.models import RecipientGift
from service.recipients.questions import QuestionKind


def question_on(session: Session, gift: RecipientGift, live: LiveGift, at: datetime) -> QuestionKind | None:
    """One question, or None. What is about safety is put at any time; of all others one in fourteen days, over all campaigns and
    with those by mail, or fewer where the workspace or the person set less. Nothing is written: looking is not being asked."""
    if live.question is None or live.is_question_due:
        return live.question
    free = question_free_from(session, gift.workspace_id, gift.recipient_id)
    return live.question if free is None or free <= at else None
