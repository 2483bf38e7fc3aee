"""Another product for a person, not by their own swap: after an answer, after a lost race, or because theirs is no longer safe.

The planning room decides which product; here the decision is carried out under the same guards as a swap.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from service.errors import Conflict
from service.gifting.cost import NOTHING, cost_columns
from service.gifting.decision_records import DecisionKind, record_decision
from service.gifting.find import campaign_of
from service.gifting.gift_row import NEXT_VERSION
from service.gifting.guard import product_in, require_eligible, require_still_safe
from service.gifting.hold import REASONS
from service.gifting.models import RecipientGift
from service.gifting.redraw import draw
from service.gifting.transitions import ANSWERABLE, PLANNED, apply


def choose_product(
    session: Session,
    gift: RecipientGift,
    product_id: str,
    kind: DecisionKind,
    body: Mapping[str, Any],
    at: datetime,
    *,
    is_exchange: bool = False,
) -> None:
    """Gives the person this product, whatever they had before. `is_exchange`: the sender took that from them; it is not offered to
    them again, and this is the gift that a swap is told from.

    Before launch it is only written down; on a launched gift it is set aside (and what was before put back) and drawn. Raises
    NotFound, Unsafe, OutOfStock, BudgetExceeded or Conflict; nothing has changed then.
    """
    product = product_in(session, gift.workspace_id, product_id)
    before = gift.product_id
    if before == product_id:
        raise Conflict("This product is already the gift.", param="product_id")
    campaign = campaign_of(session, gift)
    require_eligible(session, campaign, gift, product, at)
    values: dict[str, Any] = {
        "product_id": product.id,
        **cost_columns(session, gift, product),
        "hold_reason": None,
        "unmatched_reasons": [],
        "content_version": NEXT_VERSION,
        "undo_until": None,
    }
    note: dict[str, Any] = {"from_product_id": before}
    if is_exchange:
        values |= {"original_product_id": product.id, "is_swapped": False}
        note["exchanged"] = True
    apply(session, gift, _act(gift), at, values=values, note=note)
    require_still_safe(session, campaign, gift, at)
    if gift.original_product_id is None or gift.status in PLANNED:
        gift.original_product_id = product.id
    if gift.first_price_minor is None or gift.status in PLANNED:
        # Once somebody was promised a gift, swaps are measured by that one, whatever we have to choose in its place.
        gift.first_price_minor = gift.price_minor
    chosen = {"product_id": product.id, "price_minor": gift.price_minor, "instead_of": before}
    record_decision(session, gift, kind, {**chosen, **body}, at)
    if gift.status in ANSWERABLE:
        draw(session, gift)


def stop_gift(session: Session, gift: RecipientGift, reason: str, at: datetime) -> None:
    """Takes a product that is no longer safe from a launched gift and holds it; stock and money are free again.

    Raises Conflict where the gift is no longer open, ValueError for an unknown reason.
    """
    if reason not in REASONS:
        raise ValueError(f"{reason!r} is not a reason to hold a gift.")
    values = {
        "product_id": None,
        **NOTHING,
        "hold_reason": reason,
        "content_version": NEXT_VERSION,
        "undo_until": None,
    }
    apply(session, gift, "stop", at, values=values, note={"reason": reason, "from_product_id": gift.product_id})


def _act(gift: RecipientGift) -> str:
    if gift.status in PLANNED:
        return "choose"
    return "substitute" if gift.is_reserved else "give"
