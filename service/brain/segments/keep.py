"""Saving a segment, and taking one away."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from service.brain.levers.models import SegmentLever
from service.brain.offers.models import Offer
from service.brain.segments.conditions import Condition, are_by_name, as_rows, of_rows
from service.brain.segments.models import Segment
from service.brain.segments.people import people_in
from service.brain.segments.small_numbers import Count, nearest, shown_count, shown_counts
from service.brain.simulate.models import Simulation
from service.errors import Conflict, InvalidInput, NotFound
from service.folding import fold
from service.recipients.models import Recipient
from service.security.ids import new_id
from service.workspaces.actor import Actor
from service.workspaces.audit import record_act
from service.workspaces.lock import lock_workspace
from service.written import one_line, written

MOST: Final = 60
LONGEST_NAME: Final = 60


def segments_of(session: Session, workspace_id: str) -> Sequence[Segment]:
    """The oldest first: it is shown before those that are too near to it."""
    return session.scalars(
        select(Segment).where(Segment.workspace_id == workspace_id).order_by(Segment.made_at, Segment.id)
    ).all()


def find_segment(session: Session, workspace_id: str, segment_id: str) -> Segment:
    """Raises NotFound where there is none, and just so where it is somebody else's."""
    found = session.scalar(select(Segment).where(Segment.id == segment_id, Segment.workspace_id == workspace_id))
    if found is None:
        raise NotFound("There’s no such segment.")
    return found


def count_everybody(session: Session, workspace_id: str) -> int:
    """People of a workspace, without those who were erased."""
    wanted = select(func.count()).where(Recipient.workspace_id == workspace_id, Recipient.erased_at.is_(None))
    return session.scalar(wanted) or 0


def count_segments(
    session: Session, workspace_id: str, at: datetime
) -> list[tuple[Segment, tuple[Condition, ...], frozenset[str], Count]]:
    """Every saved segment with its people now, and what may be shown of how many they are."""
    saved = [(one, of_rows(one.conditions)) for one in segments_of(session, workspace_id)]
    people = [people_in(session, workspace_id, conditions, at) for _, conditions in saved]
    sized = [(one.name, found, are_by_name(conditions)) for (one, conditions), found in zip(saved, people, strict=True)]
    counts = shown_counts(sized, count_everybody(session, workspace_id))
    return [
        (one, conditions, found, count) for (one, conditions), found, count in zip(saved, people, counts, strict=True)
    ]


def try_segment(
    session: Session, workspace_id: str, conditions: Sequence[Condition], at: datetime
) -> list[tuple[Condition, Count, Count]]:
    """What each condition has alone, and what is left once those before it hold as well: both as they may be shown."""
    everybody = count_everybody(session, workspace_id)
    lines, parent = [], everybody
    for number, one in enumerate(conditions, start=1):
        by_name = are_by_name(conditions[:number])
        alone = people_in(session, workspace_id, (one,), at)
        left = people_in(session, workspace_id, conditions[:number], at)
        lines.append(
            (
                one,
                shown_count(alone, everybody, by_name=one.is_by_name),
                shown_count(left, parent, by_name=by_name),
            )
        )
        parent = len(left)
    return lines


def save_segment(
    session: Session,
    actor: Actor,
    name: str,
    conditions: Sequence[Condition],
    at: datetime,
    segment_id: str | None = None,
) -> Segment:
    """A new segment, or other words and conditions for one. Raises InvalidInput for its name, NotFound, and Conflict
    where the name is
    taken or its people differ by one to three from those of one that is shown: the difference would tell who they are."""
    lock_workspace(session, actor.workspace_id)
    words = one_line(written(name) or "")
    if not words or len(words) > LONGEST_NAME:
        raise InvalidInput(f"Give the segment a name of at most {LONGEST_NAME} letters.", param="name")
    saved = segments_of(session, actor.workspace_id)
    others = [one for one in saved if one.id != segment_id]
    if any(one.name_key == fold(words) for one in others):
        raise Conflict(f"A segment is called “{words}” already.")
    if len(others) >= MOST:
        raise Conflict(f"A workspace keeps at most {MOST} segments. Delete one first.")
    shown = {
        one.name: people
        for one, _, people, count in count_segments(session, actor.workspace_id, at)
        if count.number is not None and one.id != segment_id
    }
    if (near := nearest(people_in(session, actor.workspace_id, conditions, at), shown)) is not None:
        raise Conflict(
            f"These people differ from “{near}” by one to three, so the difference would tell who they are. "
            "Change a condition, or use that segment."
        )
    row = find_segment(session, actor.workspace_id, segment_id) if segment_id else None
    if row is not None and not are_by_name(conditions) and _has_levers(session, row):
        raise Conflict(
            "A lever is set for this segment, so it can only ask for country, stage, value or language. Set its levers back first."
        )
    if row is None:
        row = Segment(id=new_id("seg"), workspace_id=actor.workspace_id, made_by=actor.user_id, made_at=at)
        session.add(row)
    row.name, row.name_key, row.conditions = words, fold(words), as_rows(conditions)
    session.flush()
    record_act(session, actor, "segment.saved", at, subject_id=row.id, body={"asks": [one.what for one in conditions]})
    return row


def delete_segment(session: Session, actor: Actor, segment_id: str, at: datetime) -> None:
    """Raises NotFound, or Conflict while an offer that stands is for it, since it would go to nobody or to everybody, or a lever is
    set for it."""
    lock_workspace(session, actor.workspace_id)
    row = find_segment(session, actor.workspace_id, segment_id)
    in_use = select(Offer.code).where(Offer.segment_id == row.id)
    if session.scalar(in_use.where(Offer.withdrawn_at.is_(None)).limit(1)) is not None:
        raise Conflict("An offer is for this segment. Withdraw the offer first.")
    if _has_levers(session, row):
        raise Conflict("A lever is set for this segment. Set it back first.")
    for table in (Offer, Simulation):
        session.execute(update(table).where(table.segment_id == row.id).values(segment_id=None))
    session.flush()
    session.delete(row)
    record_act(session, actor, "segment.deleted", at, subject_id=row.id)


def _has_levers(session: Session, segment: Segment) -> bool:
    return session.scalar(select(SegmentLever.kind).where(SegmentLever.segment_id == segment.id).limit(1)) is not None
