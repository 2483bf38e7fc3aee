"""Launch: stock, then money, set aside for a whole wave at once. A plan reserves nothing, so some of it may have gone since."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.campaigns.models import Campaign
from service.gifting import money, shelf
from service.gifting.models import RecipientGift
from service.gifting.record import add_event, moments_after
from service.gifting.redraw import draw
from service.gifting.transitions import PLANNED


@dataclass(frozen=True, slots=True)
class Missing:
    """A planned gift that could not be had any more; nothing is set aside for it and it can be decided again."""

    gift_id: str
    product_id: str
    hold_reason: Literal["out_of_stock", "insufficient_funds"]


@dataclass(frozen=True, slots=True)
class Reserved:
    """What came of a wave. `launched` are gift ids; a gift that had no product or was launched before is in neither."""

    launched: tuple[str, ...]
    missing: tuple[Missing, ...]


def launch_gifts(session: Session, campaign: Campaign, gift_ids: Sequence[str], wave: int, at: datetime) -> Reserved:
    """Reserves and launches what still can be had and asks for its content to be drawn.

    Gifts are locked first, then products in id order, then the campaign: the order of every other change.
    """
    gifts = session.scalars(
        select(RecipientGift)
        .where(
            RecipientGift.id.in_(gift_ids),
            RecipientGift.campaign_id == campaign.id,
            RecipientGift.status.in_(PLANNED),
            RecipientGift.product_id.is_not(None),
            RecipientGift.is_reserved.is_(False),
            RecipientGift.hold_reason.is_(None),
        )
        .order_by(RecipientGift.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
    missing: list[Missing] = []
    taken: list[tuple[RecipientGift, str]] = []
    for product_id, gift in sorted(((gift.product_id or "", gift) for gift in gifts), key=lambda pair: pair[0]):
        if shelf.take(session, product_id):
            taken.append((gift, product_id))
        else:
            missing.append(Missing(gift.id, product_id, "out_of_stock"))
    launched: list[str] = []
    moments = moments_after(session, [gift.id for gift, _ in taken], at)
    for gift, product_id in taken:
        if money.try_reserve(session, gift, gift.price_minor, at):
            _launch(session, gift, product_id, wave, moments[gift.id])
            launched.append(gift.id)
        else:
            # The shelf's row is still ours, so giving back cannot make anybody wait in a circle.
            shelf.put_back(session, product_id)
            missing.append(Missing(gift.id, product_id, "insufficient_funds"))
    session.flush()
    return Reserved(tuple(launched), tuple(missing))


def _launch(session: Session, gift: RecipientGift, product_id: str, wave: int, at: datetime) -> None:
    gift.status, gift.is_reserved, gift.wave, gift.launched_at = "created", True, wave, at
    body = {
        "status": "created",
        "product_id": product_id,
        "price_minor": gift.price_minor,
        "is_reserved": True,
        "undo_until": None,
        "stock": {product_id: -1},
        "wave": wave,
    }
    add_event(session, gift, "gift.created", body, at)
    draw(session, gift)
