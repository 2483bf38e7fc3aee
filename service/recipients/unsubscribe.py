"""A person who wants no more gifts from this workspace gets none, from this moment."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy import update
from sqlalchemy.orm import Session

from service.jobs.enqueue import enqueue
from service.recipients.consents.note import Channel, note_consent
from service.recipients.consents.wordings import STOP
from service.recipients.models import Recipient
from service.workspaces.announcements.announce import announce

LET_GO: Final = "outreach.let_go"
"""The job that ends what waits to be sent to a person who must not be written to any more; an erasure has its second version."""


def unsubscribe(session: Session, recipient: Recipient, at: datetime, channel: Channel = "page") -> bool:
    """True where it changed something; the first moment stands. Whoever asks for it stays out, whatever they undo elsewhere.
    `channel`: by which they said so."""
    changed = _stop(session, recipient, at, gift_id=None)
    is_new = changed or recipient.stopped_with_gift_id is not None
    if is_new:
        recipient.stopped_with_gift_id = None
        note_consent(
            session, recipient, "mail", "objected", at, wording=STOP if channel == "page" else None, channel=channel
        )
        session.flush()
    return changed


def stop_with_gift(session: Session, recipient: Recipient, gift_id: str, at: datetime) -> None:
    """The same as the consequence of an answer to this gift: it lasts as long as the answer stands."""
    if _stop(session, recipient, at, gift_id=gift_id):
        note_consent(session, recipient, "mail", "objected", at)


def resume(session: Session, recipient: Recipient, gift_id: str, at: datetime) -> None:
    """The answer to this gift was taken back: what it alone had stopped goes on."""
    goes_on = session.execute(
        update(Recipient)
        .where(Recipient.id == recipient.id, Recipient.stopped_with_gift_id == gift_id, Recipient.erased_at.is_(None))
        .values(unsubscribed_at=None, stopped_with_gift_id=None)
        .returning(Recipient.id)
        .execution_options(synchronize_session=False)
    ).all()
    session.refresh(recipient)
    if goes_on:
        note_consent(session, recipient, "mail", "resumed", at)


def _stop(session: Session, recipient: Recipient, at: datetime, *, gift_id: str | None) -> bool:
    changed = session.execute(
        update(Recipient)
        .where(Recipient.id == recipient.id, Recipient.unsubscribed_at.is_(None))
        .values(unsubscribed_at=at, stopped_with_gift_id=gift_id)
        .returning(Recipient.id)
        .execution_options(synchronize_session=False)
    ).all()
    session.refresh(recipient)
    if changed:
        enqueue(session, LET_GO, recipient.id, workspace_id=recipient.workspace_id)
        announce(session, recipient.workspace_id, "recipient.unsubscribed", recipient.id, at)
    return bool(changed)
