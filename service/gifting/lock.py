"""A gift held still together with its person, in the order of the whole house."""

from __future__ import annotations

from sqlalchemy.orm import Session

from service.gifting.models import RecipientGift
from service.recipients.lock import lock_person


def lock_gift(session: Session, gift: RecipientGift) -> None:
    """Locks the person, then their gift, and reads the gift anew: what is known about the person cannot change until the end of the
    transaction, and nobody else takes a step with this gift. Rows that only name the gift by key can be written meanwhile."""
    lock_person(session, gift.recipient_id)
    session.refresh(gift, with_for_update={"key_share": True})
