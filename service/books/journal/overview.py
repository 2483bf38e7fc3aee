"""The months of a journal, the youngest first, with what each comes to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import Session

from service.books.journal.lines import IS_OPEN, IS_SPENT, SIGNED
from service.books.journal.models import ClosedMonth
from service.books.month import after, end_of, month_of, start_of
from service.gifting.money_row import MoneyEntry
from service.workspaces.models import User

MOST_MONTHS: Final = 36


@dataclass(frozen=True, slots=True)
class MonthTold:
    """One month: currency -> minor units spent less those that came back; `closed_at` None while it is open, `closed_by` the name
    of whoever closed it."""

    month: date
    sums: Mapping[str, int]
    closed_at: datetime | None = None
    closed_by: str | None = None

    def is_over(self, at: datetime) -> bool:
        """Whether it can be closed."""
        return at >= end_of(self.month)


def months_of(session: Session, workspace_id: str, at: datetime) -> list[MonthTold]:
    """Every month from the first with money on, at most the latest `MOST_MONTHS`. One that was passed over, with nothing to book,
    is left out."""
    closed = _closed(session, workspace_id)
    mine = (MoneyEntry.workspace_id == workspace_id, IS_SPENT, IS_OPEN)
    waiting = session.execute(select(func.min(MoneyEntry.at), func.max(MoneyEntry.at)).where(*mine)).one()
    begins = [*closed, *(month_of(moment) for moment in waiting if moment)]
    if not begins:
        return []
    latest = max(closed, default=None)
    shown = _span(min(begins), max(month_of(at), *begins))[-MOST_MONTHS:]
    sums = _open_sums(session, [one for one in shown if latest is None or one > latest], latest, mine)
    told = [closed.get(one) or MonthTold(one, sums.get(one, {})) for one in reversed(shown)]
    return [one for one in told if one.closed_at or latest is None or one.month > latest]


def _closed(session: Session, workspace_id: str) -> dict[date, MonthTold]:
    rows = session.execute(
        select(ClosedMonth, User.name)
        .join(User, User.id == ClosedMonth.closed_by, isouter=True)
        .where(ClosedMonth.workspace_id == workspace_id)
    )
    return {row.month: MonthTold(row.month, row.sums, row.closed_at, name) for row, name in rows}


def _span(first: date, last: date) -> list[date]:
    months = [first]
    while months[-1] < last:
        months.append(after(months[-1]))
    return months


def _open_sums(
    session: Session, months: list[date], latest: date | None, mine: tuple[ColumnElement[bool], ...]
) -> dict[date, dict[str, int]]:
    """What each open month would book; the one after the latest closed month takes what is earlier too."""
    found: dict[date, dict[str, int]] = defaultdict(dict)
    if not months:
        return found
    takes_late = latest is not None and months[0] == after(latest)
    since = () if takes_late else (MoneyEntry.at >= start_of(months[0]),)
    place = case(*[(MoneyEntry.at < end_of(one), number) for number, one in enumerate(months)], else_=-1)
    rows = session.execute(
        select(place, MoneyEntry.currency, func.sum(SIGNED)).where(*mine, *since).group_by(place, MoneyEntry.currency)
    )
    for number, currency, minor in rows:
        if number >= 0:
            found[months[number]][currency] = int(minor)
    return found
