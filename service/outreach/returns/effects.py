"""What follows from a report on a mail: for the mail, for its gift's invitation, for a recall's notice and for the address.

An address is given up for a mailbox that does not exist, and for nothing else. Who called a mail spam is written to no more.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from sqlalchemy import update
from sqlalchemy.orm import Session

from service.contact.suppressed import suppress
from service.gifting.models import RecipientGift
from service.gifting.transitions import TRANSITIONS, apply
from service.outreach.models import MailMessage, RecallNotice
from service.recipients.models import Recipient
from service.recipients.unsubscribe import unsubscribe
from service.workspaces.actor import system
from service.workspaces.announcements.announce import announce
from service.workspaces.audit import record_act

CAME_BACK: Final = frozenset({"hard_bounce", "refused", "soft_bounce"})
"""Their server gave the mail up: it will not reach its person any more."""
_ONCE_LEFT: Final = frozenset({"sent", "unknown"})
_DELIVERY: Final[Mapping[str, str]] = {
    "delayed": "temporarily_undeliverable",
    "soft_bounce": "temporarily_undeliverable",
    "delivered": "delivered",
    "refused": "undeliverable",
    "hard_bounce": "undeliverable",
    "complaint": "complaint",
}
"""What is told of an invitation -> the gift's `delivery_status`."""
_RANK: Final = ("unsent", "scheduled", "temporarily_undeliverable", "delivered", "undeliverable", "complaint")
"""Reports come in any order: a status gives way only to one that stands behind it here. Whoever complains has got it."""


def bring_about(
    session: Session,
    message: MailMessage,
    person: Recipient,
    kind: str,
    code: str | None,
    at: datetime,
    *,
    is_new: bool,
) -> None:
    """All that one report changes. The person and the mail are locked. Told twice (`is_new` False), it changes nothing, unless the
    mail has been sent again since."""
    gave_up = kind in CAME_BACK and message.state in _ONCE_LEFT
    if not is_new and not gave_up:
        return
    _tell_message(session, message, kind, at)
    if message.kind == "invitation" and kind in _DELIVERY:
        _tell_gift(session, message, _DELIVERY[kind], at)
    if kind in CAME_BACK:
        _tell_recall(session, message, at)
    give_up_address(session, message.workspace_id, person.email_hash, kind, code, at)
    if kind == "complaint":
        unsubscribe(session, person, at, "mail")


def give_up_address(
    session: Session, workspace_id: str, address: str, kind: str, code: str | None, at: datetime
) -> None:
    """Nothing more is sent to an address (its keyed hash) without a mailbox, or from which a mail was called spam."""
    if kind == "hard_bounce":
        suppress(session, workspace_id, address, "bounced", at, code=code)
    if kind == "complaint":
        suppress(session, workspace_id, address, "complained", at)


def _tell_message(session: Session, message: MailMessage, kind: str, at: datetime) -> None:
    """What came back has failed, and may be sent again where its address stands. A mail whose outcome was open and that was
    delivered has been sent."""
    if kind in CAME_BACK and message.state in _ONCE_LEFT:
        message.state, message.error_code = "failed", kind
    elif kind in {"delivered", "complaint"} and message.state == "unknown":
        message.state, message.error_code, message.sent_at = "sent", None, at
        gift = session.get_one(RecipientGift, message.gift_id, with_for_update={"key_share": True})
        if message.kind == "invitation" and gift.status in TRANSITIONS["notify"].sources:
            apply(session, gift, "notify", at, note={"message_id": message.id, "mail": "sent"})


def _tell_gift(session: Session, message: MailMessage, status: str, at: datetime) -> None:
    gift = session.get_one(RecipientGift, message.gift_id, with_for_update={"key_share": True}, populate_existing=True)
    if gift.delivery_status in _RANK and _RANK.index(status) > _RANK.index(gift.delivery_status):
        gift.delivery_status = status
        if status == "undeliverable":
            announce(session, gift.workspace_id, "gift.notification_failed", gift.id, at)


def _tell_recall(session: Session, message: MailMessage, at: datetime) -> None:
    """The notice of a recall that came back, for ops to reach its person otherwise."""
    notice_id = session.scalar(
        update(RecallNotice)
        .where(RecallNotice.message_id == message.id, RecallNotice.returned_at.is_(None))
        .values(returned_at=at)
        .returning(RecallNotice.id)
        .execution_options(synchronize_session=False)
    )
    if notice_id is not None:
        record_act(session, system(message.workspace_id), "recall.returned", at, subject_id=notice_id)
