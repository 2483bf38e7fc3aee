"""How those answered who were launched before this plan: what is known by now, above a plan for the rest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service.campaigns.models import Campaign
from service.decisions.forecasting.confidence import Share
from service.gifting.models import RecipientGift
from service.gifting.transitions import KEPT

_TAKEN: Final = KEPT | {"returned"}
ENOUGH: Final = 20
"""Answers below which no share of them is told."""


@dataclass(frozen=True, slots=True)
class FirstAnswers:
    """Of `launched` people `answered`, and `kept` of them keep their gift."""

    launched: int
    answered: int
    kept: int

    @property
    def share(self) -> Share | None:
        """Of those who answered; None below `ENOUGH`."""
        return Share(self.kept, self.answered) if self.answered >= ENOUGH else None


def first_answers(session: Session, campaign: Campaign) -> FirstAnswers | None:
    """None before anybody has answered, and once nobody is left to be launched."""
    gift = RecipientGift
    answered = gift.decided_at.is_not(None) & gift.launched_at.is_not(None)
    launched, of_them, kept, left = session.execute(
        select(
            func.count(gift.launched_at),
            func.count().filter(answered),
            func.count().filter(answered, gift.status.in_(_TAKEN)),
            func.count().filter(gift.launched_at.is_(None)),
        ).where(gift.campaign_id == campaign.id, gift.status != "canceled")
    ).one()
    return FirstAnswers(launched, of_them, kept) if of_them and left else None
