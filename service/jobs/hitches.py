"""What was out of order in the running of things, and when it was in order again. Codes and names of queues and workers only."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from service.db.connect import reading, transaction
from service.jobs.models import Hitch

KEPT: Final = timedelta(days=30)
BY_HAND: Final = ("unsafe_parcel", "gift_stopped", "audit_finding", "distrusted")
"""What no time heals: people have done something about it."""
REMEMBERED: Final = timedelta(hours=24)


class Trouble(NamedTuple):
    """Something that is out of order now: a code, a queue or worker ("" for the whole), whose it is, since when."""

    kind: str
    subject: str = ""
    workspace_id: str | None = None
    since: datetime | None = None


def note_hitches(now: Collection[Trouble], at: datetime) -> int:
    """Writes down what has begun and what has ended since the last look. Answers how many changed."""
    with reading() as session:
        known = {(one.kind, one.subject, one.workspace_id) for one in open_hitches(session)}
    wanted = {(one.kind, one.subject, one.workspace_id): one for one in now}
    if known == wanted.keys():
        return 0
    with transaction() as session:
        standing = {(one.kind, one.subject, one.workspace_id): one for one in open_hitches(session)}
        for key, one in wanted.items():
            if key not in standing:
                session.add(
                    Hitch(
                        kind=one.kind,
                        subject=one.subject,
                        workspace_id=one.workspace_id,
                        began_at=min(one.since or at, at),
                        seen_at=at,
                    )
                )
        for key, row in standing.items():
            if key not in wanted:
                row.ended_at = at
        return len(wanted.keys() ^ standing.keys())


def open_hitches(session: Session) -> Sequence[Hitch]:
    """What is out of order as far as it was noticed."""
    return session.scalars(select(Hitch).where(Hitch.ended_at.is_(None)).order_by(Hitch.id)).all()


def healed_lately(session: Session, workspace_id: str, at: datetime) -> Sequence[Hitch]:
    """What healed in the last 24 hours, everybody's and this workspace's own, the latest first."""
    return session.scalars(
        select(Hitch)
        .where(
            Hitch.ended_at > at - REMEMBERED,
            Hitch.kind.not_in(BY_HAND),
            or_(Hitch.workspace_id.is_(None), Hitch.workspace_id == workspace_id),
        )
        .order_by(Hitch.ended_at.desc(), Hitch.id.desc())
    ).all()


def healed_everywhere(session: Session, at: datetime) -> Sequence[Hitch]:
    """What healed in the last 24 hours and was nobody's own, the latest first."""
    return session.scalars(
        select(Hitch)
        .where(Hitch.ended_at > at - REMEMBERED, Hitch.kind.not_in(BY_HAND), Hitch.workspace_id.is_(None))
        .order_by(Hitch.ended_at.desc(), Hitch.id.desc())
    ).all()


def hitches_of(session: Session, queue: str, since: datetime) -> Sequence[Hitch]:
    """When this queue was late, the latest last, since that moment."""
    return session.scalars(
        select(Hitch)
        .where(
            Hitch.kind == "queue_late", Hitch.subject == queue, or_(Hitch.ended_at.is_(None), Hitch.ended_at > since)
        )
        .order_by(Hitch.began_at)
    ).all()


def forget_old_hitches(at: datetime) -> int:
    """Sweep: what healed a month ago is forgotten. Answers how many."""
    with transaction() as session:
        return len(session.scalars(delete(Hitch).where(Hitch.ended_at < at - KEPT).returning(Hitch.id)).all())
