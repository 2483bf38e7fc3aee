"""Writes down what has become of a mail, in a transaction of its own, as soon as it is known.

Nobody else knows what the server answered. So it is written whatever has become of the job's lease, and tried again while the
database is busy; only a worker that dies in between leaves `unknown` behind.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from time import sleep
from typing import Final

import structlog
from sqlalchemy.orm import Session

from service.contact.caps import forget_contact
from service.db.base import utc_now
from service.db.connect import transaction
from service.errors import HandpickedError
from service.gifting.lock import lock_gift
from service.gifting.models import RecipientGift
from service.gifting.transitions import TRANSITIONS, apply
from service.outreach.letters.envelope import Unmailable
from service.outreach.models import LEFT, MailMessage, went_to
from service.outreach.sending.mail_queue import pause, reopen
from service.outreach.sending.patience import is_given_up, next_try
from service.outreach.sending.post import MailAway, MailFault, MailLater, MailNeedsUtf8, MailNotAccepted, MailRefused
from service.recipients.models import Recipient
from service.workspaces.announcements.announce import announce
from service.workspaces.sandbox import is_copy

GIVEN_UP: Final = "gave_up"
_OPEN: Final = frozenset({"sending", "unknown", "queued"})
"""Where a mail may stand whose sending we know more of than its row does."""
TEXT_REFUSED: Final = "text_refused"
_UNREACHABLE: Final = frozenset({MailRefused.code, MailNeedsUtf8.code, Unmailable.code, TEXT_REFUSED})
"""Ends that are about this person's address, and not about us."""
_ANSWERED: Final = frozenset({MailRefused.code, MailNotAccepted.code})
"""Ends that a server gives only to whom it speaks to: whatever had kept mail from leaving is over."""
_WAITS: Final = (0.05, 0.2, 1.0, 3.0, 8.0, 15.0, 30.0)

_log = structlog.get_logger()


def patiently(write: Callable[[Session], None]) -> None:
    """Writes in one transaction, again while that fails. Raises what the last attempt raised."""
    for wait in _WAITS:
        try:
            with transaction() as session:
                write(session)
            return
        except Exception as error:  # busy, away, a time limit in between: what is known stays known
            _log.warning("outcome_not_written_yet", error=type(error).__name__)
            sleep(wait)
    with transaction() as session:
        write(session)


def ended(message_id: str, token: str | None, state: str, code: str | None) -> Callable[[Session], None]:
    """The write that ends a mail: `sent`, `shown`, `failed` or `unknown`. `token`: whose sending it was; None where nobody sent."""

    def write(session: Session) -> None:
        message = _own(session, message_id, token)
        if message is None:
            return
        at = utc_now()
        message.state, message.error_code = state, code
        message.wait_code = message.wait_until = None
        if state in LEFT:
            message.sent_at = at
        if message.handed_over_at is None and _reached_nobody(session, message):
            forget_contact(session, message_id)
        if message.way == "mail" and (state == "sent" or code in _ANSWERED):
            reopen(session)
        _tell_gift(session, message, at)

    return write


def _reached_nobody(session: Session, message: MailMessage) -> bool:
    """Nor does what only stands in the outbox; in a rehearsal that is where its people read it."""
    return message.state == "failed" or (message.state == "shown" and not is_copy(session, message.workspace_id))


def not_yet(message_id: str, token: str, error: HandpickedError, at: datetime) -> Callable[[Session], datetime | None]:
    """The write that puts a mail back into the queue, nothing having left: answers when it is tried next, None where it was given
    up or is not ours any more."""

    def write(session: Session) -> datetime | None:
        message = _own(session, message_id, token)
        if message is None:
            return None
        forget_contact(session, message_id)
        message.tries += 1
        if not isinstance(error, MailFault) and message.first_failed_at is None:
            message.first_failed_at = at
        if message.way == "mail":
            _tell_queue(session, error, at)
        return wait_or_give_up(session, message, error.code, next_try(at, message.tries, message.first_failed_at), at)

    return write


def _tell_queue(session: Session, error: HandpickedError, at: datetime) -> None:
    """What one mail has met says whether any can leave. A text message says nothing of that."""
    if isinstance(error, MailAway | MailFault):
        pause(session, error.code, at)
    else:
        reopen(session)


def wait_or_give_up(
    session: Session, message: MailMessage, code: str, until: datetime, at: datetime
) -> datetime | None:
    """Leaves the mail in the queue until then, or ends it where it has been tried for as long as any is. `until` or None."""
    if is_given_up(message.first_failed_at, at):
        message.state, message.error_code = "failed", GIVEN_UP
        message.wait_code = message.wait_until = None
        return None
    message.state, message.wait_code, message.wait_until = "queued", code, until
    if message.kind == "invitation" and code == MailLater.code:
        session.get_one(RecipientGift, message.gift_id).delivery_status = "temporarily_undeliverable"
    return until


def _own(session: Session, message_id: str, token: str | None) -> MailMessage | None:
    """The mail with its person and gift locked; None where another attempt has begun since, or the end is known already."""
    message = session.get_one(MailMessage, message_id)
    lock_gift(session, session.get_one(RecipientGift, message.gift_id))
    session.refresh(message, with_for_update=True)
    is_ours = token is None or message.sending_token == token
    return message if is_ours and message.state in _OPEN else None


def _tell_gift(session: Session, message: MailMessage, at: datetime) -> None:
    """Only the invitation moves a gift; a question is about one that is not there yet. That a server took the mail does not mean
    that it was delivered: only a report says so (`outreach/returns`)."""
    if message.kind == "reminder" and message.state in LEFT:
        announce(session, message.workspace_id, "gift.reminder_sent", message.gift_id, at)
    if message.kind != "invitation":
        return
    gift = session.get_one(RecipientGift, message.gift_id)
    if not went_to(message, session.get_one(Recipient, message.recipient_id)):
        return  # their address was corrected meanwhile: what became of the old one is not where their gift stands
    if message.state == "failed" and message.error_code in _UNREACHABLE:
        gift.delivery_status = "undeliverable"
        announce(session, gift.workspace_id, "gift.notification_failed", gift.id, at)
    elif message.state == "sent":
        gift.delivery_status = "scheduled"
    if message.state in LEFT and gift.status in TRANSITIONS["notify"].sources:
        apply(session, gift, "notify", at, note={"message_id": message.id, "mail": message.state})
