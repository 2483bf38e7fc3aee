"""What just happened to a person, as a decision reads it: from the history of their gifts, their letters, and what they did
elsewhere.

Nothing that staff may not see by name is among it: a rating is told to the giver only where its person wants that.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import String, bindparam, select
from sqlalchemy.orm import Session

from service.brain.events.signals import signals_of as elsewhere
from service.db.base import Moment
from service.db.loaded import ask
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
_PERSON, _SINCE, _AT = (
    bindparam("person", type_=String),
    bindparam("since", type_=Moment),
    bindparam("at", type_=Moment),
)
_EVENTS: Final = select(GiftEvent.kind, GiftEvent.at).where(
    GiftEvent.gift_id.in_(select(RecipientGift.id).where(RecipientGift.recipient_id == _PERSON)),
    GiftEvent.kind.in_(sorted(SAYS)),
    GiftEvent.at > _SINCE,
    GiftEvent.at <= _AT,
)
_LETTERS: Final = select(Letter.at).where(
    Letter.recipient_id == _PERSON, Letter.writer == "person", Letter.at > _SINCE, Letter.at <= _AT
)


def signals_of(session: Session, person: Recipient, at: datetime) -> tuple[Signal, ...]:
    """What happened in the last 90 days, the oldest first."""
    wanted = {"person": person.id, "since": at - LOOKED_BACK, "at": at}
    found = [Signal(SAYS[kind], moment) for kind, moment in ask(session, _EVENTS, wanted)]
    found += [Signal("wrote", moment) for moment in ask(session, _LETTERS, wanted).scalars()]
    found += elsewhere(session, [person.id], at)[person.id]
    return tuple(sorted(found, key=lambda one: (one.at, one.code)))
