"""What a person was given before: what is not to be given again, and what is left of the limits that bind them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from sqlalchemy import String, bindparam, select
from sqlalchemy.orm import Session, aliased

from service.campaigns.models import Campaign
from service.catalog.models import Product
from service.db.writing.by_key import ByKey
from service.db.writing.chunks import in_chunks
from service.gifting.events import EventKind
from service.gifting.models import GiftEvent, RecipientGift
from service.gifting.transitions import KEPT
from service.recipients.questions import AGAINST_PRODUCT, TOO_MUCH

_JUST: Final = timedelta(days=180)


@dataclass(frozen=True, slots=True)
class Earlier:
    """A gift of the same person in another campaign, as the database has it now whatever this session loaded before. Price and
    cost in minor units; `family` and `original_family` are those of its products: another version is the same again; `deliver_on`
    is the day its campaign was meant for."""

    status: str
    family: str | None
    original_family: str | None
    price_minor: int
    cost_minor: int
    currency: str
    is_swapped: bool
    is_reserved: bool
    decline_reason: str | None
    deliver_on: date

    @property
    def counts(self) -> bool:
        """It was received, or stands for the person until they answer."""
        return self.is_reserved or self.status in KEPT

    @property
    def happened(self) -> str | None:
        """What came of it as a code of `decisions.scoring.context`. A no counts only where its reason is about the thing or its
        worth: one for what they eat, for privacy or for their company's rule teaches nothing."""
        if self.status == "returned":
            return "just_returned"
        against = self.status == "declined" and self.decline_reason in {*AGAINST_PRODUCT, TOO_MUCH}
        return "just_declined" if against else None

    @property
    def families(self) -> Iterator[str]:
        """What is not to be given again: what they have or are about to have, what they swapped away, what they refused."""
        if self.family is not None and (self.counts or self.decline_reason in AGAINST_PRODUCT):
            yield self.family
        if self.is_swapped and self.original_family is not None:
            yield self.original_family


_GIVEN: Final = aliased(Product)
_FIRST: Final = aliased(Product)
_TOLD: Final = (
    RecipientGift.status,
    _GIVEN.family,
    _FIRST.family,
    RecipientGift.price_minor,
    RecipientGift.cost_minor,
    RecipientGift.currency,
    RecipientGift.is_swapped,
    RecipientGift.is_reserved,
    RecipientGift.decline_reason,
    Campaign.deliver_on,
)
"""The columns of `Earlier`, in its order."""
_CAMPAIGN: Final = bindparam("campaign", type_=String())
_HERE: Final = select(RecipientGift).where(
    RecipientGift.recipient_id.in_(bindparam("people", expanding=True)), RecipientGift.campaign_id == _CAMPAIGN
)
_ELSEWHERE: Final = ByKey(
    RecipientGift.recipient_id,
    lambda theirs: (
        select(RecipientGift.recipient_id, *_TOLD)
        .join(Campaign, Campaign.id == RecipientGift.campaign_id)
        .outerjoin(_GIVEN, _GIVEN.id == RecipientGift.product_id)
        .outerjoin(_FIRST, _FIRST.id == RecipientGift.original_product_id)
        .where(theirs, RecipientGift.campaign_id != _CAMPAIGN)
    ),
)
_EXCHANGED: Final = ByKey(
    GiftEvent.gift_id,
    lambda its: select(GiftEvent.gift_id, GiftEvent.body).where(
        its, GiftEvent.kind.in_((EventKind.SUBSTITUTED.value, EventKind.GIVEN.value))
    ),
)


@dataclass(frozen=True, slots=True)
class History:
    """One person's gift in this campaign, if any yet, and those in others; `taken_back` are the families of what the sender took
    from them here and exchanged for something else."""

    present: RecipientGift | None
    earlier: tuple[Earlier, ...]
    taken_back: frozenset[str] = frozenset()

    def just_happened(self, on: date) -> frozenset[str]:
        """Codes of `decisions.scoring.context` for what came of their last gift elsewhere, if it was meant for a day of the 180
        before `on`."""
        near = [one for one in self.earlier if abs(on - one.deliver_on) <= _JUST and one.happened]
        last = max((one.deliver_on for one in near), default=None)
        return frozenset(one.happened for one in near if one.happened and one.deliver_on == last)

    @property
    def families(self) -> frozenset[str]:
        """Everything that is not to be given to this person again, in any version."""
        return self.taken_back.union(family for one in self.earlier for family in one.families)


def histories_of(
    session: Session,
    campaign: Campaign,
    recipient_ids: Sequence[str],
    present: Mapping[str, RecipientGift] | None = None,
) -> dict[str, History]:
    """The history of each person, seen from this campaign. Whoever reserves by it has locked the persons first: then nobody else
    gives them anything before this transaction ends. `present`: their gifts in this campaign by recipient id, where the caller has
    them all."""
    here: dict[str, RecipientGift] = dict(present or {})
    earlier: dict[str, list[Earlier]] = defaultdict(list)
    for some in in_chunks(() if present is not None else recipient_ids):
        found = session.scalars(_HERE, {"people": some, "campaign": campaign.id})
        here |= {gift.recipient_id: gift for gift in found}
    for recipient_id, *told in _ELSEWHERE.rows(session, recipient_ids, campaign=campaign.id):
        earlier[recipient_id].append(Earlier(*told))
    taken = _taken_back(session, [gift for gift in here.values() if gift.launched_at is not None])
    return {key: History(here.get(key), tuple(earlier[key]), taken.get(key, frozenset())) for key in recipient_ids}


def _taken_back(session: Session, gifts: Sequence[RecipientGift]) -> dict[str, frozenset[str]]:
    """Person -> families of the gifts that were exchanged for them, as the gifts' histories tell; nothing is before it sets out."""
    people = {gift.id: gift.recipient_id for gift in gifts}
    products: dict[str, set[str]] = defaultdict(set)
    for gift_id, body in _EXCHANGED.rows(session, sorted(people)):
        if body.get("exchanged"):
            products[people[gift_id]].add(body["from_product_id"])
    if not products:
        return {}
    ids = sorted({product_id for found in products.values() for product_id in found})
    families = {
        product_id: family
        for some in in_chunks(ids)
        for product_id, family in session.execute(select(Product.id, Product.family).where(Product.id.in_(some)))
    }
    return {person: frozenset(families[one] for one in found) for person, found in products.items()}


def lowest_cap(
    campaign: Campaign, policy: Mapping[str, Any], history: History, told_minor: int | None = None
) -> int | None:
    """The lowest of all limits that bind this person, in minor units: their own (`told_minor`), or below what was too much for them
    where they named none, their company's for one gift and for a year, the public sector's, and the sender's own for a year. None
    where there is no limit."""
    own = policy.get("currency") in {None, campaign.currency}
    year = [one for one in history.earlier if one.counts and one.deliver_on.year == campaign.deliver_on.year]
    caps = [
        _below_refused(history, campaign.currency) if told_minor is None else told_minor,
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


def _left_of(cap: int | None, year: Sequence[Earlier], currency: str) -> int | None:
    """What a year's cap leaves after the gifts of that year; nothing where one of them was paid in other money."""
    if cap is None:
        return None
    if any(gift.currency != currency for gift in year):
        return 0
    return max(0, cap - sum(gift.cost_minor for gift in year))


def _below_refused(history: History, currency: str) -> int | None:
    """Less than the lowest price of what they declined as worth too much and cannot undo; in other money nothing is comparable,
    and nothing was named that could be broken."""
    refused = [
        gift.price_minor
        for gift in history.earlier
        if gift.decline_reason == TOO_MUCH and gift.price_minor and gift.currency == currency
    ]
    return None if not refused else min(refused) - 1
