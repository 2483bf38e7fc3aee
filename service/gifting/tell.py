"""What a person tells us about themselves from their gift's page, and what they put right or take back: kept, written into the
gift's history by the facts' ids, and every gift of theirs is looked at again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final, Literal

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from service.errors import LinkClosed
from service.gifting.events import EventKind, write_event
from service.gifting.live import page_state
from service.gifting.lock import lock_gift
from service.gifting.look_again import look_at_person
from service.gifting.models import GiftEvent, RecipientGift
from service.gifting.open import open_gift
from service.gifting.redraw import redraw
from service.gifting.transitions import ANSWERABLE
from service.recipients.models import ProfileFact
from service.recipients.telling.sound import KIND as SOUND

Telling = Literal["told", "fixed", "taken_back"]
TELLINGS: Final[tuple[Telling, ...]] = ("told", "fixed", "taken_back")


def begin_telling(session: Session, gift: RecipientGift, at: datetime) -> None:
    """Person and gift are locked, and whoever tells has opened their gift. Raises LinkClosed where there is no page any more."""
    lock_gift(session, gift)
    page_state(session, gift, at)
    open_gift(session, gift, at)


def note_telling(session: Session, gift: RecipientGift, what: Telling, fact_ids: Sequence[str], at: datetime) -> int:
    """What was said is in the facts; here it gets its line in the gift's history, whose number this answers, and consequences:
    everything of the person's that has not left is looked at again, and what shows the facts is drawn again."""
    event_id = _write(session, gift, what, fact_ids, at)
    look_at_person(session, gift.recipient_id, at)
    theirs = select(RecipientGift).where(
        RecipientGift.recipient_id == gift.recipient_id,
        RecipientGift.status.in_(ANSWERABLE),
        RecipientGift.product_id.is_not(None),
    )
    for one in session.scalars(theirs.order_by(RecipientGift.id)).all():
        redraw(session, one)
    return event_id


def note_change(session: Session, gift: RecipientGift, what: Telling, since: datetime, at: datetime) -> int | None:
    """The line for what a person has just put right or taken back: the facts that came or went since, all of them under this
    transaction's lock. Whoever did it has asked for the looks. None where no fact did, or the gift is over: what is known about
    somebody outlives it."""
    lock_gift(session, gift)
    try:
        page_state(session, gift, at)
    except LinkClosed:
        return None
    changed = session.scalars(
        select(ProfileFact)
        .where(
            ProfileFact.recipient_id == gift.recipient_id,
            ProfileFact.kind != SOUND,  # how a name is said changes no gift
            or_(ProfileFact.created_at >= since, ProfileFact.withdrawn_at >= since),
        )
        .order_by(ProfileFact.created_at, ProfileFact.id)
    ).all()
    came = [row.id for row in changed if row.withdrawn_at is None]
    ids = came if what == "fixed" else [row.id for row in changed if row.withdrawn_at is not None]
    return _write(session, gift, what, ids, at) if ids else None


def _write(session: Session, gift: RecipientGift, what: Telling, fact_ids: Sequence[str], at: datetime) -> int:
    write_event(session, gift, EventKind.PREFERENCE_ANSWERED, {"question": what, "fact_ids": list(fact_ids)}, at)
    session.flush()
    return session.scalars(
        select(func.max(GiftEvent.id)).where(
            GiftEvent.gift_id == gift.id, GiftEvent.kind == EventKind.PREFERENCE_ANSWERED
        )
    ).one()
