"""Who may get which offer, at one moment. A policy, a segment, the days and a withdrawal are asked again each time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from service.brain.events.models import PersonEvent
from service.brain.offers.models import Offer
from service.brain.segments.models import Segment
from service.brain.segments.people import is_in
from service.recipients.facts.fact import facts_of, in_force
from service.recipients.models import Account, Recipient
from service.recipients.own_rules.limit import KIND, POLICY

_CAPS: Final = ("cap_minor", "yearly_cap_minor")


def offers_for(session: Session, person: Recipient, at: datetime) -> tuple[Offer, ...]:
    """Every offer that the person is eligible for now, by code; none for an erased person."""
    if person.erased_at is not None:
        return ()
    today = at.date()
    standing = session.scalars(
        select(Offer)
        .where(
            Offer.workspace_id == person.workspace_id,
            Offer.withdrawn_at.is_(None),
            Offer.since <= today,
            or_(Offer.until.is_(None), Offer.until >= today),
        )
        .order_by(Offer.code, Offer.id)
    ).all()
    if not standing:
        return ()
    if is_bound(session, person, at):
        standing = [offer for offer in standing if offer.value_minor is None]
    belongs = _segments(session, person, {offer.segment_id for offer in standing if offer.segment_id}, at)
    return tuple(offer for offer in standing if offer.segment_id is None or belongs[offer.segment_id])


def is_bound(session: Session, person: Recipient, at: datetime) -> bool:
    """Whether a policy of theirs or of their company says that they take nothing, or only so much: an offer asks
    nobody to count."""
    policy: Mapping[str, Any] = session.get_one(Account, person.account_id).gift_policy
    if policy.get("no_gifts") or policy.get("public_sector") or any(policy.get(cap) is not None for cap in _CAPS):
        return True
    known = in_force(facts_of(session, [person.id], at.date())[person.id])
    return any(fact.kind in {POLICY, KIND} for fact in known)


def taken_by(session: Session, person_id: str) -> frozenset[str]:
    """Ids of offers whose link the person has pressed."""
    return frozenset(
        session.scalars(
            select(PersonEvent.code).where(PersonEvent.recipient_id == person_id, PersonEvent.kind == "offer_pressed")
        )
    )


def _segments(session: Session, person: Recipient, ids: set[str], at: datetime) -> dict[str, bool]:
    rows: Sequence[Segment] = session.scalars(select(Segment).where(Segment.id.in_(sorted(ids)))).all() if ids else ()
    found = {row.id: is_in(session, row, person, at) for row in rows}
    return {segment_id: found.get(segment_id, False) for segment_id in ids}
