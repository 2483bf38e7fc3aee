"""What somebody could have in place of the gift that waits for them, free at this moment, and how likely that is to be kept."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Final, NamedTuple

from sqlalchemy.orm import Session

from service.catalog.models import Product
from service.decisions.scoring.score import score
from service.gifting.assortment import stocked_assortment
from service.gifting.candidate import candidate_for
from service.gifting.find import campaign_of
from service.gifting.live import offers_of
from service.gifting.models import RecipientGift
from service.gifting.swap_limits import may_swap

NAMED: Final = 3
"""So many are named in a message at most."""
_WAITS: Final = "notified"
"""Of a gift that its person was told of, and on whose page nobody has pressed anything yet."""


class Chances(NamedTuple):
    """P in (0, 1) of the gift itself, and of the best of the others, by what is known now."""

    own: float
    other: float


def others_free(session: Session, gift: RecipientGift, at: datetime) -> tuple[Product, ...]:
    """At most three, in the order in which their page shows them: safe for this person, within the campaign's rule for swaps, and
    there. None where the gift was opened or answered. Sets nothing aside."""
    campaign = campaign_of(session, gift)
    if gift.status != _WAITS or gift.product_id is None or not may_swap(campaign, gift):
        return ()
    shown = offers_of(session, campaign, gift, at)
    return tuple(offer.product for offer in shown if offer.is_available)[:NAMED]


def are_free(session: Session, gift: RecipientGift, product_ids: Collection[str], at: datetime) -> bool:
    """Whether all of these can still be offered; of none, they can."""
    return not product_ids or set(product_ids) <= {product.id for product in others_free(session, gift, at)}


def chances_now(session: Session, gift: RecipientGift, at: datetime) -> Chances | None:
    """None where there is nothing to offer."""
    others = others_free(session, gift, at)
    if not others or gift.product_id is None:
        return None
    campaign = campaign_of(session, gift)
    laid_out = stocked_assortment(session, campaign, gift, at).assortment
    candidate = candidate_for(session, campaign, gift, at.date())

    def chance(product_id: str) -> float:
        choice = laid_out.choices[laid_out.place[product_id]]
        return float(score(candidate, choice, laid_out.terms).propensity)

    return Chances(chance(gift.product_id), max(chance(product.id) for product in others))
