"""The log of decisions: figures of the last 28 days, and its lines, narrowed to the people whom the reader sees."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal, get_args

from sqlalchemy import ColumnElement, exists, false, func, select, true
from sqlalchemy.orm import Session, aliased

from service.brain.deciding.models import CappedMessage, NextDecision
from service.campaigns.sight import people_of
from service.db.page import Page, page_of
from service.decisions.next_action.actions import MESSAGES
from service.recipients.models import Account, Recipient
from service.workspaces.actor import Actor

SPAN: Final = timedelta(days=28)
LOOKED_AT: Final = 500
"""The newest decisions whose blocked actions are counted: they stand in documents."""
FEWEST: Final = 4
"""Fewer of what staff may not see by name, or fewer of all the others, are not told."""
What = Literal["all", "messages", "tasks", "nothing", "capped", "random"]
WHATS: Final[tuple[What, ...]] = get_args(What)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the log."""

    decision: NextDecision
    person: Recipient
    account: Account


@dataclass(frozen=True, slots=True)
class Log:
    """`won`: kind -> decisions, most first. `blocked`: layer -> actions among the newest `looked_at` decisions, None where too few
    to be told. `counts`: what each tab holds."""

    counts: Mapping[What, int]
    people: int
    won: Mapping[str, int]
    blocked: Mapping[str, int | None]
    looked_at: int
    capped: int
    page: Page[Line]


def read_log(session: Session, actor: Actor, at: datetime, what: What, page: str | None) -> Log:
    """The last 28 days. Nothing is written."""
    mine = (NextDecision.workspace_id == actor.workspace_id, NextDecision.at > at - SPAN, _in_sight(actor))
    of_kind = session.execute(
        select(NextDecision.kind, func.count()).where(*mine).group_by(NextDecision.kind).order_by(func.count().desc())
    )
    won = {kind: number for kind, number in of_kind}
    counts = {one: _number(session, mine, _narrowed(one)) for one in WHATS}
    people = session.scalar(select(func.count(NextDecision.recipient_id.distinct())).where(*mine)) or 0
    looked_at, blocked = _blocked(session, mine)
    capped = session.scalar(
        select(func.count((CappedMessage.kind + func.coalesce(CappedMessage.gift_id, "")).distinct()))
        .join(NextDecision, NextDecision.id == CappedMessage.decision_id)
        .where(*mine)
    )
    rows = page_of(
        session,
        select(NextDecision, Recipient, Account)
        .join(Recipient, Recipient.id == NextDecision.recipient_id)
        .join(Account, Account.id == Recipient.account_id)
        .where(*mine, _narrowed(what))
        .order_by(NextDecision.at.desc(), NextDecision.id.desc()),
        page,
    )
    lines = Page([Line(*row) for row in rows.items], rows.number, rows.total)
    return Log(counts, people, won, blocked, looked_at, capped or 0, lines)


def _in_sight(actor: Actor) -> ColumnElement[bool]:
    if actor.may("see_everyone"):
        return true()
    return NextDecision.recipient_id.in_(select(Recipient.id).where(people_of(actor)))


def _narrowed(what: What) -> ColumnElement[bool]:
    if what == "messages":
        return NextDecision.way.in_(sorted(MESSAGES))
    if what == "tasks":
        return _is_task()
    if what == "nothing":
        return NextDecision.kind == "nothing"
    if what == "capped":
        return NextDecision.id.in_(select(CappedMessage.decision_id))
    if what == "random":
        return NextDecision.is_random.is_(True)
    return true() if what == "all" else false()


def _is_task() -> ColumnElement[bool]:
    """Decisions that put something before somebody of the sender's, and that no later one has replaced."""
    later = aliased(NextDecision)
    replaced = exists().where(later.recipient_id == NextDecision.recipient_id, later.at > NextDecision.at)
    return (NextDecision.way == "task") & ~replaced


def _number(session: Session, mine: tuple[ColumnElement[bool], ...], narrowed: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count(NextDecision.id)).where(*mine, narrowed)) or 0


def _blocked(session: Session, mine: tuple[ColumnElement[bool], ...]) -> tuple[int, dict[str, int | None]]:
    """How many decisions were looked at, and by layer how many actions it blocked in them. What people chose for themselves stands
    behind suitability: it is told only where it and all the rest have at least four people."""
    rows = session.execute(
        select(NextDecision.recipient_id, NextDecision.said)
        .where(*mine)
        .order_by(NextDecision.at.desc())
        .limit(LOOKED_AT)
    ).all()
    actions: Counter[str] = Counter()
    people: dict[str, set[str]] = {}
    for person_id, said in rows:
        for one in said["blocked"]:
            actions[one["layer"]] += 1
            people.setdefault(one["layer"], set()).add(person_id)
    everybody = {person_id for person_id, _ in rows}
    chosen = len(people.get("suitability", ()))
    told: dict[str, int | None] = dict(actions)
    if "suitability" in told and not (chosen >= FEWEST and len(everybody) - chosen >= FEWEST):
        told["suitability"] = None
    return len(rows), told
