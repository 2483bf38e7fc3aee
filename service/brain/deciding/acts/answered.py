"""Decides anew for whoever answered, swapped, declined or wrote, and once they were answered: what is best next is another thing
then. A sweep of its own, so that no press waits for it and a press that is made twice is decided for once."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, exists, func, literal_column, select, union_all

from service.brain.deciding.decide_for import decide_for
from service.brain.deciding.models import NextDecision
from service.db.connect import transaction
from service.gifting.models import ANSWERED_EVENTS, GiftEvent, RecipientGift
from service.jobs.row_sweep import Due, RowSweep
from service.recipients.letters.models import Letter
from service.recipients.lock import lock_person

NO_LATER: Final = timedelta(days=1)
"""What is older was decided for by whatever came due since."""
_ANSWERED: Final[ColumnElement[bool]] = literal_column(f"gift_event.{ANSWERED_EVENTS}")
"""As the index has it, not parameters."""


def _due(at: datetime) -> Due:
    events = (
        select(RecipientGift.recipient_id, RecipientGift.workspace_id, GiftEvent.at)
        .join(RecipientGift, RecipientGift.id == GiftEvent.gift_id)
        .where(_ANSWERED, GiftEvent.at > at - NO_LATER, GiftEvent.at <= at)
    )
    letters = select(Letter.recipient_id, Letter.workspace_id, Letter.at).where(
        Letter.writer != "automatic", Letter.at > at - NO_LATER, Letter.at <= at
    )
    happened = union_all(events, letters).subquery()
    newest = (
        select(happened.c.recipient_id, happened.c.workspace_id, func.max(happened.c.at).label("at"))
        .group_by(happened.c.recipient_id, happened.c.workspace_id)
        .subquery()
    )
    decided = exists().where(
        NextDecision.recipient_id == newest.c.recipient_id,
        NextDecision.cause == "answered",
        NextDecision.at >= newest.c.at,
    )
    return select(newest.c.recipient_id, newest.c.workspace_id, newest.c.at).where(~decided)


def _decide(person_id: str, at: datetime) -> int:
    with transaction() as session:
        person = lock_person(session, person_id)
        if person.erased_at is not None:
            return 0
        decide_for(session, person, at, "answered")
    return 1


decide_for_answered: Final = RowSweep("people who answered decided for anew", _due, _decide)
"""Writes down what is best for each of them now; answers for how many."""
