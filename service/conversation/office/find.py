"""The gift whose statement an office holds in its hand, by the code that stands on it."""

from __future__ import annotations

from typing import Final

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from service.errors import LinkUnknown
from service.gifting.find import find_for_reader
from service.gifting.models import RecipientGift
from service.gifting.office_code import typed_office_hash


def gift_by_office_code(session: Session, code: str) -> RecipientGift:
    """Raises LinkUnknown, the same for what is no code, for one that is nobody's, before the launch and after an erasure."""
    hashed = typed_office_hash(code)
    gift_id = None if hashed is None else session.scalar(_ITS_ID, {"hashed": hashed})
    gift = None if gift_id is None else find_for_reader(session, gift_id)
    if gift is None or gift.launched_at is None:
        raise LinkUnknown()
    return gift


_ITS_ID: Final = select(RecipientGift.id).where(RecipientGift.office_hash == bindparam("hashed"))
