"""Invites a person once everything that was made for them is there."""

from __future__ import annotations

from functools import partial
from typing import Final

from sqlalchemy.orm import Session

from service.campaigns.transitions import PAUSED
from service.contact.gift_state import ended
from service.db.base import utc_now
from service.gifting.find import campaign_of
from service.gifting.models import RecipientGift
from service.jobs.act_types import Effect, Lease
from service.jobs.put_off import put_off_wish
from service.outreach.best_now import LOOK_AGAIN, is_best_now
from service.outreach.occasions.write_down import come_back, is_written, write_down
from service.workspaces.announcements.announce import announce

KIND: Final = "outreach.invite"


def invite_job(lease: Lease) -> Effect:
    """The act of `outreach.invite`: subject is the gift. All of it is quick, so all of it is effect."""
    return partial(invite, gift_id=lease.subject_id, version=lease.version)


def invite(session: Session, *, gift_id: str, version: int = 1) -> None:
    """Writes the invitation down, once for a gift, and asks for it to be sent, where nothing else is better for its person now. A
    paused campaign invites nobody yet."""
    at = utc_now()
    gift = session.get_one(RecipientGift, gift_id)
    campaign = campaign_of(session, gift)
    if is_written(session, gift, "invitation") or ended(session, gift, "invitation", at):
        return
    if campaign.status == PAUSED:
        come_back(session, gift, KIND, version, at)
        return
    verdict = is_best_now(session, gift, "send", at)
    if not verdict.is_best:
        put_off_wish(session, KIND, gift.id, version, verdict.again or at + LOOK_AGAIN)
        return
    message = write_down(session, gift, "invitation", at)
    if message.state == "queued":
        gift.delivery_status = "scheduled"
    elif message.error_code == "unsubscribed":
        gift.delivery_status = "unsubscribed"
    elif message.error_code == "suppressed":
        gift.delivery_status = "undeliverable"
        announce(session, gift.workspace_id, "gift.notification_failed", gift.id, at)
