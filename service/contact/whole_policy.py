"""What a workspace limits over all campaigns for accounts and for whoever stays silent, as `may_write` asks it.

Counted from the record of what was sent. That a person pressed something after a message heeds it and every one before; a page
that was only fetched is no press.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service.contact.models import AccountPause, Contact, ContactPolicy
from service.contact.rules import BEGUN_BY_US
from service.decisions.next_action.layers import quiet_until
from service.decisions.next_action.person import PersonState, Sent
from service.decisions.next_action.policy import Limits
from service.gifting.models import GiftEvent, RecipientGift
from service.recipients.letters.models import Letter
from service.recipients.models import Question, Recipient

PRESSED: Final = (
    "gift.accepted",
    "gift.address_changed",
    "gift.address_confirmed",
    "gift.declined",
    "gift.donated",
    "gift.opened",
    "gift.preference_answered",
    "gift.swapped",
    "gift.undone",
)
"""Events that only a person's own press writes."""
_LOOKED_BACK: Final = timedelta(days=400)
"""No limit of the policy reaches further."""


def limits_of(session: Session, workspace_id: str) -> Limits:
    """The workspace's limits; the house's own where it has set none."""
    row = session.get(ContactPolicy, workspace_id)
    if row is None:
        return Limits()
    return Limits(
        account_messages=row.account_messages,
        ignored=row.ignored,
        ignored_days=row.ignored_days,
        quiet_days=row.quiet_days,
    )


def paused_until(session: Session, account_id: str, at: datetime) -> datetime | None:
    """Until when nobody at this account hears from us; None where they do."""
    row = session.get(AccountPause, account_id)
    return row.until if row is not None and row.until > at else None


def account_sent(session: Session, account_id: str, at: datetime, days: int, *, but: str = "") -> int:
    """Messages that we began to anybody of an account in so many days; the message `but` does not count itself."""
    return len(_times(session, account_id, at, days, but))


def account_free_from(
    session: Session, account_id: str, at: datetime, limits: Limits, message_id: str | None
) -> datetime | None:
    """From when on one more message may go to this account; None where it may now."""
    times = _times(session, account_id, at, limits.account_days, message_id or "")
    if len(times) < limits.account_messages:
        return None
    return times[-limits.account_messages] + timedelta(days=limits.account_days)


def sent_to(session: Session, person_id: str, at: datetime, *, but: str = "") -> tuple[Sent, ...]:
    """Messages that we began to a person, the oldest first, each with whether they pressed anything after it."""
    rows = session.execute(
        select(Contact.purpose, Contact.at, Contact.message_id)
        .where(
            Contact.recipient_id == person_id,
            Contact.purpose.in_(sorted(BEGUN_BY_US)),
            Contact.at > at - _LOOKED_BACK,
            Contact.at <= at,
        )
        .order_by(Contact.at, Contact.id)
    ).all()
    if not rows:
        return ()
    pressed = last_press(session, person_id)
    return tuple(
        Sent(row.purpose, row.at, is_heeded=pressed is not None and pressed >= row.at)
        for row in rows
        if row.message_id != but
    )


def last_press(session: Session, person_id: str) -> datetime | None:
    """When this person pressed or wrote something last, whatever the campaign; None where they never did."""
    gifts = select(RecipientGift.id).where(RecipientGift.recipient_id == person_id)
    events = select(func.max(GiftEvent.at)).where(GiftEvent.gift_id.in_(gifts), GiftEvent.kind.in_(PRESSED))
    answers = select(func.max(func.coalesce(Question.answered_at, Question.skipped_at))).where(
        Question.recipient_id == person_id
    )
    letters = select(func.max(Letter.at)).where(Letter.recipient_id == person_id, Letter.writer == "person")
    return _last(session.scalar(query) for query in (events, answers, letters))


def quiet_from_silence(
    session: Session, person: Recipient, at: datetime, limits: Limits, message_id: str | None
) -> datetime | None:
    """Until when silence keeps us from beginning anything with this person; None where it does not."""
    sent = sent_to(session, person.id, at, but=message_id or "")
    if len(sent) < limits.ignored:
        return None
    return quiet_until(PersonState(person.id, person.account_id, person.country, sent=sent), at, limits)


def _times(session: Session, account_id: str, at: datetime, days: int, but: str) -> list[datetime]:
    """When the account's messages of so many days left, the oldest first."""
    people = select(Recipient.id).where(Recipient.account_id == account_id)
    return list(
        session.scalars(
            select(Contact.at)
            .where(
                Contact.recipient_id.in_(people),
                Contact.purpose.in_(sorted(BEGUN_BY_US)),
                Contact.at > at - timedelta(days=days),
                Contact.at <= at,
                Contact.message_id != but,
            )
            .order_by(Contact.at)
        )
    )


def _last(found: Iterable[datetime | None]) -> datetime | None:
    return max((one for one in found if one is not None), default=None)
