"""When the mails of a wave leave that was set for a day and an hour: on each reader's own clock, on a working day there."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.campaigns.models import Wave
from service.contact.quiet_hours import zones_of
from service.decisions.arrival import is_working_day
from service.gifting.models import RecipientGift

_DAYS_AHEAD = 30
"""No country has more days off in a row."""


def departure_of(session: Session, gift: RecipientGift, country: str) -> datetime | None:
    """From when on the gift's first mail may leave, in UTC; None where its wave leaves as soon as it may."""
    if gift.wave is None:
        return None
    row = session.execute(
        select(Wave.leave_on, Wave.leave_hour).where(Wave.campaign_id == gift.campaign_id, Wave.number == gift.wave)
    ).one_or_none()
    return None if row is None else departure(country, row.leave_on, row.leave_hour)


@lru_cache(maxsize=4096)
def departure(country: str, leave_on: date, leave_hour: int) -> datetime:
    """The moment, in UTC, at which it has become this hour everywhere in the country, on the first working day from `leave_on` on.
    `country` is ISO 3166 alpha-2; of one whose holidays we do not know, only its weekends count."""
    days = (leave_on + timedelta(days=ahead) for ahead in range(_DAYS_AHEAD))
    day = next((one for one in days if is_working_day(country, one)), leave_on)
    at = (datetime.combine(day, time(leave_hour), tzinfo=zone) for zone in zones_of(country))
    return max(moment.astimezone(UTC) for moment in at)
