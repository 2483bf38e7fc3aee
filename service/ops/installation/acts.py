"""What those who run the installation do to what all workspaces share.

Each act asks again who they are, and is in the audit log.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy.orm import Session

from service.errors import Conflict, InvalidInput
from service.jobs.drain import drain_worker, put_back_to_work
from service.jobs.pause import pause_queue, resume_queue
from service.ops.installation.operators import require_operator
from service.workspaces.actor import Actor
from service.workspaces.audit import record_act

LASTS: Final[dict[str, timedelta | None]] = {
    "15": timedelta(minutes=15),
    "60": timedelta(hours=1),
    "240": timedelta(hours=4),
    "1440": timedelta(days=1),
    "": None,
}
"""What the page offers, in minutes -> how long; empty: until somebody resumes it."""


def pause(session: Session, actor: Actor, queue: str, reason: str, lasts: str, at: datetime) -> None:
    """Pauses a queue for everybody. Raises Forbidden, InvalidInput."""
    require_operator(session, actor)
    if lasts not in LASTS:
        raise InvalidInput("Choose how long.", param="lasts")
    length = LASTS[lasts]
    pause_queue(session, queue, reason, None if length is None else at + length, actor.user_id, at)
    record_act(session, actor, "queue.paused", at, body={"queue": queue, "reason": reason, "minutes": lasts or None})


def resume(session: Session, actor: Actor, queue: str, at: datetime) -> None:
    """Resumes it. Raises Forbidden, and Conflict where it was not paused."""
    require_operator(session, actor)
    if not resume_queue(session, queue):
        raise Conflict("This queue isn’t paused.")
    record_act(session, actor, "queue.resumed", at, body={"queue": queue})


def drain(session: Session, actor: Actor, worker: str, at: datetime) -> None:
    """Has a worker finish what it has in hand and take no more. Raises Forbidden, Conflict."""
    require_operator(session, actor)
    if not drain_worker(session, worker, actor.user_id, at):
        raise Conflict("This worker is gone or takes no jobs already.")
    record_act(session, actor, "worker.drained", at, body={"worker": worker})


def put_back(session: Session, actor: Actor, worker: str, at: datetime) -> None:
    """Has it take jobs again. Raises Forbidden, Conflict."""
    require_operator(session, actor)
    if not put_back_to_work(session, worker):
        raise Conflict("This worker is gone or takes jobs already.")
    record_act(session, actor, "worker.put_back", at, body={"worker": worker})
