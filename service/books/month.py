"""Months of a journal: their first days, by UTC."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from service.errors import InvalidInput


def month_of(moment: datetime) -> date:
    """The month that holds a moment."""
    return moment.astimezone(UTC).date().replace(day=1)


def after(month: date) -> date:
    """The month that follows."""
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def start_of(month: date) -> datetime:
    """When it begins."""
    return datetime.combine(month, time(), UTC)


def end_of(month: date) -> datetime:
    """When the next one begins."""
    return start_of(after(month))


def read_month(said: str) -> date:
    """ "2026-11" -> its first day. Raises InvalidInput."""
    try:
        return datetime.strptime(said, "%Y-%m").replace(tzinfo=UTC).date()
    except ValueError:
        raise InvalidInput("Name a month as 2026-11.", param="month") from None


def month_words(month: date) -> str:
    """ "November 2026"."""
    return month.strftime("%B %Y")
