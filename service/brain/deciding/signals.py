"""What just happened to a person, as a decision reads it: from the history of their gifts, their letters, and what they did
elsewhere.

Nothing that staff may not see by name is among it: a rating is told to the giver only where its person wants that.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.brain.events.signals import signals_of as elsewhere
from service.decisions.next_action.person import Signal, SignalCode
from service.gifting.events import EventKind
from service.gifting.models import GiftEvent, RecipientGift
from service.recipients.letters.models import Letter
from service.recipients.models import Recipient

SAYS: Final[Mapping[str, SignalCode]] = {
    EventKind.ACCEPTED: "said_yes",
    EventKind.DONATED: "said_yes",
    EventKind.DECLINED: "said_no",
    EventKind.SWAPPED: "swapped",
    EventKind.DELIVERED: "delivered",
}
"""Event of a gift -> what it says to a decision. What a reason for declining was is no signal."""
LOOKED_BACK: Final = timedelta(days=90)


def signals_of(session: Session, person: Recipient, at: datetime) -> tuple[Signal, ...]:
    """What happened in the last 90 days, the oldest first."""
    since = at - LOOKED_BACK
    gifts = select(RecipientGift.id).where(RecipientGift.recipient_id == person.id)
    events = session.execute(
        select(GiftEvent.kind, GiftEvent.at).where(
            GiftEvent.gift_id.in_(gifts), GiftEvent.kind.in_(sorted(SAYS)), GiftEvent.at > since, GiftEvent.at <= at
        )
    )
    letters = session.scalars(
        select(Letter.at).where(
            Letter.recipient_id == person.id, Letter.writer == "person", Letter.at > since, Letter.at <= at
        )
    )
    found = [Signal(SAYS[kind], moment) for kind, moment in events] + [Signal("wrote", moment) for moment in letters]
    found += elsewhere(session, [person.id], at)[person.id]
    return tuple(sorted(found, key=lambda one: (one.at, one.code)))
