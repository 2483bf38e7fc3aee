"""Sets a workspace's levers: within their limits, each change in the audit log with what was before."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.brain.levers.in_force import EVERYONE, levers_set
from service.brain.levers.models import Lever, SegmentLever
from service.brain.segments.conditions import are_by_name, of_rows
from service.brain.segments.keep import find_segment
from service.brain.segments.models import Segment
from service.decisions.next_action.actions import Kind
from service.decisions.next_action.policy import DEFAULT_LEVERS, check_lever, levers_of
from service.errors import Conflict
from service.workspaces.actor import Actor
from service.workspaces.audit import record_act
from service.workspaces.lock import lock_workspace


def set_levers(
    session: Session, actor: Actor, wanted: Mapping[str, float], at: datetime, segment_id: str = EVERYONE
) -> int:
    """Sets several at once, all or none, for everybody or for the people of a saved segment; answers how many changed. One at its
    default has no row, and one of a segment that is as for everybody has none either.

    Raises InvalidInput for an action that there is not, or a figure outside of 0.5 to 2.0, NotFound for no segment of this
    workspace, Conflict for one that asks for more than staff see by name: the factors of a decision would tell who is in it.
    """
    for kind, value in wanted.items():
        check_lever(kind, value)
    if segment_id != EVERYONE:
        return _set_for_segment(session, actor, segment_id, levers_of(wanted.items()), at)
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


def require_by_name(segment: Segment) -> None:
    """Raises Conflict for a segment that asks for more than staff see of each person by name."""
    if not are_by_name(of_rows(segment.conditions)):
        raise Conflict(
            "Only a segment by country, stage, value or language can have levers: a decision shows its lever, so any other would "
            "tell who is in it.",
            param="segment",
        )


def _set_for_segment(
    session: Session, actor: Actor, segment_id: str, wanted: Mapping[Kind, float], at: datetime
) -> int:
    lock_workspace(session, actor.workspace_id)
    segment = find_segment(session, actor.workspace_id, segment_id)
    require_by_name(segment)
    everyone = {**DEFAULT_LEVERS, **levers_set(session, actor.workspace_id)[EVERYONE]}
    rows = {row.kind: row for row in session.scalars(select(SegmentLever).where(SegmentLever.segment_id == segment.id))}
    changed = 0
    for kind, value in sorted(wanted.items()):
        row = rows.get(kind)
        before = everyone[kind] if row is None else row.value
        if value == everyone[kind] and row is not None:
            session.delete(row)
        elif value == before:
            continue
        elif row is None:
            session.add(
                SegmentLever(
                    segment_id=segment.id,
                    kind=kind,
                    workspace_id=actor.workspace_id,
                    value=value,
                    set_by=actor.user_id,
                    set_at=at,
                )
            )
        else:
            row.value, row.set_by, row.set_at = value, actor.user_id, at
        changed += 1
        body = {"before": before, "now": value, "segment": segment.id}
        record_act(session, actor, "lever.set", at, subject_id=kind, body=body)
    session.flush()
    return changed
