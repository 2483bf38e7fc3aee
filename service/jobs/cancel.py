"""Taking a wish back. Work in progress is not stopped; its effect is thrown away at the fence."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Final

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from service.clock import machine_time
from service.db.loaded import ask
from service.db.writing.chunks import in_chunks
from service.jobs.models import OPEN, Job


def cancel_campaign(session: Session, campaign_id: str, kinds: Collection[str], at: datetime) -> int:
    """Cancels the campaign's open jobs of these kinds. Answers how many."""
    canceled = session.scalars(
        update(Job)
        .where(Job.campaign_id == campaign_id, Job.kind.in_(kinds), Job.state.in_(OPEN))
        .values(state="canceled", token=None, lease_until=None, finished_at=machine_time(at))
        .returning(Job.id)
        .execution_options(synchronize_session=False)
    )
    return len(canceled.all())


_NOT_ENDED: Final = (
    select(Job.id)
    .where(
        Job.kind.in_(bindparam("kinds", expanding=True)),
        Job.subject_id.in_(bindparam("subjects", expanding=True)),
        Job.version < bindparam("newer"),
        # By its state they would be looked for among everything that waits in the ledger.
        Job.finished_at.is_(None),
    )
    .order_by(Job.id)
    .with_for_update(skip_locked=True)
)
_CANCEL: Final = (
    update(Job)
    .where(Job.id.in_(bindparam("ids", expanding=True)), Job.state == "pending")
    .values(state="canceled", finished_at=bindparam("canceled_at"))
    .returning(Job.id)
    .execution_options(synchronize_session=False)
)


def cancel_older(
    session: Session, kinds: Collection[str], subject_ids: Collection[str], version: int, at: datetime
) -> int:
    """Cancels jobs of older versions that nobody has begun, for wishes that a newer one says again. Answers how many.

    A row that somebody else has in hand at this moment is left as it is: it is waited for by nobody and may run beside the newer.
    """
    of = {"kinds": list(kinds), "subjects": list(subject_ids), "newer": version}
    canceled = 0
    for ids in in_chunks(ask(session, _NOT_ENDED, of).scalars().all()):
        canceled += len(ask(session, _CANCEL, {"ids": ids, "canceled_at": machine_time(at)}).all())
    return canceled
