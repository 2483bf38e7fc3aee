"""Sends a text message once, by the same rules as a mail: `sending` is committed before the gateway is called, and
`may_write_at` is asked twice, with the person locked and in the moment before the message is handed over.

The number is read inside the claim and lives only as long as the act: it is in no job, no event and no log. A warning that cannot
go as a text at this moment goes by mail at once.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Final

from sqlalchemy.orm import Session

from renderers.errors import RenderError
from service.contact.caps import forget_contact, note_contact
from service.contact.rules import SAFETY
from service.contact.wishes.ways import is_text_on, texting_number
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.errors import HandpickedError
from service.jobs.act_types import Effect, Lease
from service.jobs.put_off import put_off
from service.outreach.models import JOB_OF, MailMessage
from service.outreach.purpose import topic_of
from service.outreach.sending.outcome import GIVEN_UP, ended, not_yet, patiently
from service.outreach.sending.patience import is_given_up
from service.outreach.sending.send import (
    Due,
    Kept,
    NotNow,
    again,
    back_to_queue,
    due_or_kept,
    kind_of,
    require_still,
    stays_in_sandbox,
)
from service.outreach.sending.send_again import take_way
from service.outreach.texting.gateway import (
    TextAway,
    TextFault,
    TextLater,
    TextNotAccepted,
    TextRefused,
    TextUnknown,
    hand_over,
)
from service.outreach.texting.sms_text import draw_text
from service.recipients.lock import lock_person
from service.recipients.models import Recipient
from service.recipients.numbers.keep_number import refuse_number
from service.security.encryption import number_hash
from service.security.ids import new_id

KIND: Final = JOB_OF["text"]
NOT_DRAWN: Final = "text_not_drawn"


@dataclass(frozen=True, slots=True)
class _Begun:
    """What the claim has decided: `later` puts the job off; with neither token nor `is_ended` it is shown and does not leave."""

    token: str | None = None
    number: str = field(default="", repr=False)
    words: str = field(default="", repr=False)
    is_warning: bool = False
    later: datetime | None = None
    is_ended: bool = False


def send_text_job(lease: Lease) -> Effect | None:
    """The act of `outreach.text`: subject is the message. What the gateway says is written down at once; the effect only says when
    the job comes back, if it does."""
    message_id, at = lease.subject_id, utc_now()
    begun = _begin(message_id, at, leaves=is_text_on() and not stays_in_sandbox(message_id))
    if begun.later is not None:
        return partial(put_off, lease=lease, until=begun.later)
    if begun.is_ended:
        return None
    if begun.token is None:
        return ended(message_id, None, "shown", None)
    return _send(lease, begun, begun.token, at)


def _begin(message_id: str, at: datetime, *, leaves: bool) -> _Begun:
    """Commits `sending` under a token of its own, or says what comes instead."""
    with transaction() as session:
        due = due_or_kept(session, message_id, at, TextUnknown.code)
        if isinstance(due, Kept):
            return _Begun(later=due.later, is_ended=due.later is None)
        if not leaves or due.message.handed_over_at is not None:
            return _Begun()
        return _claim(session, due, at)


def _claim(session: Session, due: Due, at: datetime) -> _Begun:
    message, number = due.message, texting_number(session, due.person)
    if is_given_up(message.first_failed_at, at) or number is None:
        return _fail(session, message, GIVEN_UP)
    try:
        drawn = draw_text(session, message, at)
    except RenderError:
        return _fail(session, message, NOT_DRAWN)
    message.state, message.sending_token = "sending", new_id("snd")
    message.wait_code = message.wait_until = None
    note_contact(session, due.gift, message.id, topic_of(kind_of(message)), at, message.way)
    return _Begun(message.sending_token, number, drawn.words, message.kind in SAFETY)


def _fail(session: Session, message: MailMessage, code: str) -> _Begun:
    """It ends here; a warning goes by mail instead."""
    if message.kind in SAFETY:
        take_way(session, message, "mail")
    else:
        message.state, message.error_code = "failed", code
        message.wait_code = message.wait_until = None
    return _Begun(is_ended=True)


def _send(lease: Lease, begun: _Begun, token: str, at: datetime) -> Effect | None:
    message_id = lease.subject_id
    key = f"{message_id}-{number_hash(begun.number)[:16]}"
    try:
        hand_over(begun.number, begun.words, key, partial(_require_still, message_id, begun.number))
    except NotNow:
        patiently(back_to_queue(message_id, token))
        return partial(put_off, lease=lease, until=at)
    except (TextAway, TextFault, TextLater, TextRefused, TextNotAccepted, TextUnknown) as error:
        return _did_not_leave(lease, begun, token, error, at)
    patiently(ended(message_id, token, "sent", None))
    return None


def _did_not_leave(lease: Lease, begun: _Begun, token: str, error: HandpickedError, at: datetime) -> Effect | None:
    message_id = lease.subject_id
    if isinstance(error, TextRefused):
        patiently(_refused(message_id, begun.number, at))
    if begun.is_warning:
        patiently(_by_mail(message_id, token))
        return None
    if isinstance(error, TextAway | TextFault | TextLater):
        return again(lease, not_yet(message_id, token, error, at), error)
    patiently(ended(message_id, token, "unknown" if isinstance(error, TextUnknown) else "failed", error.code))
    return None


def _refused(message_id: str, number: str, at: datetime) -> Callable[[Session], None]:
    def write(session: Session) -> None:
        person = lock_person(session, session.get_one(MailMessage, message_id).recipient_id)
        refuse_number(session, person.id, number, at)

    return write


def _by_mail(message_id: str, token: str) -> Callable[[Session], None]:
    def write(session: Session) -> None:
        message = session.get_one(MailMessage, message_id)
        lock_person(session, message.recipient_id)
        session.refresh(message, with_for_update=True)
        if message.state == "sending" and message.sending_token == token:
            forget_contact(session, message_id)
            take_way(session, message, "mail")

    return write


def _require_still(message_id: str, number: str) -> None:
    """Asked again as the message is about to go, also whether it is still their number. Raises NotNow."""
    require_still(message_id)
    try:
        with reading() as session:
            message = session.get_one(MailMessage, message_id)
            now = texting_number(session, session.get_one(Recipient, message.recipient_id))
    except Exception as error:
        raise NotNow("We can’t check at the moment whether this message may be sent.") from error
    if now != number:
        raise NotNow("They have given another number, or none.")
