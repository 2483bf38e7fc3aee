"""A workspace's model is built once a day while something happens, and at once after somebody was erased."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import Session

from service.brain.learning.gather import Gathered, gather
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.decisions.learning.train import Trained, train
from service.decisions.preferences import PRIOR
from service.gifting.learned_row import COEFFICIENTS, LearnedModel
from service.gifting.models import GiftEvent
from service.jobs.act_types import Effect, Lease
from service.jobs.enqueue import enqueue, next_version
from service.jobs.models import OPEN, Job
from service.jobs.row_sweep import Due, RowSweep
from service.recipients.models import Recipient
from service.workspaces.actor import system
from service.workspaces.audit import Act, record_act
from service.workspaces.models import Workspace

LEARN: Final = "brain.learn"
OFTEN: Final = timedelta(days=1)


def learn_job(lease: Lease) -> Effect:
    """Reads, learns and tests with no transaction open; the effect writes what was found."""
    at = utc_now()
    with reading() as session:
        gathered = gather(session, lease.subject_id, at)
    trained = train(PRIOR, gathered.events, at, "learned", gathered.groups)

    def save(session: Session) -> None:
        keep_model(session, lease.subject_id, gathered, trained, at)

    return save


def keep_model(session: Session, workspace_id: str, gathered: Gathered, trained: Trained, at: datetime) -> LearnedModel:
    """Writes a build down in place of the one before. Where it changes what decisions use, the audit log says so.

    A person who was erased while it was built is still in it; then it is due again at once, since it is older than the erasure.
    """
    row = session.get(LearnedModel, workspace_id, with_for_update=True)
    was_used = row is not None and row.is_used
    if row is None:
        row = LearnedModel(workspace_id=workspace_id, number=0, is_switched_off=False)
        session.add(row)
    model = trained.model
    row.number += 1
    row.coefficients = {name: getattr(model, name) for name in COEFFICIENTS} | {"traits": dict(model.traits)}
    row.popularity = {
        key: [one.share, one.low, one.high, one.answers] for key, one in sorted(gathered.popularity.items())
    }
    row.tested = asdict(trained.tested)
    row.found = _found(trained)
    row.is_used = trained.tested.outcome == "better" and not row.is_switched_off
    row.through_event, row.built_at = gathered.through_event, at
    session.flush()
    if row.is_used != was_used:
        act: Act = "model.used" if row.is_used else "model.set_aside"
        body = {
            "number": row.number,
            **{key: row.tested[key] for key in ("outcome", "answers", "saved", "low", "high")},
        }
        record_act(session, system(workspace_id), act, at, subject_id=workspace_id, body=body)
    return row


def _found(trained: Trained) -> dict[str, Any]:
    return {
        "events": trained.events,
        "refused": dict(trained.refused),
        "quality": asdict(trained.quality),
        "parts": [asdict(one) for one in trained.parts],
        "untold": trained.untold,
        "weeks": [asdict(one) for one in trained.weeks],
        "traits": [asdict(one) for one in trained.traits],
        "calibration": asdict(trained.calibration),
    }


def _due(at: datetime) -> Due:
    """Workspaces in which something happened since a build that is a day old, or somebody was erased since the last one: of its own
    people, or, for the copy of a workspace that is rehearsed in, of those whose answers its first model was made of."""
    erased = exists().where(
        Recipient.workspace_id.in_([Workspace.id, Workspace.copy_of]), Recipient.erased_at >= LearnedModel.built_at
    )
    newer = exists().where(
        GiftEvent.workspace_id == Workspace.id, GiftEvent.id > func.coalesce(LearnedModel.through_event, 0)
    )
    is_old = or_(LearnedModel.built_at.is_(None), LearnedModel.built_at <= at - OFTEN)
    return (
        select(Workspace.id, Workspace.id, func.coalesce(LearnedModel.built_at, Workspace.created_at))
        .outerjoin(LearnedModel, LearnedModel.workspace_id == Workspace.id)
        .where(or_(erased, is_old & newer))
    )


def _ask(workspace_id: str, at: datetime) -> int:
    """One build for a workspace that is due, unless one is under way."""
    with transaction() as session:
        waiting = select(Job.id).where(Job.kind == LEARN, Job.subject_id == workspace_id, Job.state.in_(OPEN))
        if session.scalar(waiting.limit(1)) is not None:
            return 0
        version = next_version(session, LEARN, workspace_id)
        enqueue(session, LEARN, workspace_id, version=version, workspace_id=workspace_id, run_at=at)
    return 1


build_due_models: Final = RowSweep("models built", _due, _ask)
