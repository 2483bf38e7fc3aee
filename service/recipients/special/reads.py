"""Each look of the sender's at somebody's dietary facts is written down: who, when, at which of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy.orm import Session

from service.jobs.delete_old import delete_old
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


forget_reads: Final = delete_old(
    "old looks at food data deleted", SpecialRead.id, SpecialRead.at, lambda at: SpecialRead.at <= at - KEPT
)
"""Deletes them; answers how many."""
