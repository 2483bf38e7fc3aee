"""Sends a mail once. `sending` is committed before the server is called; found there later, it means that the outcome is open.

The mail is drawn, addressed and checked before that, and `may_write_at` is asked twice: in the transaction that commits `sending`,
and once more in the moment before the text is handed over.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Final, cast

from sqlalchemy.orm import Session

from service.contact.caps import forget_contact, note_contact
from service.contact.may_write import Answer, may_write_at
from service.contact.wishes.ways import Way
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.errors import HandpickedError, PermanentError, TemporaryError
from service.gifting.hold import hold_gift, lift_hold
from service.gifting.models import RecipientGift
from service.gifting.others_free import are_free, others_free
from service.gifting.transitions import ANSWERABLE
from service.jobs.act_types import Effect, Lease
from service.jobs.put_off import put_off
from service.outreach.best_now import SHORTLY, is_kept_for_better
from service.outreach.letters.carried_offer import is_still_carried, leaves_with
from service.outreach.letters.envelope import Envelope, Unmailable
from service.outreach.letters.ready_letter import is_as_drawn, ready_letter
from service.outreach.models import MailKind, MailMessage
from service.outreach.occasions.chosen_again import is_to_be_told
from service.outreach.occasions.on_its_way import MAIL as ON_ITS_WAY
from service.outreach.occasions.on_its_way import is_of_this_parcel
from service.outreach.purpose import purpose_of, topic_of
from service.outreach.reputation.pace import WAITS, held_until
from service.outreach.sending.mail_queue import HELD, WHY, paused_for
from service.outreach.sending.outcome import GIVEN_UP, ended, not_yet, patiently
from service.outreach.sending.patience import HELD_FOR, is_given_up
from service.outreach.sending.post import (
    MailAway,
    MailFault,
    MailLater,
    MailNeedsUtf8,
    MailNotAccepted,
    MailRefused,
    MailUnknown,
    is_mail_on,
    post,
)
from service.outreach.sending.send_again import go_another_way
from service.outreach.sending.stuck_mail import DIED
from service.recipients.lock import lock_person
from service.recipients.models import Recipient
from service.security.ids import new_id
from service.workspaces.sandbox import is_copy, is_sandbox

_OWN_WAIT: Final = frozenset({MailLater.code, *WHY})
"""Why a mail waits that has been tried itself."""


class NotNow(TemporaryError):
    """In the last moment it turned out that the mail must not leave yet, or not at all. Nothing was sent."""

    code = "not_now"


@dataclass(frozen=True, slots=True)
class _Begun:
    """What the claim has decided: `later` puts the job off; with neither it is to be sent, or shown where it does not leave."""

    token: str | None = None
    later: datetime | None = None
    is_ended: bool = False


def send_job(lease: Lease) -> Effect | None:
    """The act of `outreach.send`: subject is the message. Raises PermanentError where the mail was never drawn, or cannot be.

    What the mail server says is written down at once; the effect only says when the job comes back, if it does.
    """
    message_id, at = lease.subject_id, utc_now()
    leaves = is_mail_on() and not stays_in_sandbox(message_id)
    envelope = ready_letter(message_id)
    begun = _begin(message_id, envelope, at, leaves=leaves)
    if begun.later is not None:
        return partial(put_off, lease=lease, until=begun.later)
    if begun.is_ended:
        return None
    if begun.token is None:
        return ended(message_id, None, "shown", None)
    if not isinstance(envelope, Envelope):
        raise PermanentError("We started to send an email that was never made.")  # not so: the claim refuses it
    return _send(lease, begun.token, envelope, at)


def _send(lease: Lease, token: str, envelope: Envelope, at: datetime) -> Effect | None:
    message_id = lease.subject_id
    try:
        post(envelope, partial(require_still, message_id, envelope.others))
    except (MailAway, MailFault, MailLater) as error:
        return again(lease, not_yet(message_id, token, error, at), error)
    except (MailRefused, MailNotAccepted, MailNeedsUtf8) as refusal:
        patiently(ended(message_id, token, "failed", refusal.code))
        return None
    except MailUnknown as outcome:
        patiently(ended(message_id, token, "unknown", outcome.code))
        return None
    except NotNow:
        patiently(back_to_queue(message_id, token))
        return partial(put_off, lease=lease, until=at)
    patiently(ended(message_id, token, "sent", None))
    return None


def again(lease: Lease, write: Callable[[Session], datetime | None], error: HandpickedError) -> Effect | None:
    """Writes down at once what kept a message back, and puts its job off until then; None where it has ended."""
    until: list[datetime | None] = []

    def kept(session: Session) -> None:
        until[:] = [write(session)]

    patiently(kept)
    return None if until[0] is None else partial(put_off, lease=lease, until=until[0], error=error)


def stays_in_sandbox(message_id: str) -> bool:
    """Nothing leaves a sandbox: a mistyped address may be somebody's."""
    with reading() as session:
        return is_sandbox(session, session.get_one(MailMessage, message_id).workspace_id)


@dataclass(frozen=True, slots=True)
class Due:
    """A message that may leave at this moment, with its gift and person; all are locked."""

    message: MailMessage
    gift: RecipientGift
    person: Recipient


@dataclass(frozen=True, slots=True)
class Kept:
    """A message that does not leave now: to be asked about again at `later`, or, None, ended."""

    later: datetime | None


def due_or_kept(session: Session, message_id: str, at: datetime, unknown: str) -> Due | Kept:
    """Whether a message may leave, by whichever way, asked in the transaction that commits `sending`. `unknown`: the code of an
    attempt that got so far and no further. What keeps it back is written down."""
    message = session.get_one(MailMessage, message_id)
    # The person is locked first, so that an erasure or unsubscription that came first is seen and a later one comes after, and so
    # that of two messages at one moment the second sees the first.
    person = lock_person(session, message.recipient_id)
    session.refresh(message, with_for_update=True)
    if message.state == "sending":
        # It may have been sent, so it is not sent again.
        message.state, message.error_code = "unknown", unknown
    if message.state == "failed" and message.wait_code == DIED:
        message.state, message.error_code = "queued", None  # somebody has its dead job run again
    if message.state != "queued" or go_another_way(session, message, person, at):
        return Kept(None)
    gift = session.get_one(RecipientGift, message.gift_id, populate_existing=True)
    answer = may_send(session, message, person, gift, at)
    hold_while_away(session, gift, at, is_end_unknown=answer.later == "away" and answer.is_end_unknown)
    if not answer.is_now:
        return Kept(not_now(session, message, answer))
    if is_kept_for_better(session, message, person, at):
        message.wait_code, message.wait_until = "message_cap", at + SHORTLY
        return Kept(message.wait_until)
    return Due(message, gift, person)


def _begin(message_id: str, envelope: Envelope | HandpickedError, at: datetime, *, leaves: bool) -> _Begun:
    """Commits `sending` under a token of its own, or says what comes instead."""
    with transaction() as session:
        due = due_or_kept(session, message_id, at, MailUnknown.code)
        if isinstance(due, Kept):
            return _Begun(later=due.later, is_ended=due.later is None)
        if not isinstance(envelope, Envelope):
            return _unsendable(session, due.message, envelope)
        if not leaves or due.message.handed_over_at is not None:
            _count_in_rehearsal(session, due, at)
            return _Begun()
        return _claim(session, due, envelope, at)


def _count_in_rehearsal(session: Session, due: Due, at: datetime) -> None:
    """There what stands in the outbox has reached its invented person, and is in the way of the next message."""
    message = due.message
    if is_copy(session, message.workspace_id):
        note_contact(session, due.gift, message.id, topic_of(kind_of(message)), at, message.way)


def _not_before(session: Session, due: Due, envelope: Envelope, at: datetime) -> datetime | None:
    """None for now; else when it is asked again: soon, while it is drawn anew, or on a new sender's next day."""
    message = due.message
    if not is_as_drawn(session, message, due.gift, envelope.giver):
        return at + SHORTLY
    slowed = held_until(session, due.person.email or "", topic_of(kind_of(message)), at)
    if slowed is not None:
        message.wait_code, message.wait_until = WAITS, slowed
    return slowed


def _claim(session: Session, due: Due, envelope: Envelope, at: datetime) -> _Begun:
    message, person = due.message, due.person
    if is_given_up(message.first_failed_at, at):
        message.state, message.error_code = "failed", GIVEN_UP
        message.wait_code = message.wait_until = None
        return _Begun(is_ended=True)
    if not envelope.is_for(person.email):
        return _Begun(later=at)  # their address has changed since it was written on the envelope
    paused = paused_for(session, at)
    if paused is not None:
        return _held(message, paused, at)
    holds = leaves_with(session, message, person, envelope.offer_id, at)
    if not (holds and are_free(session, due.gift, envelope.others, at)):
        return _Begun(later=at)  # it is drawn again, without the offer, or with what is free now
    later = _not_before(session, due, envelope, at)
    if later is not None:
        return _Begun(later=later)
    message.state, message.sending_token = "sending", new_id("snd")
    message.addressed_to = person.email_hash
    message.wait_code = message.wait_until = None
    note_contact(session, due.gift, message.id, topic_of(kind_of(message)), at, message.way)
    return _Begun(token=message.sending_token)


def _held(message: MailMessage, reason: str, at: datetime) -> _Begun:
    """It sleeps until the queue opens; an outage counts for it as for the mail that was tried."""
    if message.wait_code not in _OWN_WAIT:
        message.wait_code = HELD
    if reason == MailAway.code and message.first_failed_at is None:
        message.first_failed_at = at
    message.wait_until = at + HELD_FOR
    return _Begun(later=message.wait_until)


def not_now(session: Session, message: MailMessage, answer: Answer) -> datetime | None:
    """Writes down what keeps a message back; answers when to ask again, None for never: then it has ended."""
    if answer.never is not None:
        message.state, message.error_code = "suppressed", answer.never
        message.wait_code = message.wait_until = None
        forget_contact(session, message.id)
        return None
    message.wait_code, message.wait_until = answer.later, answer.not_before
    return answer.not_before


def _unsendable(session: Session, message: MailMessage, error: HandpickedError) -> _Begun:
    """What cannot be built is told as that, and never as a mail of unknown outcome."""
    if not isinstance(error, Unmailable):
        raise error
    ended(message.id, None, "failed", error.code)(session)
    return _Begun(is_ended=True)


def may_send(session: Session, message: MailMessage, person: Recipient, gift: RecipientGift, at: datetime) -> Answer:
    """What is asked of every message, by the way that it goes; the person is locked by the caller where it counts."""
    purpose = purpose_of(session, gift, kind_of(message))
    answer = may_write_at(session, person, at, purpose, gift, message.id, cast(Way, message.way))
    if answer.is_now and message.kind == "chosen_again" and not is_to_be_told(session, gift, at):
        return Answer("not_needed")
    if answer.is_now and message.kind == ON_ITS_WAY and not is_of_this_parcel(session, message, gift):
        return Answer("not_needed")
    if answer.is_now and message.kind == "swap_offer" and not others_free(session, gift, at):
        return Answer("nothing_to_offer")
    return answer


def require_still(message_id: str, others: Sequence[str] = ()) -> None:
    """May it leave still? Asked again as the text is about to go. `others`: ids of products that it offers, to be free still.
    Raises NotNow, also where nobody answers: unknown is never allowed."""
    try:
        with reading() as session:
            message = session.get_one(MailMessage, message_id)
            person = session.get_one(Recipient, message.recipient_id)
            gift = session.get_one(RecipientGift, message.gift_id)
            at = utc_now()
            is_now = may_send(session, message, person, gift, at).is_now
            is_now = is_now and is_still_carried(session, message, person, at) and are_free(session, gift, others, at)
    except Exception as error:
        raise NotNow("We can’t check at the moment whether this message may be sent.") from error
    if not is_now:
        raise NotNow("This message must not be sent now.")


def back_to_queue(message_id: str, token: str) -> Callable[[Session], None]:
    """The write that takes a claim back: nothing has left."""

    def write(session: Session) -> None:
        message = session.get_one(MailMessage, message_id)
        lock_person(session, message.recipient_id)
        session.refresh(message, with_for_update=True)
        if message.state == "sending" and message.sending_token == token:
            message.state = "queued"
            forget_contact(session, message_id)

    return write


def hold_while_away(session: Session, gift: RecipientGift, at: datetime, *, is_end_unknown: bool) -> None:
    """A gift whose person nobody may write to, and nobody knows for how long, is held where sales can see it; and no longer than
    that."""
    if is_end_unknown:
        hold_gift(session, gift, "away", at)
    elif gift.product_id is not None and gift.status in ANSWERABLE:
        lift_hold(session, gift, "away", at)


def kind_of(message: MailMessage) -> MailKind:
    """Its kind, as a purpose."""
    kind: MailKind = message.kind  # type: ignore[assignment]  # the column holds nothing else
    return kind
