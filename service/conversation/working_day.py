"""When a letter has waited for one working day: in the campaign's country, on its clock."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service.campaigns.models import Campaign, CampaignRecipient
from service.contact.quiet_hours import zones_of
from service.decisions.arrival import is_working_day
from service.recipients.models import Recipient
from service.sheets.countries import find_country

_DAY: Final = timedelta(days=1)
_DAYS_AHEAD: Final = 40
"""No country has more days off in a row."""


def due_at(country: str, handed_over_at: datetime) -> datetime:
    """The moment, in UTC, at which 24 hours of working days have passed in the first zone of the country (ISO 3166 alpha-2). UTC
    where we know no zone; only weekends count where we know no holidays."""
    zone = zones_of(country)[0]
    now, left = handed_over_at.astimezone(zone), _DAY
    for _ in range(_DAYS_AHEAD):
        midnight = datetime.combine(now.date() + _DAY, time(), tzinfo=zone)
        if is_working_day(country, now.date()):
            rest = midnight.astimezone(UTC) - now.astimezone(UTC)
            if left <= rest:
                break
            left -= rest
        now = midnight
    return now.astimezone(UTC) + left


def country_of(session: Session, campaign: Campaign) -> str:
    """Where the campaign's giver works: the country that its address names, else that of most of its people, else none ("")."""
    city = str(campaign.sender.get("city", ""))
    named = find_country(city.rpartition(",")[2].strip()) if "," in city else None
    if named is not None:
        return named
    most = session.execute(
        select(Recipient.country, func.count().label("people"))
        .join(CampaignRecipient, CampaignRecipient.recipient_id == Recipient.id)
        .where(CampaignRecipient.campaign_id == campaign.id)
        .group_by(Recipient.country)
        .order_by(func.count().desc(), Recipient.country)
        .limit(1)
    ).first()
    return "" if most is None else str(most.country)
