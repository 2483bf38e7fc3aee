"""Sets a workspace's levers: within their limits, each change in the audit log with what was before."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.brain.levers.models import Lever
from service.decisions.next_action.actions import Kind
from service.decisions.next_action.policy import DEFAULT_LEVERS, check_lever, levers_of
from service.workspaces.actor import Actor
from service.workspaces.audit import record_act


def levers_in_force(session: Session, workspace_id: str) -> dict[Kind, float]:
    """Those that were set; every other action stands at its default."""
    rows = session.execute(select(Lever.kind, Lever.value).where(Lever.workspace_id == workspace_id))
    return levers_of((kind, value) for kind, value in rows)


def set_levers(session: Session, actor: Actor, wanted: Mapping[str, float], at: datetime) -> int:
    """Sets several at once, all or none; answers how many changed. One at its default has no row.

    Raises InvalidInput for an action that there is not, or a figure outside of 0.5 to 2.0.
    """
    for kind, value in wanted.items():
        check_lever(kind, value)
    rows = {
        row.kind: row
        for row in session.scalars(
            select(Lever).where(Lever.workspace_id == actor.workspace_id).order_by(Lever.kind).with_for_update()
        )
    }
    changed = 0
    for kind, value in sorted(wanted.items()):
        default = DEFAULT_LEVERS[kind]  # type: ignore[index]  # checked above
        row = rows.get(kind)
        before = default if row is None else row.value
        if value == before:
            continue
        changed += 1
        if row is None:
            row = Lever(workspace_id=actor.workspace_id, kind=kind, value=value)
            session.add(row)
        row.value, row.set_by, row.set_at = value, actor.user_id, at
        record_act(session, actor, "lever.set", at, subject_id=kind, body={"before": before, "now": value})
    session.flush()
    return changed
