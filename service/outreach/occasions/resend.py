"""Mails a new link, once the mail that carries it is drawn and its person may be written to."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.content.produce import ready
from service.db.base import utc_now
from service.gifting.lock import lock_gift
from service.gifting.models import RecipientGift
from service.gifting.renew_link import SEND
from service.gifting.transitions import ANSWERABLE
from service.jobs.act_types import Effect, Lease
from service.jobs.put_off import put_off_wish
from service.outreach.models import MailMessage
from service.outreach.occasions.write_down import is_written, write_down

AGAIN: Final = timedelta(seconds=20)
"""How soon a mail that is not drawn yet is looked for again."""


def resend_job(lease: Lease) -> Effect:
    """The act of `outreach.resend`: subject is the gift, version that of its link. Quick, so all of it is effect."""
    return partial(resend, gift_id=lease.subject_id, version=lease.version)


def resend(session: Session, *, gift_id: str, version: int) -> None:
    """Writes the mail down, once for each link. None where a newer link has taken its place, the gift waits for no answer any more,
    or an invitation that has not left yet brings the new link anyway."""
    gift = session.get_one(RecipientGift, gift_id)
    lock_gift(session, gift)
    once_for = f"{gift_id}:{version}"
    if (
        gift.link_version != version
        or gift.status not in ANSWERABLE
        or is_written(session, gift, "invitation", once_for)
    ):
        return
    if "mail" not in ready(session, gift):
        put_off_wish(session, SEND, gift_id, version, utc_now() + AGAIN)
        return
    if not _waits(session, gift):
        write_down(session, gift, "invitation", utc_now(), once_for=once_for)


def _waits(session: Session, gift: RecipientGift) -> bool:
    """Whether an invitation of this gift has still to leave: one that was never written will be, once the set is complete."""
    states = session.scalars(
        select(MailMessage.state).where(MailMessage.gift_id == gift.id, MailMessage.kind == "invitation")
    ).all()
    return not states or "queued" in states
