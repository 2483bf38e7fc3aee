"""Tells somebody who said yes that the sender has cancelled their gift, and why; some minutes later, since it may be taken back."""

from __future__ import annotations

from functools import partial

from sqlalchemy.orm import Session

from service.db.base import utc_now
from service.gifting.cancel import TOLD_AFTER
from service.gifting.lock import lock_gift
from service.gifting.models import RecipientGift
from service.jobs.act_types import Effect, Lease
from service.outreach.occasions.write_down import is_written, write_down


def tell_withdrawn_job(lease: Lease) -> Effect:
    """The act of `outreach.tell_withdrawn`: subject is the gift, version which of its cancellations. All of it is effect."""
    return partial(tell_withdrawn, gift_id=lease.subject_id, version=lease.version)


def tell_withdrawn(session: Session, *, gift_id: str, version: int) -> None:
    """Writes the mail down, once for each cancellation; none where it was taken back, or a younger one stands."""
    at = utc_now()
    gift = session.get_one(RecipientGift, gift_id)
    lock_gift(session, gift)
    if gift.status != "canceled" or gift.cancel_reason is None or gift.canceled_at is None:
        return
    once_for = f"{gift_id}:{version}"
    if at < gift.canceled_at + TOLD_AFTER or is_written(session, gift, "withdrawn", once_for):
        return
    write_down(session, gift, "withdrawn", at, once_for=once_for)
