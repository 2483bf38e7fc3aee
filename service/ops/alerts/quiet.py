"""Wanting quiet for a while: who, why and until when; never for what concerns somebody's safety."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final, Literal, get_args

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from service.db.connect import transaction
from service.errors import InvalidInput, NotFound
from service.ops.alerts.models import AlertQuiet
from service.ops.alerts.rules import NEVER_QUIET, TOLD_AFTER
from service.ops.installation.operators import require_operator
from service.workspaces.actor import Actor
from service.workspaces.audit import record_act

QuietReason = Literal["maintenance", "known"]
QUIET_REASONS: Final[tuple[QuietReason, ...]] = get_args(QuietReason)
LONGEST: Final = timedelta(days=7)
KEPT: Final = timedelta(days=30)


def be_quiet(session: Session, actor: Actor, kind: str, reason: str, length: timedelta, at: datetime) -> None:
    """Keeps alerts of a kind, or of all, back for so long. Raises Forbidden, InvalidInput."""
    require_operator(session, actor)
    if kind in NEVER_QUIET:
        raise InvalidInput("Alerts about someone’s safety can’t be kept back.", param="kind")
    if kind and kind not in TOLD_AFTER:
        raise InvalidInput("There’s no such alert.", param="kind")
    if reason not in QUIET_REASONS:
        raise InvalidInput("Say why: everyone who runs the installation reads it.", param="reason")
    if not timedelta(0) < length <= LONGEST:
        raise InvalidInput(f"Choose an end within {LONGEST.days} days.", param="minutes")
    session.add(AlertQuiet(kind=kind, reason=reason, since=at, until=at + length, by=actor.user_id or ""))
    body = {"kind": kind or "all", "reason": reason, "minutes": int(length.total_seconds() // 60)}
    record_act(session, actor, "alerts.quieted", at, body=body)


def end_quiet(session: Session, actor: Actor, quiet_id: int, at: datetime) -> None:
    """Ends one before its time. Raises Forbidden, NotFound."""
    require_operator(session, actor)
    row = session.get(AlertQuiet, quiet_id)
    if row is None or row.until <= at:
        raise NotFound("This has ended already.")
    row.until = at
    record_act(session, actor, "alerts.resumed", at, body={"kind": row.kind or "all"})


def quiet_now(session: Session, at: datetime) -> Sequence[AlertQuiet]:
    """Those that hold at this moment, the first to end first."""
    return session.scalars(select(AlertQuiet).where(AlertQuiet.until > at).order_by(AlertQuiet.until)).all()


def is_kept_back(kind: str, quiet: Sequence[AlertQuiet]) -> bool:
    """Whether one of these holds for the kind."""
    return kind not in NEVER_QUIET and any(one.kind in ("", kind) for one in quiet)


def forget_quiet(at: datetime) -> int:
    """Sweep: those that ended a month ago are forgotten. Answers how many."""
    with transaction() as session:
        return len(
            session.scalars(delete(AlertQuiet).where(AlertQuiet.until < at - KEPT).returning(AlertQuiet.id)).all()
        )
