"""A journal beside the ledger: gift by gift for the page a controller signs; month by month, each difference by its line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from service.books.lines import IS_OPEN, IS_SPENT, SIGNED, find_closed, lines_of, sums_of
from service.books.models import JournalLine
from service.books.month import end_of, start_of
from service.campaigns.models import Campaign
from service.gifting.models import RecipientGift
from service.gifting.money_row import MoneyEntry
from service.gifting.number import gift_number

MOST_SHOWN: Final = 200


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
    what it leaves over."""

    ledger: Mapping[str, int]
    journal: Mapping[str, int]
    by_part: Mapping[tuple[str, str], int]
    moved: Sequence[Moved] = field(default_factory=list)

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
    within = (MoneyEntry.at >= start_of(month), MoneyEntry.at < end_of(month))
    mine = (MoneyEntry.workspace_id == workspace_id, IS_SPENT)
    rows = session.execute(
        select(MoneyEntry.currency, func.sum(SIGNED)).where(*mine, *within).group_by(MoneyEntry.currency)
    )
    ledger = {currency: int(minor) for currency, minor in rows}
    late: list[Moved] = []

    def noted() -> object:
        for line in lines_of(session, workspace_id, month):
            if line.is_late:
                late.append(Moved(line.reference, line.at.date(), month, line.amount_minor, line.currency))
            yield line

    by_part, journal = sums_of(noted())  # type: ignore[arg-type]
    return Beside(ledger, journal, by_part, [*late, *_later(session, workspace_id, month)])


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


def _later(session: Session, workspace_id: str, month: date) -> list[Moved]:
    """What is of a closed month by its moment and came when that was closed."""
    if find_closed(session, workspace_id, month) is None:
        return []
    rows = session.execute(
        select(MoneyEntry.at, SIGNED, MoneyEntry.currency, func.min(JournalLine.month), RecipientGift)
        .join(RecipientGift, RecipientGift.id == MoneyEntry.gift_id)
        .join(JournalLine, JournalLine.entry_id == MoneyEntry.id, isouter=True)
        .where(
            MoneyEntry.workspace_id == workspace_id,
            IS_SPENT,
            MoneyEntry.amount_minor > 0,
            MoneyEntry.at >= start_of(month),
            MoneyEntry.at < end_of(month),
            or_(JournalLine.month.is_(None), JournalLine.month != month),
        )
        .group_by(MoneyEntry.id, RecipientGift.id)
        .order_by(MoneyEntry.id)
    )
    return [
        Moved(gift_number(gift), at.date(), booked, -int(minor), currency) for at, minor, currency, booked, gift in rows
    ]
