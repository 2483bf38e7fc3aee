"""When a gift's parcel would arrive, and whether its person is there then: asked before an order of what does not keep leaves."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy.orm import Session

from service.campaigns.models import Campaign
from service.catalog.models import Product
from service.decisions.arrival import arrival, is_away
from service.gifting.candidate import candidate_for
from service.gifting.models import RecipientGift
from service.recipients.models import Recipient
from service.recipients.postal.addresses import address_of


def arrives_on(session: Session, campaign: Campaign, gift: RecipientGift, product: Product, at: datetime) -> date:
    """The day this product is with the gift's person, in working days of their country: from the end of the undo window, from today
    where it has closed, and as if they answered now where they have not."""
    country = session.get_one(Recipient, gift.recipient_id).country
    closes = gift.undo_until or at + timedelta(hours=campaign.undo_hours)
    return arrival(max(at, closes).date(), 0, product.lead_days, country)


def expected_on(
    session: Session, gift: RecipientGift, country: str, ordered: datetime, at: datetime
) -> datetime | None:
    """The day on which what was ordered then arrives, in working days of `country`, and not before the day its person asked for;
    None once that day is over: a parcel that is late is expected on no day we know."""
    if gift.product_id is None:
        return None
    day: date = arrival(ordered.date(), 0, session.get_one(Product, gift.product_id).lead_days, country)
    address = address_of(session, gift.id)
    if address is not None and address.not_before is not None:
        day = max(day, address.not_before)
    return None if day < at.date() or day == date.max else datetime.combine(day, time(tzinfo=UTC))


def is_away_then(session: Session, campaign: Campaign, gift: RecipientGift, product: Product, at: datetime) -> bool:
    """Whether this product does not keep and would arrive while its person is away: its order waits, held as `away`."""
    if not product.perishable:
        return False
    day = arrives_on(session, campaign, gift, product, at)
    return is_away(candidate_for(session, campaign, gift, at.date()), day)
