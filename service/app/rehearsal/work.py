"""The sandbox's own work: what is due in the ledger, done here or waited for, and the sweeps, for this workspace alone."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy import func, select

from service.app.sweeps import SWEEPS
from service.clock import machine_now
from service.db.connect import reading
from service.jobs.act_types import Sweep
from service.jobs.models import Job
from service.jobs.own_time import ahead_of
from service.jobs.row_sweep import RowSweep, is_any_aside
from service.jobs.run import run_job
from service.planning.rehearsal.ask import KIND

WORKER: Final = "rehearsal"
_ROUNDS: Final = 40
"""Jobs ask for jobs: a page for its mail, a mail for its sending. Far more rounds than any chain has."""
_PACES: Final = ((300.0, 1), (1800.0, 4))
"""Sweeps that come at home at least every so many seconds come with every so many steps."""
_SELDOM: Final = 24
_AT_MOST: Final = 50
"""Passes of one sweep in a row."""


def open_jobs(workspace_id: str) -> int:
    """How many jobs of the sandbox are due or being done, the rehearsal's own apart."""
    with reading() as session:
        return (
            session.scalar(
                select(func.count()).where(
                    Job.workspace_id == workspace_id,
                    Job.kind != KIND,
                    ((Job.state == "pending") & (Job.run_at <= machine_now())) | (Job.state == "running"),
                )
            )
            or 0
        )


def work_off(workspace_id: str) -> int:
    """Does all that is due, and what comes of it; answers how many jobs. What fails is left to be tried again."""
    done = 0
    tried: set[str] = set()
    for _ in range(_ROUNDS):
        with reading() as session:
            due = session.scalars(
                select(Job.id)
                .where(
                    Job.workspace_id == workspace_id,
                    Job.kind != KIND,
                    Job.state == "pending",
                    Job.run_at <= machine_now(),
                    Job.id.not_in(tried),
                )
                .order_by(Job.run_at, Job.kind, Job.created_at, Job.id)
            ).all()
        if not due:
            break
        for job_id in due:
            tried.add(job_id)
            run_job(job_id, WORKER)
            done += 1
    return done


def sweep(workspace_id: str, at: datetime, step: int) -> None:
    """The sweeps over rows of a workspace, over this one's alone, until nothing is left to do. `at` by the machine's clock. At a
    `step` of the sandbox's, from 0: those that are at home seldom come seldom here, those that only tidy up every fourth day."""
    span, none_aside = ahead_of(workspace_id), not is_any_aside(workspace_id)
    for one in SWEEPS:
        if step % next((every for seconds, every in _PACES if one.every_seconds <= seconds), _SELDOM):
            continue
        found = _over_rows(one)
        for _ in range(_AT_MOST if found is not None else 0):
            if found is None or not found.in_workspace(workspace_id, at, span, nothing_aside=none_aside).is_more:
                break


def _over_rows(one: Sweep) -> RowSweep | None:
    act = one.act
    found = act.found() if hasattr(act, "found") else act
    return found if isinstance(found, RowSweep) and not found.by_machine else None
