"""Other gifts that an automatic answer shows: those a press on "Show other gifts" would, and of them only what is free of what was
named. Nothing is set aside; pressing one passes the guard of every swap."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from service.catalog.models import Product
from service.conversation.concierge.values import Understood
from service.gifting.find import campaign_of
from service.gifting.live import offers_of
from service.gifting.models import RecipientGift

MOST: Final = 3


def propose(session: Session, gift: RecipientGift, asked: Understood, at: datetime) -> tuple[str, ...]:
    """Ids of the products, at most `MOST`; none where nothing like it can be had."""
    offers = offers_of(session, campaign_of(session, gift), gift, at)
    fitting = (offer.product for offer in offers if offer.is_available and is_free_of(offer.product, asked))
    return tuple(product.id for product, _ in zip(fitting, range(MOST), strict=False))


def is_free_of(product: Product, asked: Understood) -> bool:
    """Whether every mark that was named is stated as wished. What is neither eaten nor put on skin has no allergens to name; its
    materials count. Unknown is never free."""
    eaten = product.kind != "neither"
    allergens: Mapping[str, str] = product.allergens
    diets: Mapping[str, str] = product.diets
    materials: Mapping[str, str] = product.materials
    return (
        (not eaten or all(allergens.get(key) == "absent" for key in asked.avoid))
        and (not eaten or all(diets.get(key) == "suited" for key in asked.follow))
        and all(materials.get(key) == "absent" for key in asked.materials)
    )
