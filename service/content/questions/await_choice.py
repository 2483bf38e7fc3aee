"""Waits a moment until an answer is decided, so that most people see their gift and not a page that refreshes."""

from __future__ import annotations

from collections.abc import Mapping
from threading import BoundedSemaphore
from time import monotonic, sleep
from typing import Final

from sqlalchemy import Exists, exists, select
from sqlalchemy.orm import Session

from service.db.connect import reading
from service.gifting.look_again import KIND as LOOK
from service.gifting.models import RecipientGift
from service.gifting.transitions import PLANNED
from service.jobs.models import OPEN, Job

WAIT_SECONDS: Final = 2.0
LOOK_SECONDS: Final = 0.1
_places: Final = BoundedSemaphore(4)
"""So many wait in one process; whoever comes besides sees the page that refreshes, and nobody's thread is missed."""
ARRIVED: Final[Mapping[str, str]] = {
    "answered": "arrived",
    "answered_beside": "arrived",
    "skipped": "arrived_skipped",
}
"""What is said of a press on the question of somebody who had no gift: said once there is one to see."""


def await_choice(gift_id: str) -> bool:
    """Whether the gift's person had nothing chosen for them before their answer. If so, waits until that answer is decided, but not
    long. To be called with no session open."""
    with reading() as session:
        if not _is_waiting(session, gift_id):
            return False
    if _places.acquire(blocking=False):
        try:
            _wait(gift_id)
        finally:
            _places.release()
    return True


def _wait(gift_id: str) -> None:
    until = monotonic() + WAIT_SECONDS
    while monotonic() < until:
        sleep(LOOK_SECONDS)
        with reading() as session:
            if not session.scalar(select(_is_looked_at(gift_id))):
                return


def _is_waiting(session: Session, gift_id: str) -> bool:
    """Whether nothing is chosen yet, as soon as the answer is written down."""
    gift = session.get_one(RecipientGift, gift_id)
    return gift.status in PLANNED and gift.product_id is None


def _is_looked_at(gift_id: str) -> Exists:
    return exists().where(Job.kind == LOOK, Job.subject_id == gift_id, Job.state.in_(OPEN))
