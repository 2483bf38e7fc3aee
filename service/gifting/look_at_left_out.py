"""Who got no gift is looked at again when the catalog changes: those of running campaigns for whom something is there now.

One job goes through all of them in portions. It only asks for a look of each (`look_again`), which decides by what is true then,
and contacts nobody: what a person is sent follows from the look, and every message asks `contact.may_write`. Doing it twice asks
twice for the same look.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.campaigns.models import Campaign
from service.db.base import utc_now
from service.decisions.eligibility import exclusion
from service.decisions.values import Choice
from service.gifting.candidate import candidates_for, gather_choices, terms_now
from service.gifting.look_again import look_at_gifts
from service.gifting.models import RecipientGift
from service.gifting.transitions import ANSWERABLE, PLANNED
from service.jobs.act_types import Lease
from service.jobs.portion import portion

PORTION: Final = 200
"""People of one transaction."""
_UNDER_WAY: Final = ("running", "paused")
"""Of a campaign that has not begun the plan is made anew by whoever prepares it."""


def look_at_left_out_job(lease: Lease) -> None:
    """The act of `gifting.look_at_left_out`: subject is a product that has changed; the workspace's people without a gift are
    looked at. Each portion is an effect of its own; a job that is done again begins at the start."""
    if lease.workspace_id is None:
        return
    last: str | None = ""
    while last is not None:
        with portion(lease) as session:
            last = look_at_some(session, lease.workspace_id, last, utc_now())


def look_at_some(session: Session, workspace_id: str, after: str, at: datetime) -> str | None:
    """One portion: people without a gift whose gift's id comes after `after`. Answers the last of them; None where that was all."""
    gifts = session.scalars(
        select(RecipientGift)
        .join(Campaign, Campaign.id == RecipientGift.campaign_id)
        .where(
            Campaign.workspace_id == workspace_id,
            Campaign.status.in_(_UNDER_WAY),
            RecipientGift.product_id.is_(None),
            RecipientGift.status.in_(PLANNED | ANSWERABLE),
            RecipientGift.id > after,
        )
        .order_by(RecipientGift.id)
        .limit(PORTION)
    ).all()
    if gifts:
        look_at_gifts(session, _something_fits(session, workspace_id, gifts, at))
    return gifts[-1].id if len(gifts) == PORTION else None


def _something_fits(
    session: Session, workspace_id: str, gifts: Sequence[RecipientGift], at: datetime
) -> list[RecipientGift]:
    """Those for whom the judge refuses not everything that is on the shelf; the look decides whether they can have it."""
    choices = [choice for choice in gather_choices(session, workspace_id) if choice.stock > 0]
    by_campaign: dict[str, list[RecipientGift]] = defaultdict(list)
    for gift in gifts:
        by_campaign[gift.campaign_id].append(gift)
    found: list[RecipientGift] = []
    for campaign_id, theirs in sorted(by_campaign.items()):
        campaign = session.get_one(Campaign, campaign_id)
        found += _of_campaign(session, campaign, theirs, choices, at)
    return found


def _of_campaign(
    session: Session, campaign: Campaign, gifts: Sequence[RecipientGift], choices: Sequence[Choice], at: datetime
) -> list[RecipientGift]:
    people = candidates_for(session, campaign, gifts, at.date())
    return [
        gift
        for gift in gifts
        if any(exclusion(people[gift.id], choice, terms_now(campaign, gift, at)) is None for choice in choices)
    ]
