"""The levers that hold for somebody: those for everybody, and those of the saved segments that they belong to now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from sqlalchemy import String, bindparam, literal, select, union_all
from sqlalchemy.orm import Session

from service.brain.levers.models import Lever, SegmentLever
from service.brain.segments.conditions import of_rows
from service.brain.segments.models import Segment
from service.brain.segments.people import is_in, people_in
from service.db.loaded import ask
from service.decisions.next_action.actions import Kind
from service.decisions.next_action.policy import levers_of, most_careful
from service.recipients.models import Recipient

EVERYONE = ""
"""Stands for no segment."""
_WORKSPACE: Final = bindparam("workspace", type_=String)
_SET: Final = union_all(
    select(literal(EVERYONE), Lever.kind, Lever.value).where(Lever.workspace_id == _WORKSPACE),
    select(SegmentLever.segment_id, SegmentLever.kind, SegmentLever.value).where(
        SegmentLever.workspace_id == _WORKSPACE
    ),
)


def levers_set(session: Session, workspace_id: str) -> dict[str, dict[Kind, float]]:
    """Segment's id -> the levers that were set for it, `EVERYONE` among them; every other action is at its default."""
    rows = ask(session, _SET, {"workspace": workspace_id})
    found: dict[str, list[tuple[str, float]]] = {EVERYONE: []}
    for segment_id, kind, lever in rows:
        found.setdefault(segment_id, []).append((kind, lever))
    return {segment_id: levers_of(pairs) for segment_id, pairs in sorted(found.items())}


def levers_for(session: Session, person: Recipient, at: datetime) -> dict[Kind, float]:
    """Of one person. Segments are asked only where a lever is set for one."""
    everyone, *others = levers_set(session, person.workspace_id).items()
    theirs = [
        levers for segment_id, levers in others if is_in(session, session.get_one(Segment, segment_id), person, at)
    ]
    return most_careful(everyone[1], theirs)


@dataclass(frozen=True, slots=True)
class Pulls:
    """All levers of a workspace. `members`: who belongs to each segment that has some."""

    levers: Mapping[str, Mapping[Kind, float]]
    members: Mapping[str, frozenset[str]]

    def of(self, person_id: str) -> dict[Kind, float]:
        """Those of one person, by id."""
        theirs = [self.levers.get(segment_id, {}) for segment_id, people in self.members.items() if person_id in people]
        return most_careful(self.levers[EVERYONE], theirs)

    def with_change(self, segment_id: str, wanted: Mapping[Kind, float]) -> Pulls:
        """The same with others in force for a segment whose members are known, or for everybody."""
        changed = {**self.levers.get(segment_id, {}), **wanted}
        return replace(self, levers={**self.levers, segment_id: changed})


def pulls_of(session: Session, workspace_id: str, at: datetime, segment_id: str = EVERYONE) -> Pulls:
    """For many people at once; `segment_id`: a segment that is looked at though nothing may be set for it yet."""
    levers = levers_set(session, workspace_id)
    wanted = {*levers, segment_id} - {EVERYONE}
    segments = session.scalars(select(Segment).where(Segment.id.in_(wanted)).order_by(Segment.id))
    members = {one.id: people_in(session, workspace_id, of_rows(one.conditions), at) for one in segments}
    return Pulls(levers, members)
