"""What quiet by rule costs a plan: who is chosen for and cannot be launched yet, for how much, and for whom it lasts too long."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.campaigns.models import Campaign
from service.gifting.models import RecipientGift
from service.gifting.transitions import PLANNED
from service.recipients.models import Recipient
from service.recipients.quiet.in_force import is_anybody_quiet, is_quiet_now, quiet_among


@dataclass(frozen=True, slots=True)
class QuietCost:
    """`people` with a gift in the plan are quiet, gifts of `amount_minor` wait for them. For `too_late` of them quiet lasts until
    the campaign has ended, so that they get nothing; for `unknown` nobody knows until when. `first` is when the earliest go on."""

    people: int
    amount_minor: int
    too_late: int
    unknown: int
    first: datetime | None


def quiet_cost(session: Session, campaign: Campaign, at: datetime) -> QuietCost | None:
    """None where nobody of the plan who is not launched yet is quiet."""
    if not is_anybody_quiet(session, campaign.workspace_id, at):
        return None
    gifts = session.execute(
        select(RecipientGift.recipient_id, RecipientGift.cost_minor)
        .join(Recipient, Recipient.id == RecipientGift.recipient_id)
        .where(
            RecipientGift.campaign_id == campaign.id,
            RecipientGift.status.in_(PLANNED),
            RecipientGift.product_id.is_not(None),
            is_quiet_now(at),
        )
    ).all()
    if not gifts:
        return None
    quiet = quiet_among(session, [person_id for person_id, _ in gifts], at)
    known = [one.until for one in quiet.values() if not one.is_end_unknown]
    return QuietCost(
        len(gifts),
        sum(price for _, price in gifts),
        sum(until >= campaign.expires_at for until in known),
        len(quiet) - len(known),
        min((until for until in known if until < campaign.expires_at), default=None),
    )
