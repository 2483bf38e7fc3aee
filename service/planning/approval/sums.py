"""What approving a plan may set aside, all waves of the campaign together, and a name for exactly these gifts."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.campaigns.models import Campaign
from service.gifting.models import RecipientGift
from service.gifting.transitions import PLANNED


@dataclass(frozen=True, slots=True)
class PlanSum:
    """Money in minor units of the campaign's currency. `planned` people have a gift chosen, `waiting` may still get one."""

    planned: int
    planned_minor: int
    waiting: int
    waiting_minor: int
    """The most that gifts for people who wait may cost together."""
    launched_minor: int
    """Set aside or charged already."""
    stamp: str

    @property
    def open_minor(self) -> int:
        """What can still be set aside."""
        return self.planned_minor + self.waiting_minor

    @property
    def sum_minor(self) -> int:
        """All waves together."""
        return self.launched_minor + self.open_minor


def sum_of(session: Session, campaign: Campaign) -> PlanSum:
    """The campaign's sum as it stands. People without a gift count with the dearest they may get, as far as the budget goes."""
    rows = session.execute(
        select(RecipientGift.id, RecipientGift.product_id, RecipientGift.cost_minor, RecipientGift.hold_reason)
        .where(RecipientGift.campaign_id == campaign.id, RecipientGift.status.in_(PLANNED))
        .order_by(RecipientGift.id)
    )
    named = sha256(f"{campaign.current_match_run_id}\n".encode())
    planned = planned_minor = waiting = 0
    for gift_id, product_id, cost_minor, hold_reason in rows:
        named.update(f"{gift_id} {product_id} {cost_minor}\n".encode())
        if product_id is not None:
            planned, planned_minor = planned + 1, planned_minor + cost_minor
        elif hold_reason is not None:
            waiting += 1
    launched = campaign.reserved_minor + campaign.captured_minor
    left = max(0, campaign.budget_minor - launched - planned_minor)
    at_most = min(waiting * campaign.band_max_minor, left)
    return PlanSum(planned, planned_minor, waiting, at_most, launched, named.hexdigest())
