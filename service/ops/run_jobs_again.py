"""Ops has dead jobs run again, once what stopped them is fixed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from service.jobs.redrive import redrive_cause
from service.workspaces.actor import Actor
from service.workspaces.audit import record_act


def run_jobs_again(session: Session, kind: str, error_code: str, actor: Actor, at: datetime) -> int:
    """Puts every dead job of the actor's workspace with this kind and cause back into its queue; answers how many there were."""
    number = redrive_cause(session, actor.workspace_id, kind, error_code, at)
    record_act(session, actor, "jobs.redriven", at, body={"kind": kind, "error_code": error_code, "jobs": number})
    return number
