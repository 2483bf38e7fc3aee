"""Confirms a donation to whoever gave it, once it is paid and its note is there: what they asked for by donating."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from sqlalchemy.orm import Session

from service.content.donating.note import find_note
from service.db.base import utc_now
from service.gifting.lock import lock_gift
from service.gifting.models import RecipientGift
from service.jobs.act_types import Effect, Lease
from service.outreach.occasions.write_down import is_written, write_down
from service.recipients.lock import lock_person


def donation_note_job(lease: Lease) -> Effect:
    """The act of `outreach.donation_note`: subject is the gift. Quick, so all of it is effect."""
    return partial(confirm_donation, gift_id=lease.subject_id, at=utc_now())


def confirm_donation(session: Session, *, gift_id: str, at: datetime) -> None:
    """Writes the mail down once; whether it leaves, and when, is for `contact` to say. Nothing without a note."""
    gift = session.get_one(RecipientGift, gift_id)
    lock_person(session, gift.recipient_id)
    lock_gift(session, gift)
    if find_note(session, gift) is not None and not is_written(session, gift, "donation_note"):
        write_down(session, gift, "donation_note", at)
