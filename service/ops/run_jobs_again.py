"""Ops has dead jobs run again, once what stopped them is fixed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from service.jobs.models import Job
from service.jobs.redrive import redrive_cause
from service.workspaces.actor import Actor
from service.workspaces.audit import record_act


def run_jobs_again(
    session: Session,
    kind: str,
    error_code: str,
    actor: Actor | None,
    at: datetime,
    *,
    job_ids: Sequence[str] | None = None,
) -> int:
    """Puts every dead job of the actor's workspace with this kind and cause back into its queue; answers how many there were.

    `job_ids`: only these of them. `actor` None: jobs that belong to no workspace. What each job may do it asks again when it runs.
    """
    workspace_id = None if actor is None else actor.workspace_id
    only = () if job_ids is None else (Job.id.in_(job_ids),)
    number = redrive_cause(session, workspace_id, kind, error_code, at, *only)
    record_act(session, actor, "jobs.redriven", at, body={"kind": kind, "error_code": error_code, "jobs": number})
    return number
