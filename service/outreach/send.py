"""Sends a mail once. `sending` is committed before the server is called; found there later, it means that the outcome is open."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from email.message import EmailMessage
from functools import partial
from typing import Final

from sqlalchemy import exists, select, update
from sqlalchemy.orm import Session

from service.campaigns.models import Campaign
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.errors import NotFound, PermanentError
from service.gifting.find import campaign_of
from service.gifting.hold import hold_gift, lift_hold
from service.gifting.models import RecipientGift
from service.gifting.transitions import ANSWERABLE, TRANSITIONS, apply
from service.jobs.acts import Effect, Lease
from service.jobs.enqueue import enqueue
from service.jobs.models import Job
from service.jobs.row_sweep import Due, RowSweep
from service.outreach.ask import is_to_be_asked
from service.outreach.chosen_again import is_to_be_told
from service.outreach.contact_policy import may_write
from service.outreach.invite import is_to_be_invited
from service.outreach.letter import letter_of, write_letter
from service.outreach.models import LEFT, SAFETY, SENDING, MailMessage
from service.outreach.post import MailAway, MailRefused, MailUnknown, is_mail_on, post
from service.outreach.quiet_hours import quiet_until
from service.outreach.remind import is_to_be_reminded
from service.outreach.write_down import PAUSE
from service.recipients.lock import lock_person
from service.recipients.models import Recipient
from service.workspaces.sandbox import is_sandbox

KIND: Final = "outreach.send"
_WHILE: Final = {
    "invitation": is_to_be_invited,
    "question": is_to_be_asked,
    "reminder": is_to_be_reminded,
    "chosen_again": is_to_be_told,
}
"""Mails that are only sent while they are still needed."""


def send_job(lease: Lease) -> Effect | None:
    """The act of `outreach.send`: subject is the message. Raises MailAway, to be tried again, while nothing has left, and
    PermanentError where the mail was never drawn."""
    write, leaves = _letter(lease.subject_id), is_mail_on() and not _stays_in_sandbox(lease.subject_id)
    to = _begin(lease, utc_now(), is_drawn=write is not None, leaves=leaves)
    if to is None or write is None:
        return None
    if not leaves:
        return partial(_finish, lease.subject_id, "shown", None)
    try:
        post(write(to), to)
    except MailAway:
        _back_to_queue(lease.subject_id)
        raise
    except MailRefused as refusal:
        return partial(_finish, lease.subject_id, "failed", refusal.code)
    except MailUnknown as outcome:
        return partial(_finish, lease.subject_id, "unknown", outcome.code)
    return partial(_finish, lease.subject_id, "sent", None)


def _stuck(_at: datetime) -> Due:
    """Stands in `sending` while nobody is sending it. When it was written says nothing: a clock may have been set back."""
    at_work = exists().where(Job.kind == KIND, Job.subject_id == MailMessage.id, Job.state.in_(("pending", "running")))
    return select(MailMessage.id, MailMessage.workspace_id, MailMessage.created_at).where(
        MailMessage.state == SENDING, ~at_work
    )


def _call_unknown(message_id: str, at: datetime) -> int:
    with transaction() as session:
        found = session.scalars(
            update(MailMessage)
            .where(MailMessage.id == message_id, MailMessage.id.in_(_stuck(at).with_only_columns(MailMessage.id)))
            .values(state="unknown", error_code=MailUnknown.code)
            .returning(MailMessage.id)
            .execution_options(synchronize_session=False)
        )
        return len(found.all())


find_stuck_mail: Final = RowSweep("mail with unknown outcome", _stuck, _call_unknown)
"""Sets such mail to `unknown`; answers how many. Ops decides about each."""


def _letter(message_id: str) -> Callable[[str], EmailMessage] | None:
    """The mail, read before anything is marked as being sent; it only lacks its address. None where its words are not there."""
    with reading() as session:
        message = session.get_one(MailMessage, message_id)
        gift = session.get_one(RecipientGift, message.gift_id)
        campaign = session.get_one(Campaign, gift.campaign_id)
        try:
            letter = letter_of(session, message)
        except NotFound:
            return None
    return lambda to: write_letter(letter, gift, campaign, to, message)


def _stays_in_sandbox(message_id: str) -> bool:
    """Nothing leaves a sandbox: a mistyped address may be somebody's."""
    with reading() as session:
        return is_sandbox(session, session.get_one(MailMessage, message_id).workspace_id)


def _begin(lease: Lease, at: datetime, *, is_drawn: bool, leaves: bool) -> str | None:
    """Commits `sending` and answers the address; None where there is nothing to send, or nothing more to know."""
    with transaction() as session:
        message = session.get_one(MailMessage, lease.subject_id)
        # The person is locked first, so that an erasure or unsubscription that came first is seen and a later one comes after.
        recipient = lock_person(session, message.recipient_id)
        session.refresh(message, with_for_update=True)
        if message.state == "sending":
            # Another attempt got this far and no further: it may have been sent, so it is not sent again.
            message.state, message.error_code = "unknown", MailUnknown.code
        if message.state != "queued":
            return None
        contact = may_write(session, recipient, at, safety=message.kind in SAFETY)
        if contact.refusal is not None or recipient.email is None:
            message.state, message.error_code = "suppressed", contact.refusal
            return None
        gift = session.get_one(RecipientGift, message.gift_id)
        if message.kind in _WHILE and not _WHILE[message.kind](session, gift, at):
            message.state, message.error_code = "suppressed", "not_needed"
            return None
        _hold_while_away(session, gift, at, is_end_unknown=contact.is_end_unknown)
        later = contact.not_before or _rest(session, message, gift, recipient, at)
        if later is not None:
            enqueue(
                session,
                KIND,
                message.id,
                version=lease.version + 1,
                workspace_id=lease.workspace_id,
                campaign_id=lease.campaign_id,
                run_at=later,
            )
            return None
        if not is_drawn:
            raise PermanentError("The mail was never drawn.")
        if leaves:
            message.state = "sending"
        return recipient.email


def _rest(
    session: Session, message: MailMessage, gift: RecipientGift, recipient: Recipient, at: datetime
) -> datetime | None:
    """Until when a reminder waits: nobody asked for it, so it comes neither at night nor while its campaign is paused."""
    if message.kind != "reminder":
        return None
    if campaign_of(session, gift).status == "paused":
        return at + PAUSE
    return quiet_until(recipient.country, at)


def _hold_while_away(session: Session, gift: RecipientGift, at: datetime, *, is_end_unknown: bool) -> None:
    """A gift whose person nobody may write to, and nobody knows for how long, is held where sales can see it; and no longer than
    that."""
    if is_end_unknown:
        hold_gift(session, gift, "away", at)
    elif gift.product_id is not None and gift.status in ANSWERABLE:
        lift_hold(session, gift, "away", at)


def _back_to_queue(message_id: str) -> None:
    with transaction() as session:
        session.execute(
            update(MailMessage)
            .where(MailMessage.id == message_id, MailMessage.state == "sending")
            .values(state="queued")
            .execution_options(synchronize_session=False)
        )


def _finish(message_id: str, state: str, code: str | None, session: Session) -> None:
    at = utc_now()
    message = session.get_one(MailMessage, message_id)
    lock_person(session, message.recipient_id)
    session.refresh(message, with_for_update=True)
    message.state, message.error_code = state, code
    if state in LEFT:
        message.sent_at = at
    if message.kind == "invitation":
        _tell_gift(session, message, at)


def _tell_gift(session: Session, message: MailMessage, at: datetime) -> None:
    """Only the invitation moves a gift; a question is about one that is not there yet."""
    gift = session.get_one(RecipientGift, message.gift_id)
    if message.state == "failed":
        gift.delivery_status = "undeliverable"
    elif message.state == "sent":
        gift.delivery_status = "delivered"
    if message.state in LEFT and gift.status in TRANSITIONS["notify"].sources:
        apply(session, gift, "notify", at, note={"message_id": message.id, "mail": message.state})
