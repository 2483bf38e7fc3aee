"""Where a campaign's money is, from the ledger of entries and not from any running total."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service.campaigns.models import Campaign
from service.gifting.money_row import MoneyEntry


@dataclass(frozen=True, slots=True)
class MoneyStand:
    """Minor units of the campaign's currency; `reserved` is set aside and neither charged nor free again."""

    currency: str
    budget: int
    reserved: int
    charged: int


def sum_entries(session: Session, campaign: Campaign) -> MoneyStand:
    """Adds up the ledger of one campaign."""
    return sum_all_entries(session, [campaign])[campaign.id]


def sum_all_entries(session: Session, campaigns: Sequence[Campaign]) -> dict[str, MoneyStand]:
    """Adds up the ledgers of campaigns of one workspace, by id."""
    sums: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for campaign_id, kind, amount in session.execute(
        select(MoneyEntry.campaign_id, MoneyEntry.kind, func.sum(MoneyEntry.amount_minor))
        .where(
            MoneyEntry.workspace_id.in_({campaign.workspace_id for campaign in campaigns}),
            MoneyEntry.campaign_id.in_([campaign.id for campaign in campaigns]),
        )
        .group_by(MoneyEntry.campaign_id, MoneyEntry.kind)
    ):
        sums[campaign_id][kind] = int(amount)
    return {campaign.id: _stand(campaign, sums[campaign.id]) for campaign in campaigns}


def _stand(campaign: Campaign, sums: dict[str, int]) -> MoneyStand:
    captured = sums.get("captured", 0)
    return MoneyStand(
        currency=campaign.currency,
        budget=campaign.budget_minor,
        reserved=sums.get("reserved", 0) - sums.get("released", 0) - captured,
        charged=captured - sums.get("refunded", 0),
    )
