"""What is remembered of how things ran: a reading a minute, of queues and of what they run on, and each audit."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from service.db.base import Base

INSTALLATION: Final = ""
"""The scope of a reading that is of everybody's jobs; any other is a workspace's id."""


class QueueReading(Base):
    """One queue in one minute (`minute`: since 1970). Times in seconds; None where no job was done in it."""

    __tablename__ = "queue_reading"
    __table_args__ = (Index("ix_queue_reading_minute", "minute"),)

    scope: Mapped[str] = mapped_column(primary_key=True)
    queue: Mapped[str] = mapped_column(primary_key=True)
    minute: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    open: Mapped[int]
    """At its end: pending or running."""
    oldest_due: Mapped[float]
    """How long the oldest due job had waited at its end; 0 where none was due."""
    came: Mapped[int]
    ended: Mapped[int]
    wait_p50: Mapped[float | None]
    wait_p95: Mapped[float | None]
    run_p50: Mapped[float | None]
    run_p95: Mapped[float | None]


class PartReading(Base):
    """One part of what it runs on in one minute, such as "disk@host": how much, and of how much, where there is a whole."""

    __tablename__ = "part_reading"
    __table_args__ = (Index("ix_part_reading_minute", "minute"),)

    part: Mapped[str] = mapped_column(primary_key=True)
    minute: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    value: Mapped[float]
    whole: Mapped[float | None]


class AuditRun(Base):
    """The books were compared with the history: when, how long it took, and how much did not add up."""

    __tablename__ = "audit_run"
    __table_args__ = (Index("ix_audit_run_at", "at"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    seconds: Mapped[float]
    findings: Mapped[int]
