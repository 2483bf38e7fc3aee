"""Where a campaign's money is, from the ledger of entries and not from any running total."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service.campaigns.models import Campaign
from service.gifting.models import MoneyEntry


@dataclass(frozen=True, slots=True)
class MoneyStand:
    """Minor units of the campaign's currency; `reserved` is set aside and neither charged nor free again."""

    currency: str
    budget: int
    reserved: int
    charged: int


def sum_entries(session: Session, campaign: Campaign) -> MoneyStand:
    """Adds up the ledger of one campaign."""
    sums = {
        kind: int(amount)
        for kind, amount in session.execute(
            select(MoneyEntry.kind, func.sum(MoneyEntry.amount_minor))
            .where(MoneyEntry.workspace_id == campaign.workspace_id, MoneyEntry.campaign_id == campaign.id)
            .group_by(MoneyEntry.kind)
        )
    }
    captured = sums.get("captured", 0)
    return MoneyStand(
        currency=campaign.currency,
        budget=campaign.budget_minor,
        reserved=sums.get("reserved", 0) - sums.get("released", 0) - captured,
        charged=captured - sums.get("refunded", 0),
    )
