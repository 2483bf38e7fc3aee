"""Tells a person that their gift has left: who carries it, under which number, and when it is expected."""

from __future__ import annotations

from functools import partial
from typing import Final

from sqlalchemy.orm import Session

from service.db.base import utc_now
from service.gifting.fulfil import parcels_sent
from service.gifting.models import RecipientGift
from service.jobs.act_types import Effect, Lease
from service.outreach.models import MailKind, MailMessage
from service.outreach.occasions.write_down import is_written, key_of, write_down

MAIL: Final[MailKind] = "delivery_news"


def on_its_way_job(lease: Lease) -> Effect:
    """The act of `outreach.on_its_way`: subject is the gift. Quick, so all of it is effect."""
    return partial(tell_on_its_way, lease.subject_id)


def tell_on_its_way(gift_id: str, session: Session) -> None:
    """Writes the message down, once for each parcel: of a gift that arrived broken, the second is told of like the first. Caps let
    it pass; an unsubscribing, a pause and a wish for no news of parcels do not, and once the parcel has arrived, or its person was
    told not to use it, there is nothing left to send."""
    gift = session.get_one(RecipientGift, gift_id)
    parcel = _parcel(session, gift)
    if not is_written(session, gift, MAIL, parcel):
        write_down(session, gift, MAIL, utc_now(), once_for=parcel)


def is_of_this_parcel(session: Session, message: MailMessage, gift: RecipientGift) -> bool:
    """Whether what it tells of has not come and gone: a message that waited while its parcel arrived says nothing of the next."""
    return message.idempotency_key == key_of(gift, MAIL, _parcel(session, gift))


def _parcel(session: Session, gift: RecipientGift) -> str | None:
    """What there is one message for: the gift, as ever, where one parcel has left, and from the second on each by its number."""
    number = parcels_sent(session, gift)
    return None if number < 2 else f"{gift.id}:{number}"
