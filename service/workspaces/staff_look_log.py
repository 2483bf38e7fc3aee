"""That somebody has looked at what is one person's own is written down: their mail, letter, page, statement or film."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final, Literal

from sqlalchemy import select

from service.db.connect import reading, transaction
from service.workspaces.actor import Actor
from service.workspaces.audit import record_act
from service.workspaces.models import AuditEntry

Look = Literal[
    "gift.film_seen", "gift.offers_seen", "gift.page_seen", "gift.statement_seen", "letter.seen", "mail.seen"
]


def note_look(actor: Actor, look: Look, subject_id: str, at: datetime) -> None:
    """One line of the audit log, in a transaction of its own: what is looked at was read and drawn before it, and holds no lock."""
    with transaction() as session:
        record_act(session, actor, look, at, subject_id=subject_id)


ONE_SITTING: Final = timedelta(hours=1)
"""While somebody writes, the same letter is shown at every pause: that is one look."""


def note_sitting(actor: Actor, look: Look, subject_id: str, at: datetime) -> None:
    """As `note_look`, once in `ONE_SITTING` for the same person looking at the same thing."""
    seen = select(AuditEntry.id).where(
        AuditEntry.act == look,
        AuditEntry.at > at - ONE_SITTING,
        AuditEntry.subject_id == subject_id,
        AuditEntry.user_id == actor.user_id,
    )
    with reading() as session:
        is_known = session.scalar(seen.limit(1)) is not None
    if not is_known:
        note_look(actor, look, subject_id, at)
