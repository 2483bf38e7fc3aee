"""Taking a job: one conditional UPDATE, so that of any number of workers exactly one gets it."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import Row

from service.config import settings
from service.db.connect import brief
from service.jobs.act_types import Lease
from service.jobs.lease import extend
from service.jobs.statements import take


def claim(job_id: str, worker: str, at: datetime) -> Lease | None:
    """A lease on the job from `at` on, or None where it is not due, in another worker's hands, or closed.

    A running job whose lease ran out may be taken as well, with a fresh token: whoever had it before can no longer finish it.
    """
    terms = lease_terms(job_id, at)
    with brief() as connection:
        row = take(connection, worker=worker, job_id=job_id, now=at, **terms)
    return None if row is None else lease_of(row, worker, terms)


def lease_terms(rung_for: str, at: datetime) -> dict[str, Any]:
    """Under which token, and until when, a job is held that is taken at `at`. The token begins with the job whose bell was
    answered: who dies with another job in hand is known by that one's message alone (`crash`)."""
    until = at + timedelta(seconds=settings().lease_seconds)
    return {"new_token": f"{rung_for}.{secrets.token_urlsafe(12)}", "until": until}


def lease_of(row: Row[Any], worker: str, terms: dict[str, Any]) -> Lease:
    """The lease on a job that was just taken."""
    token = terms["new_token"]
    return Lease(
        job_id=row.id,
        kind=row.kind,
        subject_id=row.subject_id,
        version=row.version,
        workspace_id=row.workspace_id,
        campaign_id=row.campaign_id,
        attempt=row.attempt,
        token=token,
        lease_until=terms["until"],
        extend=partial(extend, row.id, token),
        worker=worker,
        queue=row.queue,
        request_id=row.request_id,
    )
