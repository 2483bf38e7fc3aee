"""A rehearsal whose job nobody tries again."""

from __future__ import annotations

from sqlalchemy.orm import Session

from service.clock import machine_now
from service.planning.rehearsal.models import UNDER_WAY, Rehearsal


def rehearsal_died(session: Session, rehearsal_id: str, code: str) -> None:
    """Its page says that it ended, and with which code."""
    row = session.get_one(Rehearsal, rehearsal_id, with_for_update=True)
    if row.state in UNDER_WAY:
        row.state, row.ended_at = "failed", machine_now()
        row.problem = f"Something went wrong on our side ({code}). Your campaign isn’t touched. Rehearse it again."
