"""The sweep that takes a reading a minute. Several sweepers may run: whoever comes first in a minute writes it.

A workspace's own readings are kept for a day and written only where it has work; the whole installation's for a week.
"""

from __future__ import annotations

import socket
from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from time import monotonic
from typing import Any, Final

import psutil
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from service.config import settings
from service.db.connect import reading, transaction
from service.db.writing.insert_new import insert_for
from service.jobs.doorbell import broker_answers
from service.jobs.models import OPEN, Job
from service.jobs.queue_report import spread_of
from service.jobs.queues import QUEUES
from service.ops.history.models import INSTALLATION, PartReading, QueueReading
from service.outreach.models import JOB_OF, MailMessage

KEPT: Final = timedelta(days=8)
"""Of the installation: a week, and the day before it."""
KEPT_OF_WORKSPACES: Final = timedelta(hours=26)
TIMES_READ: Final = 20_000
"""Of so many jobs of one minute the times are measured; all are counted."""
_ENDED: Final = ("done", "dead", "canceled")

Key = tuple[str, str]
"""(scope, queue)."""


def take_readings(at: datetime) -> int:
    """Sweep: writes the reading of the minute that has just ended, unless it is there. Answers how many rows it wrote."""
    minute = minute_of(at) - 1
    with reading() as session:
        if _is_taken(session, minute):
            return 0
        queues = _read_queues(session, minute, at)
        parts = _read_parts(session, minute)
    with transaction() as session:
        _write(session, QueueReading, ("scope", "queue", "minute"), queues)
        _write(session, PartReading, ("part", "minute"), parts)
    return len(queues) + len(parts)


def forget_readings(at: datetime) -> int:
    """Sweep: deletes readings that are older than they are kept. Answers how many."""
    whole, own = minute_of(at - KEPT), minute_of(at - KEPT_OF_WORKSPACES)
    old: tuple[Any, ...] = (
        delete(QueueReading).where(QueueReading.minute < own, QueueReading.scope != INSTALLATION),
        delete(QueueReading).where(QueueReading.minute < whole),
        delete(PartReading).where(PartReading.minute < whole),
    )
    with transaction() as session:
        connection = session.connection()
        return sum(connection.execute(one).rowcount for one in old)


def minute_of(at: datetime) -> int:
    """Minutes since 1970."""
    return int(at.timestamp() // 60)


def start_of(minute: int) -> datetime:
    """When that minute began."""
    return datetime.fromtimestamp(minute * 60, UTC)


def _is_taken(session: Session, minute: int) -> bool:
    taken = select(QueueReading.queue).where(QueueReading.scope == INSTALLATION, QueueReading.minute == minute)
    return session.scalar(taken.limit(1)) is not None


def _write(session: Session, table: Any, key: tuple[str, ...], rows: list[dict[str, Any]]) -> None:
    if rows:
        session.execute(insert_for(session.get_bind().dialect, table).on_conflict_do_nothing(index_elements=key), rows)


def _read_queues(session: Session, minute: int, at: datetime) -> list[dict[str, Any]]:
    opened, oldest = _open_now(session, at)
    ended, times = _ended_in(session, minute)
    before = {
        (row.scope, row.queue): row.open
        for row in session.execute(
            select(QueueReading.scope, QueueReading.queue, QueueReading.open).where(QueueReading.minute == minute - 1)
        )
    }
    keys = {(INSTALLATION, queue) for queue in QUEUES} | set(opened) | set(ended)
    rows = []
    for key in sorted(keys):
        waits, runs = spread_of([wait for wait, _ in times[key]]), spread_of([run for _, run in times[key]])
        # What came is what is there more than before, and what ended meanwhile; run again counts as come again.
        came = ended[key] + (opened[key] - before[key] if before and key in before else opened[key] if before else 0)
        rows.append(
            {
                "scope": key[0],
                "queue": key[1],
                "minute": minute,
                "open": opened[key],
                "oldest_due": oldest.get(key, 0.0),
                "came": max(came, 0),
                "ended": ended[key],
                "wait_p50": waits and waits.p50,
                "wait_p95": waits and waits.p95,
                "run_p50": runs and runs.p50,
                "run_p95": runs and runs.p95,
            }
        )
    return rows


def _open_now(session: Session, at: datetime) -> tuple[Counter[Key], dict[Key, float]]:
    opened, oldest = Counter[Key](), dict[Key, float]()
    of = (Job.workspace_id, Job.queue)
    for workspace, queue, number in session.execute(select(*of, func.count()).where(Job.state.in_(OPEN)).group_by(*of)):
        for key in _scopes(workspace, queue):
            opened[key] += number
    due = select(*of, func.min(Job.run_at)).where(Job.state == "pending", Job.run_at <= at).group_by(*of)
    for workspace, queue, first in session.execute(due):
        for key in _scopes(workspace, queue):
            oldest[key] = max(oldest.get(key, 0.0), (at - first).total_seconds())
    return opened, oldest


def _ended_in(session: Session, minute: int) -> tuple[Counter[Key], Mapping[Key, list[tuple[float, float]]]]:
    since, until = start_of(minute), start_of(minute + 1)
    within = (Job.finished_at >= since, Job.finished_at < until)
    of = (Job.workspace_id, Job.queue)
    ended = Counter[Key]()
    for workspace, queue, number in session.execute(
        select(*of, func.count()).where(Job.state.in_(_ENDED), *within).group_by(*of)
    ):
        for key in _scopes(workspace, queue):
            ended[key] += number
    times: defaultdict[Key, list[tuple[float, float]]] = defaultdict(list)
    done = select(*of, Job.run_at, Job.started_at, Job.finished_at).where(Job.state == "done", *within)
    for workspace, queue, run_at, started_at, finished_at in session.execute(done.limit(TIMES_READ)):
        if started_at is not None and finished_at is not None:
            pair = (max((started_at - run_at).total_seconds(), 0.0), (finished_at - started_at).total_seconds())
            for key in _scopes(workspace, queue):
                times[key].append(pair)
    return ended, times


def _scopes(workspace: str | None, queue: str) -> list[Key]:
    return [(INSTALLATION, queue), *([(workspace, queue)] if workspace else [])]


def _read_parts(session: Session, minute: int) -> list[dict[str, Any]]:
    """What this sweeper's host has, and what everybody shares."""
    host = socket.gethostname()
    found: list[tuple[str, float, float | None]] = []
    folder = settings().data_dir
    if folder.is_dir():
        disk, memory = psutil.disk_usage(str(folder)), psutil.virtual_memory()
        found.append((f"disk@{host}", float(disk.total - disk.free), float(disk.total)))
        found.append((f"memory@{host}", float(memory.total - memory.available), float(memory.total)))
    began = monotonic()
    session.execute(select(1))
    found.append(("database", (monotonic() - began) * 1000, None))
    began = monotonic()
    if broker_answers():
        found.append(("broker", (monotonic() - began) * 1000, None))
    since, until = start_of(minute), start_of(minute + 1)
    sent = (
        select(func.count())
        .select_from(Job)
        .join(MailMessage, MailMessage.id == Job.subject_id)
        .where(
            Job.state == "done",
            Job.finished_at >= since,
            Job.finished_at < until,
            Job.kind.in_(sorted(JOB_OF.values())),
            MailMessage.state == "sent",
        )
    )
    found.append(("mails", float(session.scalar(sent) or 0), None))
    return [{"part": part, "minute": minute, "value": value, "whole": whole} for part, value, whole in found]
