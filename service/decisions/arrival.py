"""The day a parcel arrives, in working days of the recipient's country, and whether anybody is there then."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache, lru_cache
from typing import Final

from service.decisions.values import Candidate, Choice, Terms

_DAY: Final = timedelta(days=1)
_FURTHEST: Final = 2_000
"""Working days beyond which nobody looks at a calendar: such a parcel never comes."""
_SATURDAY: Final = 5


@lru_cache(maxsize=8192)
def arrival(answered: date, undo_hours: int, lead_days: int, country: str) -> date:
    """The day a parcel is there whose order leaves once the answer can no longer be undone.

    `lead_days` are working days after the order's day, by the weekends and public holidays of `country` (ISO 3166 alpha-2; of one
    that has no calendar, Saturday and Sunday). Without any it arrives on the order's day or the next working day. `date.max` where
    that lies beyond every calendar.
    """
    ordered = _plus(answered, -(-undo_hours // 24))
    if lead_days > _FURTHEST or ordered > date.max - timedelta(days=5 * _FURTHEST):
        return date.max
    day, left = ordered, lead_days
    while left or not is_working_day(country, day):
        day += _DAY
        left -= left > 0 and is_working_day(country, day)
    return day


def is_working_day(country: str, day: date) -> bool:
    """Whether parcels are brought on a day in a country."""
    return day not in _days_off(country, day.year)


def arrives(candidate: Candidate, lead_days: int, terms: Terms) -> date:
    """The day to compare with a person's absences, for a product of so many working days.

    For somebody who is answering now it is the day the parcel arrives. Before that nobody knows when they will answer: it is the
    promised day, or a later one where the parcel cannot be there by then, though they answer as soon as they may be written to,
    which is not before they are back. Where no day is known from which they may answer, it is the promised day.
    """
    if terms.answered_on is None:
        return terms.deliver_on
    if terms.is_answered:
        return arrival(terms.answered_on, terms.undo_hours, lead_days, candidate.country)
    asked = back_from(candidate, terms.answered_on)
    return max(terms.deliver_on, arrival(asked, terms.undo_hours, lead_days, candidate.country))


def arrives_too_late(choice: Choice, country: str, terms: Terms) -> bool:
    """Whether a plan would promise a day that cannot be kept even by an answer at once."""
    if terms.answered_on is None or not terms.is_punctual:
        return False
    return arrival(terms.answered_on, terms.undo_hours, choice.lead_days, country) > terms.deliver_on


def is_away(candidate: Candidate, day: date) -> bool:
    """Whether one of the person's absences covers a day."""
    return any(first <= day <= last for first, last in candidate.away)


def back_from(candidate: Candidate, day: date) -> date:
    """The first day from `day` on that no absence covers, through absences that touch; `date.max` where no end is known."""
    for first, last in sorted(candidate.away):
        if first <= day <= last:
            day = _plus(last, 1)
    return day


def _plus(day: date, days: int) -> date:
    return day + timedelta(days=min(days, (date.max - day).days))


@cache
def _days_off(country: str, year: int) -> frozenset[date]:
    """Weekends and public holidays, less the weekends that are worked on. The weekend is the country's own: Friday and Saturday in
    Egypt."""
    # The calendars of 250 countries take half a second to load, which only those pay who reckon with one.
    from holidays import country_holidays  # noqa: PLC0415

    days = [date(year, 1, 1) + timedelta(days=ahead) for ahead in range(365 + _is_leap(year))]
    try:
        calendar = country_holidays(country, years=year)
    except NotImplementedError:  # the package has no calendar of this country: its weekend is all that is known
        return frozenset(day for day in days if day.weekday() >= _SATURDAY)
    return frozenset(day for day in days if not calendar.is_working_day(day))


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
