"""What a person may swap their gift for, as far as its price goes: the campaign's rule and the gift's own row, as the one guard in
`decisions.rules.swap_rule` wants them. Pages, offers, films, plans and presses all ask here."""

from __future__ import annotations

from typing import cast

from service.campaigns.models import Campaign
from service.decisions.rules.swap_rule import NOTHING, PriceRange, swap_range
from service.decisions.values import SwapLimit, SwapRule
from service.errors import NotSwappable
from service.gifting.models import RecipientGift


def rule_of(campaign: Campaign) -> SwapRule:
    """The campaign's rule."""
    return SwapRule(cast(SwapLimit, campaign.swap_limit), campaign.swap_floor_minor or 0)


def prices_within(campaign: Campaign, gift: RecipientGift) -> PriceRange:
    """What the gift's person may swap to now may cost so much; nothing may where the campaign has no swaps, or where they had the
    only one. Measured by the gift first chosen, whatever they have now."""
    if gift.first_price_minor is None or (campaign.swaps_once and gift.is_swapped):
        return NOTHING
    return swap_range(rule_of(campaign), gift.first_price_minor)


def may_swap(campaign: Campaign, gift: RecipientGift) -> bool:
    """Whether there is anything to swap to as far as the rule goes."""
    return prices_within(campaign, gift) != NOTHING


def require_swappable(campaign: Campaign, gift: RecipientGift, price_minor: int) -> None:
    """Raises NotSwappable where the rule does not let this person swap to a gift that costs this. The gift's row is locked."""
    if campaign.swap_limit == "none":
        raise NotSwappable("This gift can’t be swapped.")
    if campaign.swaps_once and gift.is_swapped:
        raise NotSwappable("This gift has been swapped, and it can be swapped once.")
    if price_minor not in prices_within(campaign, gift):
        raise NotSwappable("This gift’s value is too far from the one first chosen.", param="product_id")
