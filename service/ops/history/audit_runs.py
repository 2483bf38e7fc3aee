"""The audit, asked for once a day by itself and at any time by a press; each run is remembered for a month."""

from __future__ import annotations

from datetime import datetime, timedelta
from time import monotonic
from typing import Final

import structlog
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from service.clock import machine_now
from service.db.connect import transaction
from service.jobs.act_types import Effect, Lease
from service.jobs.enqueue import enqueue, next_version
from service.jobs.models import OPEN, Job
from service.ops.audit.database import audit_database
from service.ops.history.models import AuditRun
from service.security.ids import new_id
from service.workspaces.actor import Actor
from service.workspaces.audit import record_act

KIND: Final = "ops.audit"
KEPT: Final = timedelta(days=30)
AT_HOUR: Final = 3
MISSED_AFTER: Final = timedelta(hours=30)
_DAILY: Final = "every day"
_ASKED: Final = "asked for"

_log = structlog.get_logger()


def audit_job(lease: Lease) -> Effect:  # noqa: ARG001
    """Compares everything with its history; how much does not add up is written down, what it is goes to the log."""
    began = monotonic()
    defects = audit_database()
    seconds = monotonic() - began
    for defect in defects:
        _log.error("audit_finding", sentence=defect.sentence)
    return lambda session: note_audit(session, len(defects), seconds, machine_now())


def note_audit(session: Session, findings: int, seconds: float, at: datetime) -> None:
    """Remembers a run, whoever ran it."""
    session.add(AuditRun(id=new_id("adt"), at=at, seconds=seconds, findings=findings))


def last_audit(session: Session) -> AuditRun | None:
    """The latest run; None where there was none in a month."""
    return session.scalar(select(AuditRun).order_by(AuditRun.at.desc()).limit(1))


def ask_for_audit(at: datetime) -> int:
    """Sweep: one audit a day, at night by UTC, or later where nothing ran then. Answers how many it asked for."""
    with transaction() as session:
        last = last_audit(session)
        if at.hour != AT_HOUR and (last is None or at - last.at < MISSED_AFTER):
            return 0
        return int(enqueue(session, KIND, _DAILY, version=at.date().toordinal()) is not None)


def audit_now(session: Session, actor: Actor, at: datetime) -> bool:
    """Asks for one beside that of the day. False where one waits or runs already."""
    waits = select(Job.id).where(Job.kind == KIND, Job.subject_id == _ASKED, Job.state.in_(OPEN))
    if session.scalar(waits) is not None:
        return False
    if enqueue(session, KIND, _ASKED, version=next_version(session, KIND, _ASKED)) is None:
        return False  # somebody else pressed at the same moment
    record_act(session, actor, "audit.asked", at)
    return True


def forget_audits(at: datetime) -> int:
    """Sweep: runs of more than a month ago are forgotten. Answers how many."""
    with transaction() as session:
        return len(session.scalars(delete(AuditRun).where(AuditRun.at < at - KEPT).returning(AuditRun.id)).all())
