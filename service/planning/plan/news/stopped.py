"""Gifts were to be chosen and were not: when it stopped, and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.campaigns.models import Campaign
from service.clock import business_time
from service.errors import Conflict
from service.jobs.crash import LOST_LEASE
from service.jobs.models import Job
from service.planning.plan.choose import PLAN

_DIED: Final = (
    "The process that chose them was stopped: it was out of memory or over its time, or the machine went down."
)
_OURS: Final = "Something went wrong on our side."


@dataclass(frozen=True, slots=True)
class Stopped:
    """The last choice for a campaign, which did not come to an end. `why` is one sentence."""

    at: datetime
    why: str


def stopped_choice(session: Session, campaign: Campaign) -> Stopped | None:
    """Only while nobody has had gifts chosen again since."""
    job = session.scalar(
        select(Job).where(Job.kind == PLAN, Job.subject_id == campaign.id).order_by(Job.version.desc()).limit(1)
    )
    if job is None or job.state != "dead":
        return None
    if job.last_error_type == LOST_LEASE:
        why = _DIED
    else:
        # A refusal is a sentence for people; anything else is for the log.
        why = job.last_error if job.last_error_type == Conflict.code and job.last_error else _OURS
    return Stopped(business_time(job.finished_at or job.started_at or job.created_at), why)
