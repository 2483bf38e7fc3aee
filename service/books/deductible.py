"""Whether what was given to somebody is within the limit up to which the giver's country lets it be deducted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.campaigns.tax.limits import Limit, limit_in_force, span_of
from service.db.writing.chunks import in_chunks
from service.gifting.models import RecipientGift
from service.planning.tax.values import given_by_person

Given = Sequence[tuple[str, date, int, str]]


def deductible_gifts(session: Session, workspace_id: str, gift_ids: Sequence[str]) -> dict[str, bool]:
    """Gift -> whether all that its person was given in the span of its day is within the limit, as of now. Left out where nobody
    knows: no limit, a gift that is nobody's (donated, sent back), or one in a currency without a rate."""
    found = limit_in_force(session, workspace_id)
    if found is None:
        return {}
    limit, home = found
    people: set[str] = set()
    for some in in_chunks(sorted(set(gift_ids))):
        people.update(session.scalars(select(RecipientGift.recipient_id).where(RecipientGift.id.in_(some))))
    asked, known = set(gift_ids), dict[str, bool]()
    for given in given_by_person(session, sorted(people)).values():
        for gift_id, day, _, _ in given:
            if gift_id in asked and (within := _is_within(given, day, limit, home.first_month)) is not None:
                known[gift_id] = within
    return known


def _is_within(given: Given, day: date, limit: Limit, first_month: int) -> bool | None:
    span = span_of(limit.period, first_month, day)
    counted = [(minor, currency) for _, on, minor, currency in given if span.first <= on <= span.last]
    if sum(minor for minor, currency in counted if currency == limit.currency) > limit.amount_minor:
        return False
    return True if all(currency == limit.currency for _, currency in counted) else None
