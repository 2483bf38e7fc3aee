"""Tells a person that their gift is being chosen again since the one before was not safe, or could not be packed: a sentence, the
choice, no reason."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.db.base import utc_now
from service.gifting.models import RecipientGift
from service.gifting.stop import has_run_out
from service.gifting.transitions import ANSWERABLE
from service.jobs.act_types import Effect, Lease
from service.outreach.models import LEFT, MailMessage
from service.outreach.occasions.write_down import is_written, write_down
from service.recipients.models import Recipient

KIND: Final = "outreach.chosen_again"


def chosen_again_job(lease: Lease) -> Effect:
    """The act of `outreach.chosen_again`: subject is the gift, version its content version. Quick, so all of it is effect."""
    return partial(tell_chosen_again, gift_id=lease.subject_id, version=lease.version)


def tell_chosen_again(session: Session, *, gift_id: str, version: int) -> None:
    """Writes the mail down, once for each version of the gift. As a safety mail no pause, absence or unsubscribing holds it;
    where there was only none left to pack it is delivery news, which waits for a pause to end, and which whoever unsubscribed does
    not get (`purpose`)."""
    at = utc_now()
    gift = session.get_one(RecipientGift, gift_id)
    once_for = f"{gift_id}:{version}"
    if is_written(session, gift, "chosen_again", once_for) or not is_to_be_told(session, gift, at):
        return
    write_down(session, gift, "chosen_again", at, once_for=once_for)


def is_to_be_told(session: Session, gift: RecipientGift, _: datetime) -> bool:
    """Whether there is something to choose, and the person knows of a gift at all: who never heard of one is invited instead."""
    if gift.status not in ANSWERABLE:
        return False
    if has_run_out(session, gift) and session.get_one(Recipient, gift.recipient_id).unsubscribed_at is not None:
        return False
    return gift.status != "created" or _has_heard(session, gift)


def _has_heard(session: Session, gift: RecipientGift) -> bool:
    return (
        session.scalar(
            select(MailMessage.id)
            .where(MailMessage.gift_id == gift.id, MailMessage.kind == "invitation", MailMessage.state.in_(LEFT))
            .limit(1)
        )
        is not None
    )
