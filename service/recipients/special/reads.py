"""Each look of the sender's at somebody's dietary facts is written down: who, when, at which of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from service.db.connect import transaction
from service.jobs.row_sweep import Due, RowSweep
from service.recipients.special.models import SpecialRead
from service.security.ids import new_id

KEPT: Final = timedelta(days=365)


def note_read(
    session: Session, workspace_id: str, recipient_id: str, fact_ids: Sequence[str], user_id: str | None, at: datetime
) -> None:
    """Writes a look down; none where no dietary fact was shown."""
    if not fact_ids:
        return
    session.add(
        SpecialRead(
            id=new_id("spr"), workspace_id=workspace_id, recipient_id=recipient_id, read_by=user_id, place="person",
            fact_ids=sorted(fact_ids), at=at,
        )
    )  # fmt: skip


def _due(at: datetime) -> Due:
    return select(SpecialRead.id, SpecialRead.workspace_id, SpecialRead.at).where(SpecialRead.at <= at - KEPT)


def _forget(ids: Sequence[str], at: datetime) -> int:
    with transaction() as session:
        old = delete(SpecialRead).where(SpecialRead.id.in_(ids), SpecialRead.at <= at - KEPT).returning(SpecialRead.id)
        return len(session.scalars(old.execution_options(synchronize_session=False)).all())


forget_reads: Final = RowSweep(
    "old looks at food data deleted", _due, lambda read_id, at: _forget([read_id], at), portion=_forget
)
"""Deletes them; answers how many."""
