"""The journal against the ledger: what a closed month booked is what the ledger has, part by part, and nothing was added since."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from itertools import groupby

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service.books.journal.lines import parts_of, vat_of
from service.books.journal.models import ClosedMonth, JournalLine
from service.books.month import month_of
from service.gifting.money_row import MoneyEntry
from service.ops.audit.defect import Defect


def compare_journal(session: Session) -> Iterator[Defect]:
    """Where parts do not make up their entry, a line is not the ledger's, or a closed month is not what it was closed with."""
    yield from _parts(session)
    yield from _lines(session)
    yield from _months(session)


def _parts(session: Session) -> Iterator[Defect]:
    rows = session.scalars(
        select(MoneyEntry).order_by(MoneyEntry.id).execution_options(yield_per=1_000, populate_existing=True)
    )
    for entry in rows:
        words = f"Gift {entry.gift_id}: entry {entry.id} of the ledger"
        if entry.parts and (has := sum(entry.parts.values())) != entry.amount_minor:
            yield Defect("money", entry.gift_id, f"{words} is {entry.amount_minor}; its parts are {has}.")
        if entry.vat_minor is not None and not 0 <= entry.vat_minor <= entry.amount_minor:
            yield Defect(
                "money", entry.gift_id, f"{words} is {entry.amount_minor}; the VAT in it is {entry.vat_minor}."
            )


def _lines(session: Session) -> Iterator[Defect]:
    rows = session.execute(
        select(JournalLine, MoneyEntry)
        .join(MoneyEntry, MoneyEntry.id == JournalLine.entry_id)
        .order_by(JournalLine.entry_id, JournalLine.id)
        .execution_options(yield_per=1_000, populate_existing=True)
    )
    for _, found in groupby(rows, key=lambda row: row[0].entry_id):
        pairs = list(found)
        yield from _of_entry(pairs[0][1], [line for line, _ in pairs])


def _of_entry(entry: MoneyEntry, lines: list[JournalLine]) -> Iterator[Defect]:
    words = f"Gift {entry.gift_id}: the journal"
    booked = {line.part: line.amount_minor for line in lines}
    if entry.kind not in {"captured", "refunded"}:
        yield Defect("money", entry.gift_id, f"{words} books entry {entry.id}, by which nothing was spent.")
    elif booked != dict(parts_of(entry)):
        yield Defect(
            "money",
            entry.gift_id,
            f"{words} has {_sums(booked)} of entry {entry.id}; the ledger has {_sums(parts_of(entry))}.",
        )
    theirs = (entry.workspace_id, entry.campaign_id, entry.gift_id, entry.currency)
    vat = {line.vat_minor for line in lines if line.part in {"gift", "donation"}}
    if any((line.workspace_id, line.campaign_id, line.gift_id, line.currency) != theirs for line in lines):
        yield Defect("money", entry.gift_id, f"{words} has entry {entry.id} of another workspace, gift or currency.")
    if vat and vat != {vat_of(entry)}:
        yield Defect("money", entry.gift_id, f"{words} has another VAT than entry {entry.id} of the ledger.")
    months = {line.month for line in lines}
    if len(months) > 1 or min(months) < month_of(entry.at):
        yield Defect("money", entry.gift_id, f"{words} has entry {entry.id} in a month before its own, or in two.")


def _months(session: Session) -> Iterator[Defect]:
    booked: dict[tuple[str, date], Counter[str]] = defaultdict(Counter)
    counted: Counter[tuple[str, date]] = Counter()
    rows = session.execute(
        select(
            JournalLine.workspace_id,
            JournalLine.month,
            JournalLine.currency,
            func.sum(JournalLine.amount_minor),
            func.count(),
        ).group_by(JournalLine.workspace_id, JournalLine.month, JournalLine.currency)
    )
    for workspace_id, month, currency, minor, lines in rows:
        booked[workspace_id, month][currency] += int(minor)
        counted[workspace_id, month] += int(lines)
    for closed in session.scalars(
        select(ClosedMonth)
        .order_by(ClosedMonth.workspace_id, ClosedMonth.month)
        .execution_options(populate_existing=True)
    ):
        key = (closed.workspace_id, closed.month)
        if (counted[key], dict(booked[key])) != (closed.lines, closed.sums):
            has = f"{counted[key]} lines ({_sums(booked[key])})"
            told = f"{closed.lines} lines ({_sums(closed.sums)})"
            sentence = f"Journal of {closed.month:%Y-%m}: it has {has}; it was closed with {told}."
            yield Defect("money", closed.workspace_id, sentence)


def _sums(sums: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {minor}" for name, minor in sorted(sums.items())) or "nothing"
