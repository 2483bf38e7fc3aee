"""An offer that was made, withdrawn or has ended is an event: whoever may get it is decided for anew.

A job goes through the people of a workspace by their ids, a portion at a time, and the next portion is asked for with the end of
the last. Whoever has such a decision waiting has one already: it will see all offers as they then are. So a sheet of many offers
asks for one decision of each person, not for many.
"""

from __future__ import annotations

from datetime import UTC, datetime, time
from functools import partial
from typing import Final

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session, aliased

from service.brain.offers.actions import WEIGHED_AS
from service.brain.offers.models import Offer, OfferEvent
from service.brain.segments.conditions import of_rows
from service.brain.segments.models import Segment
from service.brain.segments.people import people_in
from service.db.connect import transaction
from service.jobs.act_types import Effect, Lease
from service.jobs.enqueue import enqueue, enqueue_each
from service.jobs.models import Job
from service.jobs.row_sweep import Due, RowSweep
from service.recipients.models import Recipient
from service.workspaces.lock import lock_workspace

KIND: Final = "brain.offer_changed"
"""The subject is the event."""
DECIDES: Final = "brain.offered"
"""The subject is the person, the version the event."""
PORTION: Final = 500
ENDED: Final = "offer.ended"


def offer_changed(session: Session, offer: Offer, kind: str, at: datetime) -> OfferEvent:
    """Writes the event down and asks for the decisions it calls for, from the offer's first day on. News is worth nothing, so it
    changes none."""
    event = OfferEvent(workspace_id=offer.workspace_id, offer_id=offer.id, kind=kind, at=at)
    session.add(event)
    session.flush()
    if offer.kind in WEIGHED_AS:
        begins = datetime.combine(offer.since, time(), UTC)
        run_at = begins if begins > at and kind == "offer.made" else None
        enqueue(session, KIND, str(event.id), workspace_id=offer.workspace_id, run_at=run_at)
    return event


def offer_changed_job(lease: Lease) -> Effect:
    """The act of `brain.offer_changed`: one portion of people."""
    return partial(decide_portion, event_id=int(lease.subject_id), version=lease.version)


def decide_portion(session: Session, *, event_id: int, version: int) -> None:
    """Asks for a decision for each of the next people who may get the offer, and for the portion after it."""
    event = session.get_one(OfferEvent, event_id, with_for_update=True, populate_existing=True)
    offer = session.get_one(Offer, event.offer_id)
    reached = session.scalars(
        select(Recipient.id)
        .where(
            Recipient.workspace_id == event.workspace_id,
            Recipient.erased_at.is_(None),
            Recipient.id > event.reached,
        )
        .order_by(Recipient.id)
        .limit(PORTION)
    ).all()
    if not reached:
        return
    waiting = set(
        session.scalars(
            select(Job.subject_id).where(Job.kind == DECIDES, Job.state == "pending", Job.subject_id.in_(reached))
        )
    )
    wanted = set(reached) - waiting
    if offer.segment_id is not None:
        segment = session.get_one(Segment, offer.segment_id)
        wanted &= people_in(session, event.workspace_id, of_rows(segment.conditions), event.at)
    enqueue_each(session, DECIDES, sorted(wanted), version=event.id, workspace_id=event.workspace_id)
    event.reached = reached[-1]
    if len(reached) == PORTION:
        enqueue(session, KIND, str(event.id), version=version + 1, workspace_id=event.workspace_id)


def _ended(at: datetime) -> Due:
    said = aliased(OfferEvent)
    return select(Offer.id, Offer.workspace_id, Offer.made_at).where(
        Offer.withdrawn_at.is_(None),
        Offer.until < at.date(),
        ~exists().where(said.offer_id == Offer.id, said.kind == ENDED),
    )


def _end(offer_id: str, at: datetime) -> int:
    with transaction() as session:
        workspace_id = session.scalars(select(Offer.workspace_id).where(Offer.id == offer_id)).one()
        lock_workspace(session, workspace_id)
        offer = session.get_one(Offer, offer_id, populate_existing=True)
        known = session.scalar(select(func.count()).where(OfferEvent.offer_id == offer_id, OfferEvent.kind == ENDED))
        if known or offer.withdrawn_at is not None or offer.until is None or offer.until >= at.date():
            return 0
        offer_changed(session, offer, ENDED, at)
    return 1


say_ended: Final = RowSweep("offers ended", _ended, _end)
"""Writes down that an offer's last day is over; answers how many."""
