"""What an act on one gift would do to money and stock, shown before the press and compared in the moment of the act."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from service.campaigns.models import Campaign
from service.catalog.landed.in_force import extra_for
from service.catalog.models import Product
from service.gifting.cost import country_of
from service.gifting.lock import lock_gift
from service.gifting.models import RecipientGift
from service.planning.approval.ask import room_minor
from service.planning.launch.figures import FiguresChanged
from service.planning.plan.redecide import find_another


@dataclass(frozen=True, slots=True)
class GiftFigures:
    """Minor units: `now_minor` is set aside in the whole campaign, of which `released_minor` are this gift's. `another` would be
    given instead, for `another_minor`; None where there is nothing. `at_most_minor`: what it may cost, so that nobody has to be
    asked again; None where no sum binds it. `beyond`: what there is instead, where that alone stands in the way."""

    now_minor: int
    released_minor: int
    another: Product | None
    currency: str
    at_most_minor: int | None = None
    beyond: Product | None = None
    country: str = ""

    @property
    def beyond_minor(self) -> int:
        """By how much the next best lies above what may be spent on it."""
        return 0 if self.beyond is None else self.cost_of(self.beyond) - (self.at_most_minor or 0)

    @property
    def then_minor(self) -> int:
        """Set aside once this gift is gone."""
        return self.now_minor - self.released_minor

    @property
    def another_minor(self) -> int:
        """What the other gift would set aside."""
        return 0 if self.another is None else self.cost_of(self.another)

    def cost_of(self, product: Product) -> int:
        """What a product would cost for this person once it is there."""
        return product.price_minor + extra_for(product, self.country).minor


def gift_figures(
    session: Session, campaign: Campaign, gift: RecipientGift, at: datetime, *, with_another: bool
) -> GiftFigures:
    """As things stand now; looking for another gift takes some milliseconds."""
    at_most = most_for(session, campaign, gift) if with_another else None
    another = find_another(session, gift, at, at_most=at_most) if with_another else None
    beyond = find_another(session, gift, at) if with_another and another is None and at_most is not None else None
    return GiftFigures(
        campaign.reserved_minor,
        gift.cost_minor if gift.is_reserved else 0,
        None if another is None else session.get_one(Product, another),
        campaign.currency,
        at_most,
        None if beyond is None else session.get_one(Product, beyond),
        country_of(session, gift),
    )


def most_for(session: Session, campaign: Campaign, gift: RecipientGift) -> int | None:
    """What another gift in place of this one may cost, in minor units, within what was approved; None: no sum binds it. What is set
    aside for the person already is theirs."""
    room = room_minor(session, campaign)
    return None if room is None else gift.cost_minor + max(0, room)


def stamp_of(gift: RecipientGift, another: Product | None = None) -> str:
    """Names the gift as it was looked at, and what was to come instead: another answer, gift or price, another stamp."""
    instead = "" if another is None else f"{another.id} {another.price_minor}"
    told = f"{gift.status} {gift.product_id} {gift.price_minor} {gift.is_reserved} {gift.open_until} {instead}"
    return hashlib.sha256(told.encode()).hexdigest()[:32]


def require_seen(session: Session, gift: RecipientGift, seen: str, another: Product | None = None) -> None:
    """Locks person and gift; raises FiguresChanged where the gift is not as it was when the page was opened."""
    lock_gift(session, gift)
    if seen != stamp_of(gift, another):
        raise FiguresChanged(
            "This gift has changed since you opened this page. Nothing was done; this is how it is now."
        )
