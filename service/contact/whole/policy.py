"""What a workspace limits over all campaigns for accounts and for whoever stays silent, as `may_write` asks it.

Counted from the record of what was sent. That a person pressed something after a message heeds it and every one before; a page
that was only fetched is no press.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import String, bindparam, func, select
from sqlalchemy.orm import Session

from service.contact.models import AccountPause, Contact, ContactPolicy
from service.contact.rules import BEGUN_BY_US
from service.db.base import Moment
from service.db.loaded import ask
from service.decisions.next_action.layers import quiet_until
from service.decisions.next_action.person import PersonState, Sent
from service.decisions.next_action.policy import CHANNEL_DAYS, Limits
from service.gifting.events import EventKind
from service.gifting.models import GiftEvent, RecipientGift
from service.recipients.letters.models import Letter
from service.recipients.models import Question, Recipient

PRESSED: Final = (
    EventKind.ACCEPTED,
    EventKind.ADDRESS_CONFIRMED,
    EventKind.DECLINED,
    EventKind.DONATED,
    EventKind.OPENED,
    EventKind.PREFERENCE_ANSWERED,
    EventKind.SWAPPED,
    EventKind.UNDONE,
)
"""Events that only a person's own press writes."""
_BEGUN: Final = sorted(BEGUN_BY_US)
_LOOKED_BACK: Final = timedelta(days=400)
"""No limit of the policy reaches further."""
_SINCE, _AT = bindparam("since", type_=Moment), bindparam("at", type_=Moment)
_PAUSE: Final = select(AccountPause.until).where(
    AccountPause.account_id == bindparam("account", type_=String), AccountPause.until > _AT
)
_TO_ACCOUNT: Final = (
    select(Contact.message_id, Contact.at)
    .join(Recipient, Recipient.id == Contact.recipient_id)
    .where(
        Recipient.account_id == bindparam("account", type_=String),
        Contact.purpose.in_(_BEGUN),
        Contact.at > _SINCE,
        Contact.at <= _AT,
    )
    .order_by(Contact.at)
)
_SENT: Final = (
    select(Contact.purpose, Contact.at, Contact.message_id, Contact.way)
    .where(
        Contact.recipient_id == bindparam("person", type_=String),
        Contact.purpose.in_(_BEGUN),
        Contact.at > _SINCE,
        Contact.at <= _AT,
    )
    .order_by(Contact.at, Contact.id)
)


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
        mail_messages=row.mail_messages,
        text_messages=row.text_messages,
    )


@dataclass(frozen=True, slots=True)
class Whole:
    """What the workspace's policy is asked with for one person at one moment: its limits, until when their account is paused, and
    messages that we began, each with its id, the oldest first: to the `account` in the policy's days, and to the person."""

    limits: Limits
    paused_until: datetime | None
    account: tuple[tuple[str, datetime], ...]
    sent: tuple[tuple[str, Sent], ...]

    def account_free_from(self, message_id: str | None) -> datetime | None:
        """From when on one more message may go to this account; None where it may now. The message itself, where it is sent again,
        is not in its own way."""
        times = [at for one, at in self.account if one != message_id]
        if len(times) < self.limits.account_messages:
            return None
        return times[-self.limits.account_messages] + timedelta(days=self.limits.account_days)

    def channel_free_from(self, way: str, message_id: str | None) -> datetime | None:
        """From when on this person may have one more message by this way, over all campaigns; None where the way has no limit or
        has not reached it."""
        most = self.limits.of_way(way)
        times = [one.at for message, one in self.sent if one.way == way and message != message_id]
        if most is None or len(times) < most:
            return None
        return times[-most] + timedelta(days=CHANNEL_DAYS)

    def quiet_until(self, person: Recipient, at: datetime, message_id: str | None) -> datetime | None:
        """Until when silence keeps us from beginning anything with this person; None where it does not."""
        sent = tuple(one for message, one in self.sent if message != message_id)
        if len(sent) < self.limits.ignored:
            return None
        return quiet_until(PersonState(person.id, person.account_id, person.country, sent=sent), at, self.limits)


def whole_of(session: Session, person: Recipient, at: datetime) -> Whole:
    """Read now."""
    limits = limits_of(session, person.workspace_id)
    pause = ask(session, _PAUSE, {"account": person.account_id, "at": at}).scalar()
    return Whole(limits, pause, _to_account(session, person.account_id, at, limits), sent_to(session, person.id, at))


def _to_account(session: Session, account_id: str, at: datetime, limits: Limits) -> tuple[tuple[str, datetime], ...]:
    since = at - timedelta(days=limits.account_days)
    rows = ask(session, _TO_ACCOUNT, {"account": account_id, "since": since, "at": at})
    return tuple((message_id, moment) for message_id, moment in rows)


def sent_to(session: Session, person_id: str, at: datetime) -> tuple[tuple[str, Sent], ...]:
    """Messages that we began to a person, each with its id and whether they pressed anything after it, the oldest first."""
    rows = ask(session, _SENT, {"person": person_id, "since": at - _LOOKED_BACK, "at": at}).all()
    pressed = last_press(session, person_id) if rows else None
    return tuple(
        (row.message_id, Sent(row.purpose, row.at, row.way, is_heeded=pressed is not None and pressed >= row.at))
        for row in rows
    )


def last_press(session: Session, person_id: str) -> datetime | None:
    """When this person pressed or wrote something last, whatever the campaign; None where they never did."""
    gifts = select(RecipientGift.id).where(RecipientGift.recipient_id == person_id)
    events = select(func.max(GiftEvent.at)).where(GiftEvent.gift_id.in_(gifts), GiftEvent.kind.in_(PRESSED))
    answers = select(func.max(func.coalesce(Question.answered_at, Question.skipped_at))).where(
        Question.recipient_id == person_id
    )
    letters = select(func.max(Letter.at)).where(Letter.recipient_id == person_id, Letter.writer == "person")
    found = session.execute(select(*(query.scalar_subquery() for query in (events, answers, letters)))).one()
    return _last(found)


def _last(found: Iterable[datetime | None]) -> datetime | None:
    return max((one for one in found if one is not None), default=None)
