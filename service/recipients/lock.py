"""One at a time: whoever reads a person's dietary facts in order to change them locks the person first.

The order of locks of the whole house: person, gift, products by id, campaign. Of several persons the smallest id comes first.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from service.db.writing.chunks import in_chunks
from service.errors import NotFound
from service.recipients.models import Recipient

_LOCKED: Final = (
    select(Recipient)
    .where(Recipient.id.in_(bindparam("people", expanding=True)))
    .order_by(Recipient.id)
    .with_for_update(key_share=True)
    .execution_options(populate_existing=True)
)

_ONE_LOCKED: Final = (
    select(Recipient)
    .where(Recipient.id == bindparam("person"))
    .with_for_update(key_share=True)
    .execution_options(populate_existing=True)
)


def lock_person(session: Session, recipient_id: str) -> Recipient:
    """The person, as they are now and until the transaction ends: every other holder of this lock waits. Raises NotFound.

    PostgreSQL locks the row, but not against rows that only name the person by key (a mail, an address); on SQLite a writing
    transaction is alone from its first statement.
    """
    session.flush()
    found = session.scalar(_ONE_LOCKED, {"person": recipient_id})
    if found is None:
        raise NotFound("There’s no such person.")
    return found


def lock_people(session: Session, recipient_ids: Iterable[str]) -> dict[str, Recipient]:
    """The same for many, locked in the order of their ids; by id. Ids that nobody has are left out."""
    session.flush()
    ids = sorted(set(recipient_ids))
    found: dict[str, Recipient] = {}
    for some in in_chunks(ids):
        rows = session.scalars(_LOCKED, {"people": some})
        found |= {recipient.id: recipient for recipient in rows}
    return found
