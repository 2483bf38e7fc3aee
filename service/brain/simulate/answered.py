"""What came of a decision: whether its person said yes, donated, swapped or wrote within two weeks.

All of it is seen by name. What somebody told us, looked at or rated is no part of it (rule 23), nor is a no: a reason for one may
be about food, faith or health (rule 13).
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.gifting.events import EventKind
from service.gifting.models import GiftEvent, RecipientGift
from service.recipients.letters.models import Letter
from service.recipients.models import Recipient

WITHIN: Final = timedelta(days=14)
_ANSWERS: Final = (EventKind.ACCEPTED, EventKind.DONATED, EventKind.SWAPPED)


def answers_of(session: Session, workspace_id: str, since: datetime) -> Mapping[str, Sequence[datetime]]:
    """By person's id, when they answered after `since`, the earliest first; nobody who was erased."""
    answers = session.execute(
        select(RecipientGift.recipient_id, GiftEvent.at)
        .join(RecipientGift, RecipientGift.id == GiftEvent.gift_id)
        .where(GiftEvent.workspace_id == workspace_id, GiftEvent.kind.in_(_ANSWERS), GiftEvent.at > since)
    )
    letters = session.execute(
        select(Letter.recipient_id, Letter.at)
        .join(Recipient, Recipient.id == Letter.recipient_id)
        .where(Recipient.workspace_id == workspace_id, Letter.writer == "person", Letter.at > since)
    )
    found: defaultdict[str, list[datetime]] = defaultdict(list)
    for person_id, at in (*answers, *letters):
        found[person_id].append(at)
    return {person_id: sorted(moments) for person_id, moments in found.items()}


def has_answered(answers: Sequence[datetime], at: datetime) -> bool:
    """Whether one of these came within two weeks of a decision at `at`."""
    first = bisect_right(answers, at)
    return first < len(answers) and answers[first] <= at + WITHIN
