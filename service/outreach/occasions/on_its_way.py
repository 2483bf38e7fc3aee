"""Tells a person that their gift has left: who carries it, under which number, and when it is expected."""

from __future__ import annotations

from functools import partial
from typing import Final

from sqlalchemy.orm import Session

from service.db.base import utc_now
from service.gifting.models import RecipientGift
from service.jobs.act_types import Effect, Lease
from service.outreach.models import MailKind
from service.outreach.occasions.write_down import is_written, write_down

MAIL: Final[MailKind] = "delivery_news"


def on_its_way_job(lease: Lease) -> Effect:
    """The act of `outreach.on_its_way`: subject is the gift. Quick, so all of it is effect."""
    return partial(tell_on_its_way, lease.subject_id)


def tell_on_its_way(gift_id: str, session: Session) -> None:
    """Writes the mail down, once a gift. Caps let it pass; an unsubscribing, a pause and a wish for no news of parcels do not, and
    once the parcel has arrived, or its person was told not to use it, there is nothing left to send."""
    gift = session.get_one(RecipientGift, gift_id)
    if not is_written(session, gift, MAIL):
        write_down(session, gift, MAIL, utc_now())
