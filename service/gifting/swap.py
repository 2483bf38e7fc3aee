"""Rather something else: one product goes back to the shelf and another is set aside, in one step."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from service.catalog.models import Product
from service.db.loaded import row_of
from service.errors import Conflict
from service.gifting.candidate import candidate_for
from service.gifting.cost import before_columns, cost_columns
from service.gifting.decision_records import record_decision
from service.gifting.find import require_open
from service.gifting.for_whom import ask_for_whom, ask_which_size, is_unlike_before
from service.gifting.gift_row import NEXT_VERSION
from service.gifting.guard import product_in, require_eligible, require_still_safe
from service.gifting.lock import lock_gift
from service.gifting.models import RecipientGift
from service.gifting.observe_swap import observe_swap
from service.gifting.open import open_gift
from service.gifting.redraw import draw
from service.gifting.swap_limits import require_swappable
from service.gifting.transitions import apply
from service.recipients.asking.put import withdraw_signals


def swap_gift(
    session: Session, gift: RecipientGift, product_id: str, at: datetime, *, agreed: Mapping[str, Any] | None = None
) -> None:
    """Exchanges the gift's product. Everything that shows it is drawn again.

    `agreed`: the columns of what it costs where that is agreed already, as for a swap that is taken back; else what catalog and
    rates ask now, and the campaign's rule for swaps has to allow it. Taking back leads to what the person had before, so no rule
    is asked.

    Raises LinkClosed, NotFound, NotSwappable, Unsafe, OutOfStock, BudgetExceeded, or Conflict where a colleague has it or the gift
    was answered; nothing has changed then.
    """
    person = lock_gift(session, gift)
    campaign = require_open(session, gift, at, person)
    product = product_in(session, gift.workspace_id, product_id)
    before, is_taken_back = gift.product_id, agreed is not None
    if product_id == before:
        raise Conflict("This is already your gift.", param="product_id")
    cost = cost_columns(session, gift, product) if agreed is None else dict(agreed)
    if not is_taken_back:
        require_swappable(campaign, gift, cost["price_minor"])
    candidate = candidate_for(session, campaign, gift, at.date())
    require_eligible(session, campaign, gift, product, at, cost=cost, candidate=candidate)
    open_gift(session, gift, at)
    # Nothing else is learned of them in between: they are locked.
    is_unlike = not is_taken_back and is_unlike_before(session, gift, product, at)
    was = None if is_taken_back else row_of(session, Product, str(before))
    seen = None if was is None else observe_swap(session, gift, person, was, product, at, is_unlike=is_unlike)
    apply(
        session,
        gift,
        "swap",
        at,
        values={
            "product_id": product.id,
            **cost,
            "is_swapped": product.id != gift.original_product_id,
            "content_version": NEXT_VERSION,
            "undo_until": at + timedelta(hours=campaign.undo_hours),
        },
        note={"from_product_id": before, **before_columns(gift)} | ({} if seen is None else {"fact_id": seen.id}),
    )
    require_still_safe(session, campaign, gift, at, candidate)
    if not is_taken_back and product.price_minor != cost["price_minor"]:
        # Its row is this transaction's now: what somebody asked for it since would be outside of what was agreed and shown.
        raise Conflict("The price of this gift has just changed. Have another look.", param="product_id")
    if not gift.is_swapped:
        # Whoever took their swap back has nothing left to be asked about.
        withdraw_signals(session, gift.recipient_id, gift.id)
    elif not is_taken_back:
        ask_for_whom(session, gift, person, at, is_unlike=is_unlike)
        ask_which_size(session, gift, person, str(before), product, at)
    body = {"product_id": product.id, "price_minor": gift.price_minor, "instead_of": before}
    record_decision(session, gift, "swap", body, at)
    draw(session, gift)
