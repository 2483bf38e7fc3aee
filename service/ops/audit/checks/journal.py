"""The journal against the ledger: what a closed month booked is what the ledger has, part by part, and nothing was added since."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from service.books.lines import IS_SPENT, SIGNED
from service.books.models import ClosedMonth, JournalLine
from service.books.month import end_of
from service.gifting.money_row import MoneyEntry
from service.ops.audit.defect import Defect


def compare_journal(session: Session) -> Iterator[Defect]:
    """Where parts do not make up their entry, a line is not the ledger's, or a closed month is not what it was closed with."""
    yield from _parts(session)
    yield from _lines(session)
    yield from _months(session)


def _parts(session: Session) -> Iterator[Defect]:
    rows = session.execute(
        select(MoneyEntry.id, MoneyEntry.gift_id, MoneyEntry.amount_minor, MoneyEntry.parts)
        .where(IS_SPENT)
        .order_by(MoneyEntry.id)
        .execution_options(yield_per=1_000)
    )
    for entry_id, gift_id, minor, parts in rows:
        if parts and sum(parts.values()) != minor:
            sentence = (
                f"Gift {gift_id}: entry {entry_id} of the ledger is {minor}; its parts are {sum(parts.values())}."
            )
            yield Defect("money", gift_id, sentence)


def _lines(session: Session) -> Iterator[Defect]:
    booked = func.sum(JournalLine.amount_minor)
    sums = session.execute(
        select(MoneyEntry.id, MoneyEntry.gift_id, SIGNED, booked)
        .join(JournalLine, JournalLine.entry_id == MoneyEntry.id)
        .group_by(MoneyEntry.id)
        .having(booked != SIGNED)
        .order_by(MoneyEntry.id)
    )
    for entry_id, gift_id, minor, has in sums:
        yield Defect(
            "money", gift_id, f"Gift {gift_id}: the journal has {has} of entry {entry_id}; the ledger has {minor}."
        )
    strange = session.execute(
        select(JournalLine.id, JournalLine.gift_id)
        .join(MoneyEntry, MoneyEntry.id == JournalLine.entry_id)
        .where(
            or_(
                ~IS_SPENT,
                MoneyEntry.currency != JournalLine.currency,
                MoneyEntry.gift_id != JournalLine.gift_id,
                MoneyEntry.campaign_id != JournalLine.campaign_id,
                MoneyEntry.workspace_id != JournalLine.workspace_id,
            )
        )
        .order_by(JournalLine.id)
    )
    for line_id, gift_id in strange:
        yield Defect("money", gift_id, f"Gift {gift_id}: line {line_id} of the journal isn’t the ledger’s entry.")


def _months(session: Session) -> Iterator[Defect]:
    booked: dict[tuple[str, date], Counter[str]] = defaultdict(Counter)
    counted: Counter[tuple[str, date]] = Counter()
    rows = session.execute(
        select(
            JournalLine.workspace_id, JournalLine.month, JournalLine.currency, func.sum(JournalLine.amount_minor), func.count()
        ).group_by(JournalLine.workspace_id, JournalLine.month, JournalLine.currency)
    )  # fmt: skip
    for workspace_id, month, currency, minor, lines in rows:
        booked[workspace_id, month][currency] += int(minor)
        counted[workspace_id, month] += int(lines)
    for closed in session.scalars(select(ClosedMonth).order_by(ClosedMonth.workspace_id, ClosedMonth.month)):
        key, words = (closed.workspace_id, closed.month), f"Journal of {closed.month:%Y-%m}"
        if (counted[key], dict(booked[key])) != (closed.lines, closed.sums):
            has = f"{counted[key]} lines, {dict(booked[key])}"
            sentence = f"{words}: it has {has}; it was closed with {closed.lines} lines, {closed.sums}."
            yield Defect("money", closed.workspace_id, sentence)
        early = session.scalars(
            select(JournalLine.gift_id)
            .join(MoneyEntry, MoneyEntry.id == JournalLine.entry_id)
            .where(
                JournalLine.workspace_id == closed.workspace_id,
                JournalLine.month == closed.month,
                MoneyEntry.at >= end_of(closed.month),
            )
            .distinct()
        )
        for gift_id in early:
            yield Defect("money", gift_id, f"Gift {gift_id}: {words} has an entry of a later month.")
