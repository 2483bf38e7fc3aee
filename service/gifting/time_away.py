"""Somebody who is away, or asked for a pause, is not timed out: their gift waits until they are back and five working days more."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.campaigns.models import Campaign
from service.decisions.arrival import is_working_day
from service.gifting.find import AWAY_AT_MOST, answers_until
from service.gifting.models import RecipientGift
from service.gifting.quiet_time import keep_open
from service.recipients.facts.fact import span_of
from service.recipients.models import ProfileFact, Recipient
from service.recipients.wishes.wishes import wishes_of

WORKING_DAYS: Final = 5
"""How long somebody has at least to answer once they are back, in working days of their country."""
_DAY: Final = timedelta(days=1)


def answers_while_away(spans: Iterable[tuple[date, date]], country: str, until: datetime, latest: datetime) -> datetime:
    """Until when somebody may answer who would otherwise have until `until`: while an absence (first and last day, both included)
    or the working days after it reach beyond that, longer, but not beyond `latest`. Moments in UTC."""
    for first, last in sorted(spans):
        if first <= until.date() and until < latest:
            # An absence without an end, or one beyond every calendar, waits as long as anything does.
            is_long = last >= latest.date()
            back = latest if is_long else datetime.combine(_last_day(country, last + _DAY), time(23, 59), until.tzinfo)
            until = max(until, min(back, latest))
    return until


def wait_for_return(session: Session, campaign: Campaign, gift: RecipientGift, at: datetime) -> bool:
    """Keeps a gift open whose person is away when it would end. True where it may still be answered at `at`; the caller holds the
    gift's lock."""
    person = session.get_one(Recipient, gift.recipient_id)
    if gift.launched_at is not None:
        keep_open(session, campaign, gift, person, at)
    end = answers_until(campaign, gift)
    until = answers_while_away(_spans(session, person), person.country, end, campaign.expires_at + AWAY_AT_MOST)
    if until <= end:
        return at < end
    gift.open_until = until
    session.flush()
    return at < until


def _last_day(country: str, back: date) -> date:
    """The last of the working days that somebody has who is back on a day."""
    day, left = back, WORKING_DAYS - is_working_day(country, back)
    while left:
        day += _DAY
        left -= is_working_day(country, day)
    return day


def _spans(session: Session, person: Recipient) -> list[tuple[date, date]]:
    """Absences that were known, also those that are over, and the pause that they asked for."""
    away = select(ProfileFact).where(
        ProfileFact.recipient_id == person.id, ProfileFact.kind == "away", ProfileFact.withdrawn_at.is_(None)
    )
    spans = [span_of(fact.value) for fact in session.scalars(away)]
    row = wishes_of(session, [person.id])[person.id]
    return spans if row.pause_until is None else [*spans, (date.min, row.pause_until - _DAY)]
