"""What a workspace's own gifts have taught about how people behave: counted, and nothing of it before enough of them are over."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import Session

from service.campaigns.models import Campaign, CampaignRecipient
from service.clock import machine_time
from service.decisions.forecasting.rates import Name, Rate, rate_of
from service.gifting.models import RecipientGift
from service.gifting.transitions import KEPT, PLANNED
from service.recipients.models import Recipient
from service.recipients.questions import TEACHES_NOTHING
from service.workspaces.models import Workspace

_SAID_YES: Final = (*sorted(KEPT), "ordered", "shipped", "delivered", "returned", "failed")


def own_rates(session: Session, workspace_id: str, at: datetime) -> dict[Name, Rate]:
    """The rates as this workspace's gifts have taught them; in a rehearsal, as those of the workspace it is a copy of have. Only
    gifts whose campaign is over count: who answers early is no sample of everybody. Left out are gifts that were stopped or
    cancelled, people who were erased, and answers that teach nothing."""
    gift = RecipientGift
    origin = session.scalar(select(Workspace.copy_of).where(Workspace.id == workspace_id))
    if origin is not None:
        workspace_id, at = origin, machine_time(at)
    opened = gift.opened_at.is_not(None)
    declined, donated = gift.status == "declined", gift.status == "donated"
    answered = and_(opened, or_(gift.status.in_(_SAID_YES), declined, donated, _lapsed()))
    unswapped = gift.is_swapped.is_(False)
    counts = {
        "launched": None,
        "opened": opened,
        "swapped": and_(opened, gift.is_swapped.is_(True)),
        "answered": answered,
        "unswapped": and_(answered, unswapped),
        "declined_unswapped": and_(answered, declined, unswapped),
        "declined": and_(answered, declined),
        "donated": and_(answered, donated),
    }
    found = session.execute(
        select(*(_count(name, passes) for name, passes in counts.items()))
        .join(Campaign, Campaign.id == gift.campaign_id)
        .join(Recipient, Recipient.id == gift.recipient_id)
        .where(
            gift.workspace_id == workspace_id,
            gift.launched_at.is_not(None),
            gift.stopped_at.is_(None),
            gift.status != "canceled",
            or_(gift.decline_reason.is_(None), gift.decline_reason.not_in(TEACHES_NOTHING)),
            Campaign.expires_at <= at,
            Recipient.erased_at.is_(None),
        )
    ).mappings()
    return rates_from(dict(found.one()))


def rates_from(counts: Mapping[str, int]) -> dict[Name, Rate]:
    """Every rate from the counts of `launched`, `opened`, `swapped`, `answered`, `declined` and `donated` gifts; of those who
    answered, `unswapped` ones and `declined_unswapped`, since the forecast has nobody decline what they have just chosen.
    Who looked and kept their own is written down nowhere, so that one stays assumed."""
    opened, answered, declined = counts["opened"], counts["answered"], counts["declined"]
    return {
        "open": rate_of("open", opened, counts["launched"]),
        "swap": rate_of("swap", counts["swapped"], opened),
        "look": rate_of("look"),
        "answer": rate_of("answer", answered, opened),
        "decline": rate_of("decline", counts["declined_unswapped"], counts["unswapped"]),
        "donate": rate_of("donate", counts["donated"], answered - declined),
    }


def not_launched(session: Session, campaign: Campaign) -> frozenset[str]:
    """Ids of the campaign's people whose gift has not been launched: of them the plan's forecast speaks."""
    rows = session.execute(
        select(CampaignRecipient.recipient_id, RecipientGift.status)
        .outerjoin(
            RecipientGift,
            (RecipientGift.campaign_id == CampaignRecipient.campaign_id)
            & (RecipientGift.recipient_id == CampaignRecipient.recipient_id),
        )
        .where(CampaignRecipient.campaign_id == campaign.id)
    )
    return frozenset(recipient_id for recipient_id, status in rows if status is None or status in PLANNED)


def days_left(campaign: Campaign, at: datetime) -> int:
    """Whole days from now until nobody can answer any more; at least one."""
    return max(1, (campaign.expires_at - at).days)


def _lapsed() -> ColumnElement[bool]:
    """Said yes, and could not be sent."""
    return and_(RecipientGift.status == "expired", RecipientGift.decided_at.is_not(None))


def _count(name: str, passes: ColumnElement[bool] | None) -> ColumnElement[int]:
    return func.count().label(name) if passes is None else func.count(case((passes, 1))).label(name)
