"""A wave set for a day and an hour: what somebody typed, and when the mails would leave for the people of the wave."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from babel import Locale
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service.campaigns.models import Campaign, Wave
from service.contact.departures import departure
from service.contact.quiet_hours import zones_of
from service.db.writing.chunks import in_chunks
from service.errors import InvalidInput
from service.gifting.models import RecipientGift
from service.recipients.models import Recipient

_ENGLISH: Final[Mapping[str, str]] = Locale("en").territories
HOURS: Final = range(8, 20)
"""Full hours at which a mail may be set to leave: outside of these it is night."""


@dataclass(frozen=True, slots=True)
class Leave:
    """The first day and the full hour on each reader's clock."""

    on: date
    hour: int


@dataclass(frozen=True, slots=True)
class Departure:
    """One country's part of a wave: `at` in UTC, `local` the same on the latest of its clocks."""

    country: str
    people: int
    at: datetime
    local: datetime


def read_leave(form: Mapping[str, str], campaign: Campaign, at: datetime) -> Leave | None:
    """The day and hour of the form; None where no day is set, so that the mails leave as soon as they may. Raises InvalidInput."""
    day, hour = form.get("leave_on", "").strip(), form.get("leave_hour", "").strip()
    if not day:
        return None
    try:
        on = date.fromisoformat(day)
    except ValueError:
        raise InvalidInput("Choose a day, such as 2027-03-18, or leave it empty.", param="leave_on") from None
    if not hour.isdecimal() or int(hour) not in HOURS:
        raise InvalidInput(f"Choose an hour from {HOURS[0]}:00 to {HOURS[-1]}:00 on their clock.", param="leave_hour")
    if not at.date() <= on < campaign.expires_at.date() - timedelta(days=1):
        raise InvalidInput(
            "Choose a day from today on, at least two days before the campaign closes, so that people can answer.",
            param="leave_on",
        )
    return Leave(on, int(hour))


def set_leave(session: Session, campaign: Campaign, wave: int, leave: Leave) -> None:
    """Writes down when the mails of a wave leave, in the transaction that marks it."""
    session.add(
        Wave(
            workspace_id=campaign.workspace_id, campaign_id=campaign.id, number=wave, leave_on=leave.on,
            leave_hour=leave.hour,
        )
    )  # fmt: skip
    session.flush()


def departures(session: Session, gift_ids: Sequence[str], leave: Leave) -> list[Departure]:
    """When the mails to these people would leave, by country, the first first. Caps and absences may keep one back longer."""
    people: dict[str, int] = {}
    for some in in_chunks(gift_ids):
        rows = session.execute(
            select(Recipient.country, func.count())
            .join(RecipientGift, RecipientGift.recipient_id == Recipient.id)
            .where(RecipientGift.id.in_(some))
            .group_by(Recipient.country)
        )
        for country, number in rows:
            people[country] = people.get(country, 0) + number
    found = [
        Departure(_ENGLISH.get(country, country), number, at, _on_the_last_clock(country, at))
        for country, number in people.items()
        for at in (departure(country, leave.on, leave.hour),)
    ]
    return sorted(found, key=lambda one: (one.at, one.country))


def _on_the_last_clock(country: str, at: datetime) -> datetime:
    """The moment as the country's latest clock shows it: the one on which the hour comes last."""
    return min((at.astimezone(zone) for zone in zones_of(country)), key=lambda one: one.replace(tzinfo=None))
