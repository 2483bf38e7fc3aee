"""Decides for people for whom a campaign has nothing, so that the log says why nothing comes: silence is a decision too. And for
people to whom something happened elsewhere."""

from __future__ import annotations

from functools import partial
from typing import Final

from sqlalchemy.orm import Session

from service.brain.deciding.decide_for import decide_for
from service.db.base import utc_now
from service.jobs.act_types import Effect, Lease
from service.recipients.lock import lock_person

KIND: Final = "brain.decide"


def decide_job(lease: Lease) -> Effect:
    """The act of `brain.decide`: subject is the person. It reads rows and writes one, so all of it is effect."""
    return partial(decide_left_out, person_id=lease.subject_id)


def happened_job(lease: Lease) -> Effect:
    """The act of `brain.happened`: subject is the person to whom something happened elsewhere."""
    return partial(decide_happened, person_id=lease.subject_id)


def offered_job(lease: Lease) -> Effect:
    """The act of `brain.offered`: subject is a person who may get an offer that was made, withdrawn or has ended."""
    return partial(decide_offered, person_id=lease.subject_id)


def decide_offered(session: Session, *, person_id: str) -> None:
    """Writes down what is best now that there are other offers; nothing for an erased person."""
    person = lock_person(session, person_id)
    if person.erased_at is None:
        decide_for(session, person, utc_now(), "offered")


def decide_happened(session: Session, *, person_id: str) -> None:
    """Writes down what is best now for somebody who bought, used or looked at something; nothing for an erased person."""
    person = lock_person(session, person_id)
    if person.erased_at is None:
        decide_for(session, person, utc_now(), "happened")


def decide_left_out(session: Session, *, person_id: str) -> None:
    """Writes down what is best for somebody who takes part and has no gift; sends nothing."""
    decide_for(session, lock_person(session, person_id), utc_now(), "left_out")
