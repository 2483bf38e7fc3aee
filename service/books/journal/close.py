"""A month is closed: what it books is written down, and nothing is ever booked in it again."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from service.books.journal.lines import IS_OPEN, IS_SPENT, Line, find_closed, last_closed, open_lines
from service.books.journal.models import ClosedMonth, JournalLine
from service.books.month import after, end_of, month_of, month_words
from service.errors import Conflict
from service.gifting.money_row import MoneyEntry
from service.workspaces.actor import Actor
from service.workspaces.audit import record_act
from service.workspaces.lock import lock_workspace

_AT_ONCE: Final = 2_000
"""Lines that are written in one statement."""


def close_month(session: Session, actor: Actor, month: date, at: datetime) -> ClosedMonth:
    """Books everything that the ledger has for it now. What is committed later stands in the next month, whatever its moment.

    Raises Conflict, and nothing is written, where the month is closed already, is not over, or an earlier one is still open.
    """
    lock_workspace(session, actor.workspace_id)
    closed = _require_closable(session, actor.workspace_id, month, at)
    row = ClosedMonth(
        workspace_id=actor.workspace_id, month=month, lines=0, sums={}, closed_by=actor.user_id, closed_at=at
    )
    session.add(row)
    session.flush()
    sums, count, waiting = Counter[str](), 0, list[dict[str, Any]]()
    for line in open_lines(session, actor.workspace_id, month, closed):
        sums[line.currency] += line.amount_minor
        count += 1
        waiting.append(_columns(line, actor.workspace_id))
        if len(waiting) == _AT_ONCE:
            session.execute(insert(JournalLine), waiting)
            waiting = []
    if waiting:
        session.execute(insert(JournalLine), waiting)
    row.lines, row.sums = count, dict(sums)
    body = {"month": f"{month:%Y-%m}", "lines": count, "sums": dict(sums)}
    record_act(session, actor, "journal.month_closed", at, subject_id=actor.workspace_id, body=body)
    return row


def _require_closable(session: Session, workspace_id: str, month: date, at: datetime) -> date | None:
    """Answers the latest month that is closed."""
    words, closed = month_words(month), last_closed(session, workspace_id)
    if find_closed(session, workspace_id, month) is not None:
        raise Conflict(f"{words} is closed already.")
    if at < end_of(month):
        raise Conflict(f"{words} isn’t over yet. Close it from {end_of(month):%-d %B} on.")
    if closed is not None and month < closed:
        raise Conflict(f"{month_words(closed)} is closed, so nothing can be booked in {words} any more.")
    if earlier := _open_before(session, workspace_id, month, closed):
        raise Conflict(f"Close {month_words(earlier)} first.")
    return closed


def _open_before(session: Session, workspace_id: str, month: date, closed: date | None) -> date | None:
    """The first month before this one that has something to book; what comes late after a closed month is of the one after it."""
    found = session.scalar(
        select(MoneyEntry.at)
        .where(MoneyEntry.workspace_id == workspace_id, IS_SPENT, IS_OPEN)
        .order_by(MoneyEntry.at, MoneyEntry.id)
        .limit(1)
    )
    if found is None:
        return None
    first = month_of(found) if closed is None else max(month_of(found), after(closed))
    return first if first < month else None


def _columns(line: Line, workspace_id: str) -> dict[str, Any]:
    return {
        "workspace_id": workspace_id,
        "month": line.month,
        "entry_id": line.entry_id,
        "campaign_id": line.campaign_id,
        "gift_id": line.gift_id,
        "part": line.part,
        "amount_minor": line.amount_minor,
        "currency": line.currency,
        "vat_minor": line.vat_minor,
        "market_minor": line.market_minor,
        "is_deductible": line.is_deductible,
    }
