"""A queue that is paused: what is in hand is finished, nothing new is taken, and nothing is lost by it.

Claims ask for it in their own statement (`statements.not_held`), so that no worker has to hear of it first. What keeps someone
safe, and what erases someone, passes: those jobs say so themselves.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final, Literal, get_args

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from service.db.connect import transaction
from service.errors import InvalidInput
from service.jobs.models import QueuePause
from service.jobs.queues import QUEUES

PauseReason = Literal["maintenance", "fault", "load", "wrong_content"]
PAUSE_REASONS: Final[tuple[PauseReason, ...]] = get_args(PauseReason)
"""Why, as codes: words of one's own could hold a name."""


def pause_queue(
    session: Session, queue: str, reason: str, until: datetime | None, by: str | None, at: datetime
) -> None:
    """Pauses it from now on, or says a new reason and end. Raises InvalidInput for no queue or reason of ours, or an end that is
    over."""
    if queue not in QUEUES:
        raise InvalidInput("There’s no such queue.", param="queue")
    if reason not in PAUSE_REASONS:
        raise InvalidInput("Say why: everyone who sees the queue reads it.", param="reason")
    if until is not None and until <= at:
        raise InvalidInput("The pause would be over already. Choose a later time.", param="until")
    session.merge(QueuePause(queue=queue, reason=reason, since=at, until=until, by=by))


def resume_queue(session: Session, queue: str) -> bool:
    """Whether it was paused. The sweep rings for what waits."""
    return session.scalar(delete(QueuePause).where(QueuePause.queue == queue).returning(QueuePause.queue)) is not None


def pauses(session: Session, at: datetime) -> Mapping[str, QueuePause]:
    """Queue -> its pause, of those that are paused at that moment."""
    now = or_(QueuePause.until.is_(None), QueuePause.until > at)
    return {one.queue: one for one in session.scalars(select(QueuePause).where(now))}


def forget_ended_pauses(at: datetime) -> int:
    """Sweep: pauses whose time is over are deleted. Answers how many."""
    with transaction() as session:
        ended = delete(QueuePause).where(QueuePause.until <= at).returning(QueuePause.queue)
        return len(session.scalars(ended).all())
