"""A sales person replaces a planned gift before launch, under the same guards as everybody else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from service.catalog.models import Product
from service.decisions.eligibility import why_not
from service.decisions.values import Reason
from service.errors import BudgetExceeded, Conflict, OutOfStock
from service.gifting.candidate import candidate_for, choice_of, taken_by_others, terms_of
from service.gifting.find import campaign_of
from service.gifting.guard import product_in, require_eligible
from service.gifting.models import GiftAlternative, RecipientGift
from service.gifting.promised import money_left, promised_pieces
from service.gifting.record import record_decision
from service.gifting.transitions import PLANNED, apply


@dataclass(frozen=True, slots=True)
class Option:
    """One product for one person; `reasons` is empty where it may be given."""

    product: Product
    reasons: tuple[Reason, ...]


def override_options(session: Session, gift: RecipientGift, at: datetime) -> tuple[Option, ...]:
    """Every product of the workspace with what stands against it for this person; those that may be given first, then by price.

    A diet is not told: `dietary` and `dietary_unknown` say only that it would not be safe.
    """
    campaign = campaign_of(session, gift)
    candidate, terms = candidate_for(session, campaign, gift, at.date()), terms_of(campaign)
    taken, promised = taken_by_others(session, gift), promised_pieces(session, gift)
    left = money_left(session, campaign, gift)
    options = []
    for product in session.scalars(select(Product).where(Product.workspace_id == gift.workspace_id)):
        reasons = list(why_not(candidate, choice_of(product), terms, product.stock - promised.get(product.id, 0)))
        if product.id in taken:
            reasons.append(Reason.TAKEN_IN_ACCOUNT)
        if product.price_minor > left:
            reasons.append(Reason.INSUFFICIENT_FUNDS)
        options.append(Option(product, tuple(reasons)))
    return tuple(
        sorted(options, key=lambda option: (bool(option.reasons), option.product.price_minor, option.product.id))
    )


def override_gift(session: Session, gift: RecipientGift, product_id: str, user_id: str, at: datetime) -> None:
    """Puts this product in place of the planned one and keeps later plans from changing it.

    Raises Conflict once launched or where a colleague has it, NotFound, Unsafe, OutOfStock or BudgetExceeded.
    """
    if gift.status not in PLANNED:
        raise Conflict("This gift has been launched. The recipient can swap it; you cannot.")
    campaign = campaign_of(session, gift)
    product = product_in(session, gift.workspace_id, product_id)
    require_eligible(session, campaign, gift, product, at)
    if product.stock <= promised_pieces(session, gift).get(product.id, 0):
        raise OutOfStock("Every piece on the shelf is planned for somebody already.", param=product.id)
    if product.price_minor > money_left(session, campaign, gift):
        raise BudgetExceeded("With this gift the plan would cost more than the budget.")
    before = gift.product_id
    apply(
        session,
        gift,
        "choose",
        at,
        values={
            "product_id": product.id,
            "original_product_id": product.id,
            "price_minor": product.price_minor,
            "is_overridden": True,
            "hold_reason": None,
            "unmatched_reasons": [],
        },
        note={"by": user_id, "from_product_id": before},
    )
    # Beside itself it would be no choice.
    session.execute(
        delete(GiftAlternative).where(GiftAlternative.gift_id == gift.id, GiftAlternative.product_id == product.id)
    )
    record_decision(session, gift, "override", {"product_id": product.id, "instead_of": before, "by": user_id}, at)
