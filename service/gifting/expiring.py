"""Whoever listens is told once, three days before, that a gift nobody answered is about to end."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import and_, exists, or_, select
from sqlalchemy.orm import Session

from service.campaigns.models import Campaign
from service.campaigns.transitions import RUNNING
from service.db.connect import transaction
from service.gifting.find import answers_until
from service.gifting.lock import lock_gift
from service.gifting.models import RecipientGift
from service.gifting.transitions import ANSWERABLE
from service.jobs.row_sweep import Due, RowSweep
from service.workspaces.announcements.announce import announce
from service.workspaces.announcements.models import Announcement

AHEAD: Final = timedelta(days=3)
"""So long before its end. Where the end is moved later, it is told again before the new one."""
_KIND: Final = "gift.expiring"


def _due(at: datetime) -> Due:
    end = select(Campaign.expires_at).where(Campaign.id == RecipientGift.campaign_id).scalar_subquery()
    soon = select(Campaign.id).where(
        Campaign.status == RUNNING, Campaign.expires_at > at, Campaign.expires_at <= at + AHEAD
    )
    running = select(Campaign.id).where(Campaign.status == RUNNING)
    own = and_(
        RecipientGift.open_until > at, RecipientGift.open_until <= at + AHEAD, RecipientGift.campaign_id.in_(running)
    )
    by_campaign = and_(
        RecipientGift.campaign_id.in_(soon),
        or_(RecipientGift.open_until.is_(None), RecipientGift.open_until <= at + AHEAD),
    )
    told = exists().where(
        Announcement.subject_id == RecipientGift.id, Announcement.kind == _KIND, Announcement.at > at - AHEAD
    )
    return select(RecipientGift.id, RecipientGift.workspace_id, end).where(
        RecipientGift.status.in_(ANSWERABLE), or_(by_campaign, own), ~told
    )


def _tell(gift_id: str, at: datetime) -> int:
    with transaction() as session:
        gift = session.get_one(RecipientGift, gift_id)
        lock_gift(session, gift)
        end = answers_until(session.get_one(Campaign, gift.campaign_id, populate_existing=True), gift)
        if gift.status not in ANSWERABLE or not at < end <= at + AHEAD or _is_told(session, gift_id, end):
            return 0
        announce(session, gift.workspace_id, _KIND, gift_id, at, expires_at=end.isoformat())
    return 1


def _is_told(session: Session, gift_id: str, end: datetime) -> bool:
    told = exists().where(
        Announcement.subject_id == gift_id, Announcement.kind == _KIND, Announcement.at >= end - AHEAD
    )
    return bool(session.scalar(select(told)))


tell_expiring: Final = RowSweep("gifts about to end told of", _due, _tell)
"""Announces `gift.expiring` for each gift that ends within three days; answers how many."""
