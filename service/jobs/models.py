"""The job ledger: the truth about work. The broker only says "look"."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from service.db.base import Base, partial_index

STATES: Final = ("pending", "running", "done", "dead", "canceled")
OPEN: Final = ("pending", "running")
"""Somebody will do it, or is doing it."""
WANTED: Final = (*OPEN, "dead")
"""Not done and not taken back: what is dead waits until somebody runs it again."""
OVER: Final = ("done", "canceled")
"""Nobody will ask for it again."""
UNDONE: Final = ("dead", "canceled")
"""It ended and nothing came of it."""


_DEAD: Final = "state = 'dead'"
FAILED_BEFORE: Final = "state || '' IN ('pending', 'running') AND last_error_type IS NOT NULL"
"""An open job that failed, or was dead and is run again: in the words of its partial index, and so that no other is taken, by which
SQLite would read all that are open, or, where nearly all have failed, all."""
_TRIES: Final = ("workspace_id", "queue", "kind", "attempt", "lease_expiries")
_BY_CAUSE: Final = ("workspace_id", "kind", "last_error_type", "finished_at")
POISON_CRASHES: Final = 3
"""A job in whose hands so many processes died is taken to be what kills them."""


class Job(Base):
    """One piece of work. `version` tells apart two wishes for the same subject (for example a page drawn again)."""

    __tablename__ = "job"
    __table_args__ = (
        UniqueConstraint("kind", "subject_id", "version"),
        CheckConstraint(f"state IN {STATES}", name="state"),
        Index("ix_job_state_queue_run_at", "state", "queue", "run_at", "workspace_id"),
        Index("ix_job_campaign_id_kind_state", "campaign_id", "kind", "state"),
        Index("ix_job_state_finished_at", "state", "finished_at"),
        partial_index("ix_job_to_retry", "workspace_id", "run_at", where="state = 'pending' AND attempt > 0"),
        # Each ends with the state, which SQLite would otherwise look up in every row although the index says it.
        partial_index("ix_job_failed", *_BY_CAUSE, "crashes", "id", "state", where=_DEAD),
        partial_index("ix_job_failed_latest", "workspace_id", "finished_at", "id", "state", where=_DEAD),
        partial_index("ix_job_quarantine", *_BY_CAUSE, "state", where=f"{_DEAD} AND crashes >= {POISON_CRASHES}"),
        partial_index("ix_job_failed_before", *_TRIES, "last_error_type", "state", where=FAILED_BEFORE),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    workspace_id: Mapped[str | None] = mapped_column(ForeignKey("workspace.id"))
    campaign_id: Mapped[str | None]
    request_id: Mapped[str | None]
    """The request in which it was asked for, or that of the job that asked for it; None where a sweep or a command did."""
    kind: Mapped[str]
    subject_id: Mapped[str]
    version: Mapped[int]
    queue: Mapped[str]
    state: Mapped[str]
    run_at: Mapped[datetime]
    attempt: Mapped[int] = mapped_column(default=0)
    max_attempts: Mapped[int]
    lease_expiries: Mapped[int] = mapped_column(default=0)
    """How many attempts ended with their worker gone, whatever the cause."""
    crashes: Mapped[int] = mapped_column(default=0, server_default="0")
    """How many of these were the death of the very process that did this job, as its living worker saw it."""
    lease_until: Mapped[datetime | None]
    token: Mapped[str | None]
    worker: Mapped[str | None]
    rung_at: Mapped[datetime | None]
    last_error_type: Mapped[str | None]
    last_error: Mapped[str | None]
    """A sentence without personal values."""
    passes_pause: Mapped[bool] = mapped_column(default=False, server_default=false())
    """It goes on while its queue is paused: a warning must not wait."""
    created_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]


class QueuePause(Base):
    """A queue whose jobs nobody takes for a while. One whose time is over pauses nothing."""

    __tablename__ = "queue_pause"

    queue: Mapped[str] = mapped_column(primary_key=True)
    reason: Mapped[str]
    since: Mapped[datetime]
    until: Mapped[datetime | None]
    """None: until somebody resumes it."""
    by: Mapped[str | None]
    """The user who paused it; None for whoever runs the product by the command line."""


class SweepDelay(Base):
    """A row that a sweep looked at and could not finish: when it looks again. Ids and codes only."""

    __tablename__ = "sweep_delay"
    __table_args__ = (Index("ix_sweep_delay_sweep_look_at", "sweep", "look_at"),)

    sweep: Mapped[str] = mapped_column(primary_key=True)
    subject_id: Mapped[str] = mapped_column(primary_key=True)
    workspace_id: Mapped[str | None] = mapped_column(ForeignKey("workspace.id"))
    look_at: Mapped[datetime]
    looks: Mapped[int]
    error_code: Mapped[str | None]
    """What its act raised last; None where it only waits."""


class SandboxClock(Base):
    """A sandbox whose clock was moved: how far it is ahead of the machine's. It never moves back."""

    __tablename__ = "sandbox_clock"
    __table_args__ = (CheckConstraint("ahead_seconds > 0", name="ahead"),)

    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id"), primary_key=True)
    ahead_seconds: Mapped[int] = mapped_column(BigInteger)


class ClockMark(Base):
    """One row: the latest moment that a sweeper saw. Later than now, it says that the clock was set back since."""

    __tablename__ = "clock_mark"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    seen_at: Mapped[datetime]


class SweepRun(Base):
    """When a sweep ran last and to its end, by any sweeper, and when it last changed something."""

    __tablename__ = "sweep_run"

    name: Mapped[str] = mapped_column(primary_key=True)
    """As in the wiring."""
    ran_at: Mapped[datetime]
    changed: Mapped[int]
    """How many rows it changed then."""
    changed_at: Mapped[datetime | None]


class WorkerHeartbeat(Base):
    """When a worker process last claimed or finished something; ops and the watchdog read it."""

    __tablename__ = "worker_pulse"

    name: Mapped[str] = mapped_column(primary_key=True)
    queues: Mapped[str]
    pid: Mapped[int]
    started_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    last_job_at: Mapped[datetime | None]
    jobs_done: Mapped[int] = mapped_column(default=0)
    dropped: Mapped[int] = mapped_column(default=0, server_default="0")
    """Messages that were no rings of ours, since it started."""
    version: Mapped[str | None]
    """Of the product, as this worker runs it."""
    memory_mb: Mapped[int | None]
    """What it and its children hold; None where the system does not tell."""
    drained_since: Mapped[datetime | None]
    """Since when it takes no more jobs, by a person's wish; None: it takes them."""
    drained_by: Mapped[str | None]


class Hitch(Base):
    """One stretch of time in which something was out of order; `ended_at` None: it still is. `workspace_id` None: everybody's."""

    __tablename__ = "hitch"
    __table_args__ = (Index("ix_hitch_ended_at", "ended_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    subject: Mapped[str]
    workspace_id: Mapped[str | None] = mapped_column(ForeignKey("workspace.id"))
    began_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
