"""What a gift costs its giver: the price, and what is paid besides until it is there. Both are agreed together, and change
together."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy.orm import Session

from service.catalog.landed.in_force import extra_for, landing_for
from service.catalog.models import Product
from service.db.loaded import row_of
from service.gifting.models import RecipientGift
from service.recipients.models import Recipient

NOTHING: Final[Mapping[str, Any]] = {"price_minor": 0, "extra_minor": 0, "extra_parts": {}}
"""The columns of a gift that costs nothing, having no product."""

PRICE_ALONE: Final[Mapping[str, Any]] = {"extra_minor": 0, "extra_parts": {}}
"""The columns of a gift of which its price alone is spent."""


def cost_columns(
    session: Session, gift: RecipientGift, product: Product, price_minor: int | None = None
) -> dict[str, Any]:
    """The columns of this gift with that product, by today's rates; `price_minor` where its price was agreed before."""
    extra = extra_for(product, country_of(session, gift), price_minor)
    price = product.price_minor if price_minor is None else price_minor
    return {"price_minor": price, "extra_minor": extra.minor, "extra_parts": extra.parts()}


def before_columns(gift: RecipientGift) -> dict[str, Any]:
    """What it costs now, as the history of a swap keeps it, so that the swap can be taken back to the same."""
    told: dict[str, Any] = {"from_price_minor": gift.price_minor}
    return told | ({"from_extra_parts": dict(gift.extra_parts)} if gift.extra_minor else {})


def agreed_columns(price_minor: int, parts: Mapping[str, int]) -> dict[str, Any]:
    """The columns of what a gift cost before, from its history."""
    return {"price_minor": price_minor, "extra_minor": sum(parts.values()), "extra_parts": dict(parts)}


def sum_columns(amount_minor: int) -> dict[str, Any]:
    """The columns of a gift that is a sum alone."""
    return {"price_minor": amount_minor, "extra_minor": 0, "extra_parts": {}}


def way_back_minor(session: Session, gift: RecipientGift, product: Product) -> int:
    """What the carriage of its parcel back costs, by today's rates."""
    return landing_for(product).way_back(product, country_of(session, gift))


def parcel_sunk(session: Session, gift: RecipientGift, product: Product | None = None) -> int:
    """Minor units that stay spent of a parcel that has left, whose price comes back: what was paid besides, and with `product` its
    carriage back: no more than comes back with it, so that one parcel never passes a campaign's budget."""
    back = 0 if product is None else way_back_minor(session, gift, product)
    return gift.extra_minor + min(back, gift.price_minor)


def sunk_columns(gift: RecipientGift, minor: int) -> dict[str, Any]:
    """The columns of a gift of which so much more stays spent."""
    return {"sunk_minor": gift.sunk_minor + minor} if minor else {}


def sunk_note(minor: int) -> dict[str, Any]:
    """The same as its history tells it: this parcel's alone."""
    return {"sunk_minor": minor} if minor else {}


def country_of(session: Session, gift: RecipientGift) -> str:
    """Where its person lives."""
    return row_of(session, Recipient, gift.recipient_id).country
