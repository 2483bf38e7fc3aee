"""Gifts of a plan that a second person reads say so: `pending_approval` while it is asked, a draft again afterwards."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from service.campaigns.approvals import open_request
from service.campaigns.models import Campaign
from service.campaigns.transitions import lock_campaign
from service.db.base import utc_now
from service.db.connect import reading
from service.db.writing.portions import in_portions
from service.gifting.models import RecipientGift
from service.gifting.transitions import FIRST, Change, apply_all
from service.jobs.act_types import Lease
from service.jobs.portion import portion

PENDING = "pending_approval"


def mark_pending_job(lease: Lease) -> None:
    """The act of `planning.mark_pending`: subject is the campaign. Some gifts at a time; each portion asks anew how the request
    stands, so that the last one to run is right, however often and in which order these jobs do."""
    for gift_ids in in_portions(_wrong(lease.subject_id)):
        with portion(lease) as session:
            gifts = session.scalars(
                select(RecipientGift)
                .where(RecipientGift.id.in_(gift_ids))
                .order_by(RecipientGift.id)
                .with_for_update()
                .execution_options(populate_existing=True)
            ).all()
            campaign = lock_campaign(session, session.get_one(Campaign, lease.subject_id))
            is_asked = open_request(session, campaign) is not None
            act, source = ("submit", FIRST) if is_asked else ("unsubmit", PENDING)
            wanted = [gift for gift in gifts if gift.status == source and (gift.product_id or not is_asked)]
            apply_all(session, [Change(gift, act) for gift in wanted], utc_now())


def _wrong(campaign_id: str) -> Sequence[str]:
    with reading() as session:
        campaign = session.get_one(Campaign, campaign_id)
        is_asked = open_request(session, campaign) is not None
        mine = (RecipientGift.campaign_id == campaign_id, RecipientGift.status == (FIRST if is_asked else PENDING))
        query = select(RecipientGift.id).where(*mine).order_by(RecipientGift.id)
        return session.scalars(query.where(RecipientGift.product_id.is_not(None)) if is_asked else query).all()
