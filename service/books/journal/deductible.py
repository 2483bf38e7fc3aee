"""Whether what was given to somebody is within the limit up to which the giver's country lets it be deducted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.books.journal.models import JournalLine
from service.campaigns.tax.limits import Limit, limit_in_force, span_of
from service.db.writing.chunks import in_chunks
from service.gifting.models import RecipientGift
from service.planning.tax.values import Given, given_by_person


def deductible_gifts(session: Session, workspace_id: str, gift_ids: Sequence[str]) -> dict[str, bool]:
    """Gift -> whether all that its person was given in the span of its day is within the limit, as of now. Left out where nobody
    knows: no limit, a gift that is nobody's (donated, sent back), or one in a currency without a rate."""
    found = limit_in_force(session, workspace_id) if gift_ids else None
    if found is None:
        return {}
    limit, home = found
    people: set[str] = set()
    for some in in_chunks(sorted(set(gift_ids))):
        people.update(session.scalars(select(RecipientGift.recipient_id).where(RecipientGift.id.in_(some))))
    asked, known = set(gift_ids), dict[str, bool]()
    for given in given_by_person(session, sorted(people)).values():
        for one in given:
            if one.gift_id in asked and (within := _is_within(given, one.day, limit, home.first_month)) is not None:
                known[one.gift_id] = within
    return known


def deductible_before(session: Session, gift_ids: Sequence[str], month: date) -> dict[str, bool | None]:
    """Gift -> what an earlier month that is closed said of it, the latest first: what comes back is booked as what was spent."""
    said: dict[str, bool | None] = {}
    for some in in_chunks(sorted(set(gift_ids))):
        rows = session.execute(
            select(JournalLine.gift_id, JournalLine.is_deductible)
            .where(JournalLine.gift_id.in_(some), JournalLine.month < month, JournalLine.amount_minor > 0)
            .order_by(JournalLine.id)
        )
        said.update({gift_id: is_deductible for gift_id, is_deductible in rows})
    return said


def _is_within(given: Sequence[Given], day: date, limit: Limit, first_month: int) -> bool | None:
    span = span_of(limit.period, first_month, day)
    counted = [one for one in given if span.first <= one.day <= span.last]
    if sum(one.minor for one in counted if one.currency == limit.currency) > limit.amount_minor:
        return False
    return True if all(one.currency == limit.currency for one in counted) else None
