"""A gift held still together with its person, in the order of the whole house."""

from __future__ import annotations

from typing import Final

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from service.campaigns.models import Campaign
from service.catalog.models import Product
from service.db.loaded import read_anew
from service.errors import NotFound
from service.gifting.events import note_still as _note_still
from service.gifting.events import this_transaction
from service.gifting.models import RecipientGift
from service.recipients.lock import lock_person
from service.recipients.models import Account, Recipient


def lock_gift(session: Session, gift: RecipientGift) -> Recipient:
    """Locks the person, then their gift, and reads the gift anew: what is known about the person cannot change until the end of the
    transaction, and nobody else takes a step with this gift. Rows that only name the gift by key can be written meanwhile.

    Answers the person, who is not asked for again by what follows as long as the caller holds on to them."""
    if (person := _just_locked(session, gift)) is not None:
        return person
    person = lock_person(session, gift.recipient_id)
    read_anew(session, RecipientGift, gift.id, lock=True)
    _note_still(session, gift.id)
    return person


def lock_for_press(session: Session, gift_id: str, recipient_id: str) -> RecipientGift | None:
    """The same before the gift was ever loaded, for whoever takes in a press of its person; None where there is no such gift of
    theirs, or they were erased. The first `lock_gift` that follows finds both locked and read."""
    try:
        person = lock_person(session, recipient_id)
    except NotFound:
        return None
    gift = session.scalar(_LOCKED, {"gift": gift_id, "person": recipient_id})
    if gift is None or person.erased_at is not None:
        return None
    _note_still(session, gift.id)
    session.info[_JUST] = (this_transaction(session), gift.id, person)
    # Asked about by whatever is pressed, so they are read at once; the session holds on to them until it ends.
    session.info[_AROUND] = session.execute(_ROWS_AROUND, {"gift": gift.id}).one()
    return gift


_LOCKED: Final = (
    select(RecipientGift)
    .where(RecipientGift.id == bindparam("gift"), RecipientGift.recipient_id == bindparam("person"))
    .with_for_update(key_share=True)
    .execution_options(populate_existing=True)
)
_ROWS_AROUND: Final = (
    select(Campaign, Account, Product)
    .select_from(RecipientGift)
    .join(Campaign, Campaign.id == RecipientGift.campaign_id)
    .join(Account, Account.id == RecipientGift.account_id)
    .outerjoin(Product, Product.id == RecipientGift.product_id)
    .where(RecipientGift.id == bindparam("gift"))
)
_AROUND: Final = "what is around the gift that was locked for a press"
_JUST: Final = "locked for a press, and nothing done since"


def _just_locked(session: Session, gift: RecipientGift) -> Recipient | None:
    when, gift_id, person = session.info.pop(_JUST, (None, None, None))
    return person if when == this_transaction(session) and gift_id == gift.id else None
