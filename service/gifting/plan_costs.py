"""What the gifts of a plan cost, part by part, as their rows keep it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.campaigns.models import Campaign, CampaignRecipient
from service.catalog.landed.in_force import extra_for
from service.catalog.models import Product
from service.db.writing.chunks import in_chunks
from service.decisions.values import Plan
from service.errors import Conflict
from service.recipients.models import Recipient


def plan_costs(session: Session, campaign: Campaign, plan: Plan) -> dict[str, dict[str, Any]]:
    """Recipient -> the columns of what their gift costs, part by part. Raises Conflict where a rate has changed since the plan was
    begun: it was made within a budget that would no longer be kept."""
    parts: dict[str, Mapping[str, int]] = {}
    besides = {one.candidate_id: one.product_id for one in plan.chosen.values() if one.extra_minor}
    if besides:
        countries = dict(
            session.execute(
                select(Recipient.id, Recipient.country)
                .join(CampaignRecipient, CampaignRecipient.recipient_id == Recipient.id)
                .where(CampaignRecipient.campaign_id == campaign.id)
            ).all()
        )
        products = {
            one.id: one
            for some in in_chunks(sorted(set(besides.values())))
            for one in session.scalars(select(Product).where(Product.id.in_(some)))
        }
        parts = {
            person: extra_for(products[key], countries[person], plan.chosen[person].price_minor).parts()
            for person, key in besides.items()
        }
    if any(sum(parts[person].values()) != plan.chosen[person].extra_minor for person in parts):
        raise Conflict("The rates changed while the gifts were being chosen, so we’re choosing again.")
    return {
        person: {
            "price_minor": one.price_minor,
            "extra_minor": one.extra_minor,
            "extra_parts": dict(parts.get(person, {})),
        }
        for person, one in plan.chosen.items()
    }
