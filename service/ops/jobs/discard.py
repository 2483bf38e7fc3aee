"""Discarding jobs that failed, with a reason; what a gift, its money, safety or an erasure still needs is kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal, get_args

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from service.db.base import no_index
from service.errors import InvalidInput
from service.gifting.models import RecipientGift
from service.jobs.models import Job
from service.ops.jobs.may_discard import OF_A_GIFT, why_kept
from service.recipients.lock import lock_people
from service.workspaces.actor import Actor
from service.workspaces.audit import record_act

Reason = Literal["done_otherwise", "not_wanted", "wrong_input", "trial"]
REASONS: Final[tuple[Reason, ...]] = get_args(Reason)
"""Why, for the audit log: codes, since words of one's own could hold a name."""


@dataclass(frozen=True, slots=True)
class Discarded:
    """How many went; of those that stay, (kind, why and what to do instead) -> how many."""

    jobs: int
    kept: Mapping[tuple[str, str], int]


def discard_jobs(session: Session, job_ids: Sequence[str], reason: str, actor: Actor | None, at: datetime) -> Discarded:
    """Discards those of the actor's jobs that are dead and may go. `actor` None: jobs that belong to no workspace.

    People, gifts and jobs are locked in this order, and whether a job may go is asked after that: a gift that comes back
    meanwhile keeps its jobs. Raises InvalidInput for a reason that is none of `REASONS`.
    """
    require_reason(reason)
    workspace_id = None if actor is None else actor.workspace_id
    gifts = _held_gifts(session, job_ids, workspace_id)
    jobs, kept = _judged(session, job_ids, workspace_id, gifts, at, lock=True)
    if not jobs:
        return Discarded(0, kept)
    session.execute(
        update(Job)
        .where(Job.id.in_([job.id for job in jobs]), Job.state == "dead")
        .values(state="canceled", finished_at=at)
        .execution_options(synchronize_session=False)
    )
    for (kind, cause), number in sorted(Counter((job.kind, job.last_error_type or "") for job in jobs).items()):
        body = {"kind": kind, "error_code": cause, "jobs": number, "reason": reason}
        record_act(session, actor, "jobs.discarded", at, body=body)
    return Discarded(len(jobs), kept)


def require_reason(reason: str) -> None:
    """Raises InvalidInput for a reason that is none of `REASONS`."""
    if reason not in REASONS:
        raise InvalidInput("Say why, for the audit log.", param="reason")


def look_before(session: Session, job_ids: Sequence[str], workspace_id: str | None, at: datetime) -> Discarded:
    """What `discard_jobs` would do at this moment. Changes nothing and locks nothing."""
    subjects = _gift_subjects(session, job_ids, workspace_id)
    gifts = session.scalars(select(RecipientGift).where(RecipientGift.id.in_(subjects))).all()
    jobs, kept = _judged(session, job_ids, workspace_id, {gift.id: gift for gift in gifts}, at, lock=False)
    return Discarded(len(jobs), kept)


def _by_id(job_ids: Sequence[str], workspace_id: str | None) -> tuple[ColumnElement[bool], ...]:
    """These jobs, as far as they are the workspace's. They are looked up by their ids: an index of what failed in the workspace,
    which a planner may prefer, has two hundred thousand rows where it matters."""
    return Job.id.in_(job_ids), no_index(Job.workspace_id) == workspace_id


def _gift_subjects(session: Session, job_ids: Sequence[str], workspace_id: str | None) -> list[str]:
    of_gifts = (*_by_id(job_ids, workspace_id), no_index(Job.kind).in_(sorted(OF_A_GIFT)))
    return sorted(set(session.scalars(select(Job.subject_id).where(*of_gifts))))


def _held_gifts(session: Session, job_ids: Sequence[str], workspace_id: str | None) -> dict[str, RecipientGift]:
    """The gifts that these jobs are about, each with its person locked before it."""
    these = RecipientGift.id.in_(_gift_subjects(session, job_ids, workspace_id))
    lock_people(session, session.scalars(select(RecipientGift.recipient_id).where(these)).all())
    held = (
        select(RecipientGift)
        .where(these, RecipientGift.workspace_id == workspace_id)
        .order_by(RecipientGift.id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    return {gift.id: gift for gift in session.scalars(held)}


def _judged(
    session: Session,
    job_ids: Sequence[str],
    workspace_id: str | None,
    gifts: Mapping[str, RecipientGift],
    at: datetime,
    *,
    lock: bool,
) -> tuple[list[Job], Mapping[tuple[str, str], int]]:
    """The dead jobs that may go, and of the others how many stay for which reason."""
    dead = (
        select(Job)
        .where(*_by_id(job_ids, workspace_id), no_index(Job.state) == "dead")
        .order_by(Job.id)
        .execution_options(populate_existing=True)
    )
    going, kept = list[Job](), Counter[tuple[str, str]]()
    for job in session.scalars(dead.with_for_update() if lock else dead):
        why = why_kept(job.kind, gifts.get(job.subject_id), at)
        if why is None:
            going.append(job)
        else:
            kept[job.kind, why] += 1
    return going, kept
