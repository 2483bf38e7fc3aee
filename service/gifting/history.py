"""What a person was given before: what is not to be given again, and what is left of the limits that bind them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.campaigns.models import Campaign
from service.gifting.models import RecipientGift
from service.gifting.transitions import KEPT

_CHUNK: Final = 500
_NOT_AGAIN: Final = frozenset({"not_interested", "already_have"})
"""Reasons of a decline that speak about the product, not about gifts."""


@dataclass(frozen=True, slots=True)
class Earlier:
    """A gift of the same person in another campaign, and the year it was meant for."""

    gift: RecipientGift
    year: int

    @property
    def counts(self) -> bool:
        """It was received, or stands for the person until they answer."""
        return self.gift.is_reserved or self.gift.status in KEPT

    @property
    def products(self) -> Iterator[str]:
        """What is not to be given again: what they have or are about to have, what they swapped away, what they refused."""
        gift = self.gift
        if gift.product_id is not None and (self.counts or gift.decline_reason in _NOT_AGAIN):
            yield gift.product_id
        if gift.is_swapped and gift.original_product_id is not None:
            yield gift.original_product_id


@dataclass(frozen=True, slots=True)
class History:
    """One person's gift in this campaign, if any yet, and those in others."""

    present: RecipientGift | None
    earlier: tuple[Earlier, ...]

    @property
    def products(self) -> frozenset[str]:
        """Everything that is not to be given to this person again."""
        return frozenset(product for one in self.earlier for product in one.products)


def histories_of(session: Session, campaign: Campaign, recipient_ids: Sequence[str]) -> dict[str, History]:
    """The history of each person, seen from this campaign."""
    present: dict[str, RecipientGift] = {}
    earlier: dict[str, list[Earlier]] = defaultdict(list)
    for start in range(0, len(recipient_ids), _CHUNK):
        chunk = recipient_ids[start : start + _CHUNK]
        for gift, deliver_on in session.execute(
            select(RecipientGift, Campaign.deliver_on)
            .join(Campaign, Campaign.id == RecipientGift.campaign_id)
            .where(RecipientGift.recipient_id.in_(chunk))
        ):
            if gift.campaign_id == campaign.id:
                present[gift.recipient_id] = gift
            else:
                earlier[gift.recipient_id].append(Earlier(gift, deliver_on.year))
    return {key: History(present.get(key), tuple(earlier[key])) for key in recipient_ids}


def lowest_cap(campaign: Campaign, policy: Mapping[str, Any], history: History) -> int | None:
    """The lowest of all limits that bind this person, in minor units: their company's for one gift and for a year, the public
    sector's, and the sender's own for a year. None where there is no limit."""
    own = policy.get("currency") in {None, campaign.currency}
    year = [one.gift for one in history.earlier if one.counts and one.year == campaign.deliver_on.year]
    caps = [
        _comparable(policy.get("cap_minor"), own),
        _left_of(_comparable(policy.get("yearly_cap_minor"), own), year, campaign.currency),
        _left_of(campaign.yearly_cap_minor, year, campaign.currency),
        # Nobody knows every country's rule for officials; until somebody has looked it up, nothing is the only safe gift.
        (campaign.public_cap_minor or 0) if policy.get("public_sector") else None,
    ]
    return min((cap for cap in caps if cap is not None), default=None)


def _comparable(cap: int | None, is_own_money: bool) -> int | None:
    """A cap in another currency cannot be compared. Their rule must not be broken, so nothing may then cost anything."""
    return cap if cap is None or is_own_money else 0


def _left_of(cap: int | None, year: Sequence[RecipientGift], currency: str) -> int | None:
    """What a year's cap leaves after the gifts of that year; nothing where one of them was paid in other money."""
    if cap is None:
        return None
    if any(gift.currency != currency for gift in year):
        return 0
    return max(0, cap - sum(gift.price_minor for gift in year))
