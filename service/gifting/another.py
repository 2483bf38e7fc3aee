"""Something else at once, because the person has said why not this: the best there is for them now, by what they have just told.

It is a swap of theirs that we chose, so it can be undone like one; what they told goes with it then.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.campaigns.models import Campaign
from service.catalog.models import Product
from service.decisions.online import Redecision, redecide
from service.errors import BudgetExceeded, Conflict, OutOfStock, Unsafe
from service.gifting.alternatives import write_alternatives
from service.gifting.assortment import stocked_assortment
from service.gifting.availability import availability_of
from service.gifting.candidate import candidate_for
from service.gifting.cost import before_columns, cost_columns
from service.gifting.decision_records import record_decision
from service.gifting.gift_row import NEXT_VERSION
from service.gifting.guard import product_in, require_eligible, require_still_safe
from service.gifting.models import RecipientGift
from service.gifting.open import open_gift
from service.gifting.redraw import draw
from service.gifting.swap_limits import rule_of
from service.gifting.transitions import ANSWERABLE, apply

TRIES: Final = 3
"""How often the next best is taken when somebody else was faster."""


def give_something_else(session: Session, campaign: Campaign, gift: RecipientGift, fact_id: str, at: datetime) -> bool:
    """Exchanges a gift that waits for an answer for the best other one by the facts of this moment, `fact_id` among them. False,
    with nothing changed, where there is none. Person and gift are locked by the caller."""
    if gift.status not in ANSWERABLE or gift.product_id is None:
        return False
    session.flush()
    for _ in range(TRIES):
        found = _find(session, campaign, gift, at)
        if found.product_id is None:
            return False
        try:
            with session.begin_nested():
                _exchange(session, campaign, gift, found, fact_id, at)
        except (OutOfStock, BudgetExceeded, Unsafe, Conflict):
            # Rows that were read again inside the savepoint would keep what was taken back with it.
            session.expire_all()
            continue
        return True
    return False


def _find(session: Session, campaign: Campaign, gift: RecipientGift, at: datetime) -> Redecision:
    stocked = stocked_assortment(session, campaign, gift, at)
    now = stocked.assortment.dense(availability_of(session, gift), stocked.stock)
    candidate = candidate_for(session, campaign, gift, at.date())
    family = session.scalars(select(Product.family).where(Product.id == gift.product_id)).one()
    candidate = replace(candidate, excluded_products=candidate.excluded_products | {family})
    return redecide(stocked.assortment, candidate, now, rule_of(campaign), gift.first_price_minor)


def _exchange(
    session: Session, campaign: Campaign, gift: RecipientGift, found: Redecision, fact_id: str, at: datetime
) -> None:
    product, before = product_in(session, gift.workspace_id, str(found.product_id)), gift.product_id
    choice = require_eligible(session, campaign, gift, product, at)
    open_gift(session, gift, at)
    apply(
        session,
        gift,
        "swap",
        at,
        values={
            "product_id": product.id,
            **cost_columns(session, gift, product, choice.price_minor),
            "is_swapped": product.id != gift.original_product_id,
            "content_version": NEXT_VERSION,
            "undo_until": at + timedelta(hours=campaign.undo_hours),
        },
        note={"from_product_id": before, **before_columns(gift), "fact_id": fact_id},
    )
    require_still_safe(session, campaign, gift, at)
    if product.price_minor != choice.price_minor:
        raise Conflict("The price of this gift has just changed.", param="product_id")
    write_alternatives(session, gift, found.alternatives)
    record_decision(
        session, gift, "answer",
        {"product_id": product.id, "price_minor": gift.price_minor, "instead_of": before, "fact_ids": [fact_id]}, at,
    )  # fmt: skip
    draw(session, gift)
