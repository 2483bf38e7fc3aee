"""Launch: stock, then money, set aside for a whole wave at once. A plan reserves nothing, so some of it may have gone since."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.campaigns.models import Campaign
from service.gifting import money, shelf
from service.gifting.events import moments_after
from service.gifting.models import RecipientGift
from service.gifting.redraw import draw_first
from service.gifting.transitions import LAUNCH, step_out


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
            RecipientGift.status.in_(LAUNCH.sources),
            RecipientGift.product_id.is_not(None),
            RecipientGift.is_reserved.is_(LAUNCH.needs_reserved),
            RecipientGift.hold_reason.is_(None),
        )
        .order_by(RecipientGift.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
    missing: list[Missing] = []
    taken = _take_pieces(session, gifts, missing)
    launched = _set_out(session, taken, wave, at, missing)
    session.flush()
    draw_first(session, campaign, launched)
    return Reserved(tuple(gift.id for gift in launched), tuple(missing))


def _take_pieces(session: Session, gifts: Sequence[RecipientGift], missing: list[Missing]) -> list[RecipientGift]:
    """Whose piece is off the shelf now, by product and then by gift: of the last pieces the smallest ids get one."""
    taken: list[RecipientGift] = []
    by_product = sorted(gifts, key=lambda gift: gift.product_id or "")
    groups = {
        product_id: list(group) for product_id, group in groupby(by_product, key=lambda gift: gift.product_id or "")
    }
    enough = shelf.take_each(session, {product_id: len(group) for product_id, group in groups.items()})
    for product_id, wanting in groups.items():
        for gift in wanting:
            # Where there is not enough for all, one after the other gets what there is.
            if product_id in enough or (len(wanting) > 1 and shelf.take(session, product_id)):
                taken.append(gift)
            else:
                missing.append(Missing(gift.id, product_id, "out_of_stock"))
    return taken


def _set_out(
    session: Session, taken: Sequence[RecipientGift], wave: int, at: datetime, missing: list[Missing]
) -> list[RecipientGift]:
    """Launches those whose money is set aside now: everybody's in one step, or, where there is not enough, one after the other
    while it does."""
    moments = moments_after(session, [gift.id for gift in taken], at)
    if money.try_reserve_all(session, taken, at):
        for gift in taken:
            step_out(session, gift, moments[gift.id], wave=wave)
        return list(taken)
    launched: list[RecipientGift] = []
    for gift in taken:
        if money.try_reserve(session, gift, gift.cost_minor, at):
            step_out(session, gift, moments[gift.id], wave=wave)
            launched.append(gift)
        else:
            # The shelf's row is still ours, so giving back cannot make anybody wait in a circle.
            shelf.put_back(session, str(gift.product_id))
            missing.append(Missing(gift.id, str(gift.product_id), "insufficient_funds"))
    return launched
