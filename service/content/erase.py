"""Erase me: values, gifts, what was drawn, links and mails that have not left. The money still adds up, without a name."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.brain.events.on_page import forget_events
from service.brain.offers.mailed import forget_mailed
from service.contact.suppressed import forget
from service.contact.wishes.choices import forget_limit
from service.content.delete_drawn_files import ask_to_shred
from service.db.erasure_log import note_erasure
from service.gifting.incidents import lose_piece
from service.gifting.models import RecipientGift
from service.gifting.transitions import TRANSITIONS, Change, apply_all
from service.jobs.enqueue import enqueue
from service.recipients.erase import erase_values
from service.recipients.lock import lock_person
from service.recipients.models import Recipient


def erase_person(session: Session, recipient: Recipient, at: datetime) -> bool:
    """Erases a person in one transaction; files follow by job. False where it was done before.

    A gift that has not left is stopped and its money comes back, that of an order once ops says where the piece is; one that is on
    its way or given away goes on without a name.
    """
    recipient = lock_person(session, recipient.id)
    if not _empty(session, recipient, at):
        return False
    note_erasure(session, recipient.id)
    enqueue(session, "planning.forget_in_uploads", recipient.id, workspace_id=recipient.workspace_id)
    return True


def forget_wholly(session: Session, recipient: Recipient, at: datetime) -> bool:
    """The same for somebody who never heard of us, and asked for nothing: the keyed hash of their address goes too, so that a list
    may bring them as anybody else, also one that is being read. In a restored backup the sweep finds them again. False where they
    are erased."""
    recipient = lock_person(session, recipient.id)
    if not _empty(session, recipient, at):
        return False
    recipient.email_hash = f"gone:{recipient.id}"
    session.flush()
    return True


def _empty(session: Session, recipient: Recipient, at: datetime) -> bool:
    if not erase_values(session, recipient, at):
        return False
    forget(session, recipient.workspace_id, recipient.email_hash)
    forget_limit(session, recipient)
    forget_events(session, recipient.id)
    forget_mailed(session, recipient.id)
    gifts = session.scalars(
        select(RecipientGift)
        .where(RecipientGift.recipient_id == recipient.id)
        .order_by(RecipientGift.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
    apply_all(session, [change for gift in gifts if (change := _stop(session, gift, at)) is not None], at)
    for gift in gifts:
        ask_to_shred(session, gift)
    return True


def _stop(session: Session, gift: RecipientGift, at: datetime) -> Change | None:
    """How a gift is stopped, or None where it cannot or need not be. An order without an address can only fail; where its piece is
    then is asked of ops, by ids alone."""
    if gift.status in TRANSITIONS["cancel"].sources:
        return Change(gift, "cancel")
    return lose_piece(session, gift, "fail", at) if gift.status in TRANSITIONS["fail"].sources else None
