"""What a plan would cost by today's rates, where it was made by others."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from service.campaigns.models import Campaign
from service.catalog.landed.in_force import landing_for
from service.catalog.models import Product
from service.gifting.models import RecipientGift
from service.gifting.transitions import PLANNED
from service.recipients.models import Recipient


@dataclass(frozen=True, slots=True)
class RatesChanged:
    """`people` have a planned gift that costs something else today, together `dearer_minor` more (below 0: less); to `unpaid` of
    them it would not come without something left to pay."""

    people: int
    dearer_minor: int
    unpaid: int


def rates_changed(session: Session, campaign: Campaign) -> RatesChanged | None:
    """None where everything that is planned costs what was planned."""
    # Asked of gifts alone, so that nobody is looked up whose gift costs nothing besides its price.
    may_cost_more = select(Product.id).where(
        Product.workspace_id == campaign.workspace_id, Product.delivered != "included"
    )
    rows = session.execute(
        select(
            RecipientGift.product_id,
            Recipient.country,
            RecipientGift.price_minor,
            RecipientGift.extra_minor,
            func.count(),
        )
        .join(Recipient, Recipient.id == RecipientGift.recipient_id)
        .where(
            RecipientGift.campaign_id == campaign.id,
            RecipientGift.status.in_(PLANNED),
            RecipientGift.product_id.is_not(None),
            or_(RecipientGift.product_id.in_(may_cost_more), RecipientGift.extra_minor > 0),
        )
        .group_by(RecipientGift.product_id, Recipient.country, RecipientGift.price_minor, RecipientGift.extra_minor)
    ).all()
    people = dearer = unpaid = 0
    for product_id, country, price, extra, gifts in rows:
        product = session.get_one(Product, product_id)
        today = landing_for(product).besides(product, country, price)
        if today is None:
            people, unpaid = people + gifts, unpaid + gifts
        elif today.minor != extra:
            people, dearer = people + gifts, dearer + gifts * (today.minor - extra)
    return RatesChanged(people, dearer, unpaid) if people else None
