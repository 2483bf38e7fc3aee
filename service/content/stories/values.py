"""What readers are told of a gift's value: its price or, where the campaign hides prices, none, and how one gift's differs from
another's."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from renderers.context import GiftFacts, Money, SafetyFacts, ValueStep
from service.campaigns.models import Campaign
from service.gifting.models import RecipientGift
from service.gifting.transitions import PLANNED

NO_GIFT: Final = GiftFacts(
    product_id="",
    sku="",
    name="",
    line="",
    inside="",
    category="",
    price=Money(0, "EUR"),
    lead_days=0,
    image="",
    image_alt="",
    locale="en",
    safety=SafetyFacts(False, (), (), (), (), (), (), (), None),
)
"""Stands where a person has no gift. No renderer draws it: an empty word never passes `render`."""


def without_price(facts: GiftFacts, hides: bool) -> GiftFacts:
    """The same, with no price where the campaign hides it."""
    return replace(facts, price=None) if hides else facts


def value_step(campaign: Campaign, before_minor: int, after_minor: int) -> ValueStep | None:
    """How much less or more the second is worth than the first, as far as the campaign tells; None for the same value."""
    if before_minor == after_minor:
        return None
    by = Money(abs(after_minor - before_minor), campaign.currency)
    return ValueStep("less" if after_minor < before_minor else "more", by if campaign.price_shown else None)


def beside_first(campaign: Campaign, gift: RecipientGift) -> ValueStep | None:
    """Where we chose again, how the gift's value differs from that of the first; a swap of their own is no news to anybody."""
    if gift.is_swapped or gift.first_price_minor is None or gift.status in PLANNED:
        return None
    return value_step(campaign, gift.first_price_minor, gift.price_minor)
