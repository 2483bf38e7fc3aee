"""The lines of a journal: as a closed month keeps them, or as an open one would book them now.

The ledger is the source. An entry by which something was spent or came back stands in the month of its moment; where that was
closed before the entry was there, in the first month that is still open. Each part of it is a line.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sqlalchemy import ColumnElement, case, exists, func, select
from sqlalchemy.orm import Session

from service.books.journal.deductible import deductible_before, deductible_gifts
from service.books.journal.models import ClosedMonth, JournalLine
from service.books.month import after, end_of, start_of
from service.campaigns.models import Campaign
from service.gifting.models import RecipientGift
from service.gifting.money_row import MoneyEntry
from service.gifting.number import gift_number

PORTION: Final = 2_000
"""Entries that are read at a time."""
IS_SPENT: Final = MoneyEntry.kind.in_(("captured", "refunded")) & (MoneyEntry.amount_minor > 0)
"""Entries that a journal books."""
SIGNED: Final = case((MoneyEntry.kind == "refunded", -MoneyEntry.amount_minor), else_=MoneyEntry.amount_minor)
"""Minor units; below zero what came back."""
IS_OPEN: Final[ColumnElement[bool]] = ~exists().where(JournalLine.entry_id == MoneyEntry.id)
"""Entries that no closed month has."""
_PRICES: Final = frozenset({"gift", "donation"})


@dataclass(frozen=True, slots=True)
class Line:
    """One line, in minor units, below zero what came back. `vat_minor`, `market_minor`: of a price alone, as `JournalLine` has
    them. `at`: when the ledger had it; `month`: where it is booked."""

    entry_id: int
    campaign_id: str
    campaign: str
    gift_id: str
    reference: str
    part: str
    amount_minor: int
    currency: str
    vat_minor: int | None
    market_minor: int | None
    is_deductible: bool | None
    at: datetime
    month: date


def last_closed(session: Session, workspace_id: str) -> date | None:
    """The latest month that is closed; None where none is."""
    return session.scalar(select(func.max(ClosedMonth.month)).where(ClosedMonth.workspace_id == workspace_id))


def find_closed(session: Session, workspace_id: str, month: date) -> ClosedMonth | None:
    """The month, where it is closed."""
    return session.get(ClosedMonth, (workspace_id, month))


def lines_of(session: Session, workspace_id: str, month: date, *, judged: bool = True) -> Iterator[Line]:
    """All lines of a month in the order of the ledger, read some at a time. `judged`: whether an open month's lines say what can be
    deducted, which takes a look at all that their people were given."""
    if find_closed(session, workspace_id, month) is not None:
        return _kept(session, workspace_id, month)
    return open_lines(session, workspace_id, month, last_closed(session, workspace_id), judged=judged)


def booked_in(workspace_id: str, month: date, closed: date | None) -> tuple[ColumnElement[bool], ...]:
    """The entries that an open month would book; `closed` is the latest closed one. The first month after it takes what came
    late as well."""
    takes_late = closed is not None and month == after(closed)
    since = () if takes_late else (MoneyEntry.at >= start_of(month),)
    return (MoneyEntry.workspace_id == workspace_id, IS_SPENT, IS_OPEN, MoneyEntry.at < end_of(month), *since)


def open_lines(
    session: Session, workspace_id: str, month: date, closed: date | None, *, judged: bool = True
) -> Iterator[Line]:
    """What a month would book now if `closed` were the latest closed one; nothing where it is that month or later."""
    if closed is not None and month <= closed:
        return
    rows = (
        select(MoneyEntry, Campaign.name, RecipientGift)
        .join(Campaign, Campaign.id == MoneyEntry.campaign_id)
        .join(RecipientGift, RecipientGift.id == MoneyEntry.gift_id)
        .where(*booked_in(workspace_id, month, closed))
    )
    last = 0
    while found := session.execute(rows.where(MoneyEntry.id > last).order_by(MoneyEntry.id).limit(PORTION)).all():
        last = found[-1][0].id
        gifts = [gift.id for _, _, gift in found] if judged else []
        known, before = deductible_gifts(session, workspace_id, gifts), deductible_before(session, gifts, month)
        for entry, campaign, gift in found:
            judgement = known.get(gift.id)
            if entry.kind == "refunded":
                judgement = before.get(gift.id, judgement)
            yield from _split(entry, campaign, gift_number(gift), judgement, month)


def parts_of(entry: MoneyEntry) -> Mapping[str, int]:
    """What an entry is made of, in minor units, below zero where it came back. One from before parts were kept is a price."""
    sign = -1 if entry.kind == "refunded" else 1
    return {part: sign * minor for part, minor in (entry.parts or {"gift": entry.amount_minor}).items()}


def vat_of(entry: MoneyEntry) -> int | None:
    """The VAT in an entry's price, with the sign of its parts; None where no rate said so."""
    if entry.vat_minor is None:
        return None
    return -entry.vat_minor if entry.kind == "refunded" else entry.vat_minor


def _split(entry: MoneyEntry, campaign: str, reference: str, is_deductible: bool | None, month: date) -> Iterator[Line]:
    for part, minor in sorted(parts_of(entry).items()):
        yield Line(
            entry.id,
            entry.campaign_id,
            campaign,
            entry.gift_id,
            reference,
            part,
            minor,
            entry.currency,
            vat_of(entry) if part in _PRICES else None,
            minor if part == "gift" and entry.parts else None,
            None if part == "donation" else is_deductible,
            entry.at,
            month,
        )


def _kept(session: Session, workspace_id: str, month: date) -> Iterator[Line]:
    rows = (
        select(JournalLine, MoneyEntry.at, Campaign.name, RecipientGift)
        .join(MoneyEntry, MoneyEntry.id == JournalLine.entry_id)
        .join(Campaign, Campaign.id == JournalLine.campaign_id)
        .join(RecipientGift, RecipientGift.id == JournalLine.gift_id)
        .where(JournalLine.workspace_id == workspace_id, JournalLine.month == month)
    )
    last = 0
    while found := session.execute(rows.where(JournalLine.id > last).order_by(JournalLine.id).limit(PORTION)).all():
        last = found[-1][0].id
        for one, at, campaign, gift in found:
            yield Line(
                one.entry_id,
                one.campaign_id,
                campaign,
                one.gift_id,
                gift_number(gift),
                one.part,
                one.amount_minor,
                one.currency,
                one.vat_minor,
                one.market_minor,
                one.is_deductible,
                at,
                one.month,
            )
