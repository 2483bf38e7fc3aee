"""The months of a journal, the youngest first, with what each comes to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from service.books.lines import IS_OPEN, IS_SPENT, SIGNED, last_closed
from service.books.models import ClosedMonth
from service.books.month import after, end_of, month_of
from service.gifting.money_row import MoneyEntry
from service.workspaces.models import User

MOST_MONTHS: Final = 36


@dataclass(frozen=True, slots=True)
class MonthTold:
    """One month: currency -> minor units spent less those that came back; `closed_at` None while it is open, `closed_by` the one
    who closed it, by mail address or name as the team page has them."""

    month: date
    sums: Mapping[str, int]
    closed_at: datetime | None = None
    closed_by: str | None = None

    def is_over(self, at: datetime) -> bool:
        """Whether it can be closed."""
        return at >= end_of(self.month)


def months_of(session: Session, workspace_id: str, at: datetime) -> list[MonthTold]:
    """Every month from the first with money on, at most the latest `MOST_MONTHS`."""
    closed = {
        row.month: MonthTold(row.month, row.sums, row.closed_at, name)
        for row, name in session.execute(
            select(ClosedMonth, User.name)
            .join(User, User.id == ClosedMonth.closed_by, isouter=True)
            .where(ClosedMonth.workspace_id == workspace_id)
        )
    }
    mine = (MoneyEntry.workspace_id == workspace_id, IS_SPENT, IS_OPEN, MoneyEntry.amount_minor > 0)
    first = session.scalar(select(func.min(MoneyEntry.at)).where(*mine))
    latest = last_closed(session, workspace_id)
    begins = [*closed, *([] if first is None else [month_of(first)])]
    if not begins:
        return []
    month, all_months = min(begins), list[date]()
    while month <= max(month_of(at), *begins):
        all_months.append(month)
        month = after(month)
    shown = all_months[-MOST_MONTHS:]
    still_open = [one for one in shown if latest is None or one > latest]
    sums = _open_sums(session, still_open, mine)
    told = [closed.get(one) or MonthTold(one, sums.get(one, {})) for one in shown]
    return [one for one in reversed(told) if one.closed_at or one.sums or latest is None or one.month > latest]


def _open_sums(session: Session, months: list[date], mine: tuple[object, ...]) -> dict[date, dict[str, int]]:
    """What each open month would book; the first takes everything earlier too."""
    found: dict[date, dict[str, int]] = defaultdict(dict)
    if not months:
        return found
    bucket = case(*[(MoneyEntry.at < end_of(one), number) for number, one in enumerate(months)], else_=-1)
    rows = session.execute(
        select(bucket, MoneyEntry.currency, func.sum(SIGNED)).where(*mine).group_by(bucket, MoneyEntry.currency)  # type: ignore[arg-type]
    )
    for number, currency, minor in rows:
        if number >= 0:
            found[months[number]][currency] = int(minor)
    return found
