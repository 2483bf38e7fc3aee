"""That somebody has looked at what is one person's own is written down: their mail, letter, page, statement or film."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from service.db.connect import transaction
from service.workspaces.actor import Actor
from service.workspaces.audit import record_act

Look = Literal["gift.film_seen", "gift.page_seen", "gift.statement_seen", "letter.seen", "mail.seen"]


def note_look(actor: Actor, look: Look, subject_id: str, at: datetime) -> None:
    """One line of the audit log, in a transaction of its own: what is looked at was read and drawn before it, and holds no lock."""
    with transaction() as session:
        record_act(session, actor, look, at, subject_id=subject_id)
