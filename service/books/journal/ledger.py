"""A journal beside the ledger: gift by gift for the page a controller signs; month by month, each difference by its line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from service.books.journal.lines import IS_OPEN, IS_SPENT, SIGNED, booked_in, find_closed, last_closed, lines_of
from service.books.journal.models import JournalLine
from service.books.month import end_of, start_of
from service.campaigns.models import Campaign
from service.gifting.models import RecipientGift
from service.gifting.money_row import MoneyEntry
from service.gifting.number import gift_number

MOST_SHOWN: Final = 200
"""Lines of a difference that a page shows."""


@dataclass(frozen=True, slots=True)
class Moved:
    """A sum that the ledger has in another month than the journal: `minor` as the journal's month differs by it. `booked` None: in
    no month yet."""

    reference: str
    day: date
    booked: date | None
    minor: int
    currency: str


@dataclass(frozen=True, slots=True)
class Beside:
    """One month in both books, in minor units by currency; `moved` explains the difference line by line, and `unexplained` is
    what it leaves over. `by_part`: (part, currency) -> minor units of the journal."""

    ledger: Mapping[str, int]
    by_part: Mapping[tuple[str, str], int]
    moved: Sequence[Moved] = field(default_factory=list)

    @property
    def journal(self) -> Mapping[str, int]:
        """Currency -> what the journal has."""
        sums: Counter[str] = Counter()
        for (_, currency), minor in self.by_part.items():
            sums[currency] += minor
        return sums

    @property
    def currencies(self) -> Sequence[str]:
        """All that occur, in order."""
        return sorted({*self.ledger, *self.journal, *(one.currency for one in self.moved)})

    @property
    def unexplained(self) -> Mapping[str, int]:
        """Currency -> what no line explains; empty where the books add up."""
        rest: Counter[str] = Counter(self.journal)
        rest.subtract(self.ledger)
        for one in self.moved:
            rest[one.currency] -= one.minor
        return {currency: minor for currency, minor in sorted(rest.items()) if minor}


def beside_ledger(session: Session, workspace_id: str, month: date) -> Beside:
    """What the ledger has in a month by its moments, and what the journal books in it."""
    rows = session.execute(
        select(MoneyEntry.currency, func.sum(SIGNED))
        .where(MoneyEntry.workspace_id == workspace_id, IS_SPENT, *_within(month))
        .group_by(MoneyEntry.currency)
    )
    ledger = {currency: int(minor) for currency, minor in rows}
    by_part: Counter[tuple[str, str]] = Counter()
    for line in lines_of(session, workspace_id, month, judged=False):
        by_part[line.part, line.currency] += line.amount_minor
    return Beside(ledger, by_part, _moved(session, workspace_id, month))


def spent_by_gift(session: Session, campaign: Campaign) -> dict[str, int]:
    """Gift -> minor units that the journal has as spent for it: in closed months as booked, in open ones as it would be."""
    booked = session.execute(
        select(JournalLine.gift_id, func.sum(JournalLine.amount_minor))
        .where(JournalLine.campaign_id == campaign.id)
        .group_by(JournalLine.gift_id)
    )
    waiting = session.execute(
        select(MoneyEntry.gift_id, func.sum(SIGNED))
        .where(MoneyEntry.campaign_id == campaign.id, IS_SPENT, IS_OPEN)
        .group_by(MoneyEntry.gift_id)
    )
    spent: Counter[str] = Counter()
    for gift_id, minor in (*booked, *waiting):
        spent[gift_id] += int(minor)
    return dict(spent)


def _within(month: date) -> tuple[ColumnElement[bool], ...]:
    return MoneyEntry.at >= start_of(month), MoneyEntry.at < end_of(month)


def _moved(session: Session, workspace_id: str, month: date) -> list[Moved]:
    """What is booked here and is of an earlier month, then what is of this month and stands in a later one or in none yet. Sums are
    the ledger's, so that a line of the journal never explains itself."""
    if find_closed(session, workspace_id, month) is None:
        closed = last_closed(session, workspace_id)
        if closed is not None and month <= closed:
            return _later(session, workspace_id, month)
        return _entries(session, month, *booked_in(workspace_id, month, closed), MoneyEntry.at < start_of(month))
    here = select(JournalLine.entry_id).where(JournalLine.workspace_id == workspace_id, JournalLine.month == month)
    came = _entries(session, month, MoneyEntry.id.in_(here), MoneyEntry.at < start_of(month))
    return [*came, *_later(session, workspace_id, month)]


def _entries(session: Session, booked: date, *those: ColumnElement[bool]) -> list[Moved]:
    rows = session.execute(
        select(MoneyEntry.at, SIGNED, MoneyEntry.currency, RecipientGift)
        .join(RecipientGift, RecipientGift.id == MoneyEntry.gift_id)
        .where(*those)
        .order_by(MoneyEntry.id)
    )
    return [Moved(gift_number(gift), at.date(), booked, int(minor), currency) for at, minor, currency, gift in rows]


def _later(session: Session, workspace_id: str, month: date) -> list[Moved]:
    booked = (
        select(JournalLine.entry_id, func.min(JournalLine.month).label("month"))
        .where(JournalLine.workspace_id == workspace_id)
        .group_by(JournalLine.entry_id)
        .subquery()
    )
    rows = session.execute(
        select(MoneyEntry.at, SIGNED, MoneyEntry.currency, booked.c.month, RecipientGift)
        .join(RecipientGift, RecipientGift.id == MoneyEntry.gift_id)
        .join(booked, booked.c.entry_id == MoneyEntry.id, isouter=True)
        .where(MoneyEntry.workspace_id == workspace_id, IS_SPENT, *_within(month))
        .where(booked.c.month.is_(None) | (booked.c.month != month))
        .order_by(MoneyEntry.id)
    )
    return [
        Moved(gift_number(gift), at.date(), at_last, -int(minor), currency)
        for at, minor, currency, at_last, gift in rows
    ]
