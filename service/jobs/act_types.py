"""What a job is to the ledger: an act that works, and an effect that writes.

An act gets a `Lease`, does its slow work with no transaction open, and returns an `Effect`: a function of the finishing
transaction's session. The ledger runs the effect and the job's own `done` in one transaction and only while the lease's token
still holds; a worker that lost its lease has its effect thrown away.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

Effect = Callable[[Session], None]


@dataclass(frozen=True, slots=True)
class Lease:
    """One claimed job in this process's hands."""

    job_id: str
    kind: str
    subject_id: str
    version: int
    workspace_id: str | None
    campaign_id: str | None
    attempt: int
    token: str
    lease_until: datetime
    extend: Callable[[], None] = field(compare=False, repr=False)
    """Extends the lease by the kind's lease time. Raises Fenced where it is lost."""
    worker: str = ""
    """Who has it in hand."""
    queue: str = ""
    """Where it waited: a job that somebody waits for is not in its kind's own."""
    request_id: str | None = None
    """The request it came from."""


Act = Callable[[Lease], Effect | None]


@dataclass(frozen=True, slots=True)
class JobKind:
    """One line of the wiring: how a kind of work is done and with what limits. Times in seconds, memory in megabytes."""

    name: str
    act: Act
    queue: str
    max_attempts: int = 3
    soft_seconds: int = 60
    hard_seconds: int = 90
    fast_queue: str | None = None
    """Where a job goes that somebody is waiting for (`expedite`); None where nobody ever does."""
    on_dead: Callable[[Session, str, str], None] | None = None
    """Called in the transaction that declares the job dead: (session, subject_id, error code)."""
    passes_pause: bool = False
    """Whether its jobs go on while their queue is paused: those of someone's safety, and erasures."""


@dataclass(frozen=True, slots=True)
class Sweep:
    """Something that has to be looked after every so often: takes the instant, answers how many it changed."""

    name: str
    every_seconds: float
    act: Callable[[datetime], int]
