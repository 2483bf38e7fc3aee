"""A gift held still together with its person, in the order of the whole house."""

from __future__ import annotations

from sqlalchemy.orm import Session

from service.db.loaded import read_anew
from service.gifting.models import RecipientGift
from service.recipients.lock import lock_person
from service.recipients.models import Recipient


def lock_gift(session: Session, gift: RecipientGift) -> Recipient:
    """Locks the person, then their gift, and reads the gift anew: what is known about the person cannot change until the end of the
    transaction, and nobody else takes a step with this gift. Rows that only name the gift by key can be written meanwhile.

    Answers the person, who is not asked for again by what follows as long as the caller holds on to them."""
    person = lock_person(session, gift.recipient_id)
    read_anew(session, RecipientGift, gift.id, lock=True)
    return person
