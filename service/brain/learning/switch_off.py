"""Somebody of the workspace has its decisions made without what was learned, or with it again where it passed its test."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from service.errors import Conflict, NotFound
from service.gifting.learned_row import LearnedModel
from service.workspaces.actor import Actor
from service.workspaces.audit import record_act


def switch_model(session: Session, actor: Actor, is_off: bool, at: datetime) -> None:
    """Switches off or on. On means: where the test allows it; nobody can use a model that did not pass. Raises NotFound where
    nothing was learned yet, Conflict where it is so already."""
    row = session.get(LearnedModel, actor.workspace_id, with_for_update=True)
    if row is None:
        raise NotFound("Nothing has been learned in this workspace yet.")
    if row.is_switched_off == is_off:
        raise Conflict("Somebody has done this already.")
    row.is_switched_off = is_off
    row.is_used = row.tested["outcome"] == "better" and not is_off
    body = {"number": row.number, "used": row.is_used}
    record_act(
        session, actor, "model.switched_off" if is_off else "model.switched_on", at,
        subject_id=actor.workspace_id, body=body,
    )  # fmt: skip
