"""One person's row, held still. Whoever changes what a person may be given, or relies on it, takes this lock before any other.

The lock order of the whole house: person, gift, products by id, campaign.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.recipients.models import Recipient

_CHUNK: Final = 500


def lock_person(session: Session, recipient_id: str) -> Recipient:
    """The person as they stand now, theirs and ours until the transaction ends. SQLite has one writer at a time by itself.

    Rows that only name the person by key (a mail, an address) may still be written meanwhile by others.
    """
    session.flush()
    return session.get_one(Recipient, recipient_id, populate_existing=True, with_for_update={"key_share": True})


def lock_people(session: Session, recipient_ids: Iterable[str]) -> None:
    """The same for many, in the order of their ids, so that two crowds never wait for each other in a circle."""
    session.flush()
    ids = sorted(set(recipient_ids))
    for start in range(0, len(ids), _CHUNK):
        session.execute(
            select(Recipient.id)
            .where(Recipient.id.in_(ids[start : start + _CHUNK]))
            .order_by(Recipient.id)
            .with_for_update(key_share=True)
        ).all()
