"""Whoever listens is told once that a campaign's money runs low, and once that it is out; again only after enough came back."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy import BigInteger, bindparam, select, update
from sqlalchemy.orm import Session

from service.campaigns.models import Campaign
from service.db.loaded import ask, refresh_loaded
from service.workspaces.announcements.announce import announce

LOW: Final = 80
"""Percent of the budget in use, set aside or spent, from which it runs low."""
OUT: Final = 100
ENOUGH: Final = 70
"""Percent below which there is enough again: small sums that come and go tell nobody anything twice."""

_MONEY: Final = select(
    Campaign.workspace_id, Campaign.budget_told, Campaign.budget_minor, Campaign.reserved_minor, Campaign.captured_minor,
    Campaign.band_min_minor, Campaign.currency,
).where(Campaign.id == bindparam("campaign"))  # fmt: skip
_TOLD: Final = (
    update(Campaign)
    .where(Campaign.id == bindparam("campaign"))
    .values(budget_told=bindparam("level", type_=BigInteger))
    .execution_options(synchronize_session=False)
)


def tell_budget(session: Session, campaign_id: str, at: datetime) -> None:
    """To be called when the campaign's money has moved and its row is locked by that."""
    money = ask(session, _MONEY, {"campaign": campaign_id}).one()
    used = money.reserved_minor + money.captured_minor
    level = _level(money.budget_minor, used, money.band_min_minor)
    if not level and used * 100 < money.budget_minor * ENOUGH:
        _note(session, campaign_id, money.budget_told, 0)
    elif level > money.budget_told:
        _note(session, campaign_id, money.budget_told, level)
        announce(
            session, money.workspace_id, "budget.exhausted" if level == OUT else "budget.threshold_reached", campaign_id, at,
            campaign_id=campaign_id, threshold=level, budget=money.budget_minor, reserved=money.reserved_minor,
            captured=money.captured_minor, currency=money.currency,
        )  # fmt: skip


def _level(budget: int, used: int, least: int) -> int:
    """Out: what is free is less than the cheapest gift of the campaign may cost. All in minor units."""
    free = budget - used
    if used and free < max(least, 1):
        return OUT
    return LOW if used and used * 100 >= budget * LOW else 0


def _note(session: Session, campaign_id: str, told: int, level: int) -> None:
    if told != level:
        ask(session, _TOLD, {"campaign": campaign_id, "level": level})
        refresh_loaded(session, Campaign, campaign_id, ["budget_told"])
