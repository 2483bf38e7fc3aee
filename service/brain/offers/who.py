"""Who may get which offer, at one moment. A policy, a segment, the days and a withdrawal are asked again each time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import BindParameter, ColumnElement, Date, SQLColumnExpression, String, bindparam, exists, or_, select
from sqlalchemy.orm import Session

from service.brain.events.models import PersonEvent
from service.brain.offers.models import Offer
from service.brain.segments.conditions import of_rows
from service.brain.segments.models import Segment
from service.brain.segments.people import is_in
from service.db.loaded import ask
from service.recipients.facts.fact import facts_of, in_force
from service.recipients.models import Account, Recipient
from service.recipients.own_rules.limit import KIND, POLICY

_TAKEN: Final = select(PersonEvent.code).where(
    PersonEvent.recipient_id == bindparam("person", type_=String), PersonEvent.kind == "offer_pressed"
)
_CAPS: Final = ("cap_minor", "yearly_cap_minor")


def offers_for(session: Session, person: Recipient, at: datetime) -> tuple[Offer, ...]:
    """Every offer that the person is eligible for now, by code; none for an erased person."""
    standing = _standing(session, person, at)
    if not standing:
        return ()
    if is_bound(session, person, at):
        standing = [offer for offer in standing if offer.value_minor is None]
    belongs = _segments(session, person, standing, at)
    return tuple(offer for offer in standing if offer.segment_id is None or belongs.get(offer.segment_id, False))


def offers_for_staff(session: Session, person: Recipient, at: datetime) -> tuple[Offer, ...]:
    """The same as staff may see it, by code: what their own word, or a segment that staff do not see of each person
    by name, adds or takes away is left out (rules 14 and 23)."""
    standing = _standing(session, person, at)
    if is_bound_by_company(session, person):
        standing = [offer for offer in standing if offer.value_minor is None]
    belongs = _segments(session, person, standing, at, by_name_only=True)
    return tuple(offer for offer in standing if offer.segment_id is None or belongs.get(offer.segment_id, False))


def is_bound_by_company(session: Session, person: Recipient) -> bool:
    """Whether a rule of their company says that they take nothing, or only so much: an offer asks nobody to count."""
    policy: Mapping[str, Any] = session.get_one(Account, person.account_id).gift_policy
    is_closed = policy.get("no_gifts") or policy.get("public_sector")
    return bool(is_closed) or any(policy.get(cap) is not None for cap in _CAPS)


def is_bound(session: Session, person: Recipient, at: datetime) -> bool:
    """Whether a rule of their company's or one of their own says so."""
    if is_bound_by_company(session, person):
        return True
    known = in_force(facts_of(session, [person.id], at.date())[person.id])
    return any(fact.kind in {POLICY, KIND} for fact in known)


def taken_by(session: Session, person_id: str) -> frozenset[str]:
    """Ids of offers whose link the person has pressed."""
    return frozenset(ask(session, _TAKEN, {"person": person_id}).scalars())


def has_offers(session: Session, workspace_id: str, at: datetime) -> bool:
    """Whether anything is offered in a workspace on this day, to whomever."""
    return bool(ask(session, _HAS_OFFERS, {"workspace": workspace_id, "today": at.date()}).scalar())


def offers_stand(
    workspace_id: SQLColumnExpression[str] | BindParameter[str], today: BindParameter[date]
) -> ColumnElement[bool]:
    """The same as a part of a query."""
    return exists().where(*_stand(workspace_id, today))


def _standing(session: Session, person: Recipient, at: datetime) -> Sequence[Offer]:
    """What is offered in their workspace on this day; nothing to an erased person."""
    if person.erased_at is not None:
        return ()
    query = select(Offer).where(*_stand(person.workspace_id, at.date())).order_by(Offer.code, Offer.id)
    return session.scalars(query).all()


def _stand(
    workspace_id: str | SQLColumnExpression[str] | BindParameter[str], today: date | BindParameter[date]
) -> tuple[ColumnElement[bool], ...]:
    return (
        Offer.workspace_id == workspace_id,
        Offer.withdrawn_at.is_(None),
        Offer.since <= today,
        or_(Offer.until.is_(None), Offer.until >= today),
    )


_HAS_OFFERS: Final = select(offers_stand(bindparam("workspace", type_=String), bindparam("today", type_=Date)))


def _segments(
    session: Session, person: Recipient, offers: Sequence[Offer], at: datetime, *, by_name_only: bool = False
) -> dict[str, bool]:
    """Id of a segment that an offer is for -> whether the person is in it now. `by_name_only`: segments that ask for
    anything staff do not see by name are missing."""
    ids = sorted({offer.segment_id for offer in offers if offer.segment_id is not None})
    rows: Sequence[Segment] = session.scalars(select(Segment).where(Segment.id.in_(ids))).all() if ids else ()
    asked = [
        row for row in rows if not by_name_only or all(condition.is_by_name for condition in of_rows(row.conditions))
    ]
    return {row.id: is_in(session, row, person, at) for row in asked}
