"""What the page about data requests shows: those that wait, the one due first first, and those that ended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service.campaigns.sight import people_of
from service.db.page import Page, page_of
from service.ops.erase_someone import Erasing, look_before_erasing
from service.recipients.models import Account, Recipient
from service.recipients.names import person_name
from service.recipients.requests.models import DataRequest
from service.workspaces.actor import Actor

KINDS: Final = {"export": "A copy of their data", "correct": "A correction", "erase": "Erasure"}
OUTCOMES: Final = {
    "done": "Done",
    "withdrawn": "Withdrawn",
    "refused": "Declined",
    "erased": "Person erased",
}
SOON: Final = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class RequestLine:
    """One row. `state`: shape and word. `erasing`: what their erasure would do, where that is asked for and still to be done."""

    request: DataRequest
    person: Recipient
    name: str
    company: str
    state: tuple[str, str]
    erasing: Erasing | None


def requests_of(session: Session, actor: Actor, at: datetime, *, ended: bool, wanted: str | None) -> Page[RequestLine]:
    """One page of what people of the workspace asked for."""
    query = (
        select(DataRequest, Recipient, Account.name)
        .join(Recipient, Recipient.id == DataRequest.recipient_id)
        .join(Account, Account.id == Recipient.account_id)
        .where(people_of(actor))
    )
    if ended:
        query = query.where(DataRequest.done_at.is_not(None)).order_by(DataRequest.done_at.desc(), DataRequest.id)
    else:
        query = query.where(DataRequest.done_at.is_(None)).order_by(DataRequest.due_at, DataRequest.id)
    page = page_of(session, query, wanted)
    lines = [_line(session, request, person, company, at) for request, person, company in page.items]
    return Page(lines, page.number, page.total, page.size)


def count_open(session: Session, actor: Actor, at: datetime) -> tuple[int, int]:
    """How many wait, and how many of them are overdue."""
    row = session.execute(
        select(func.count(), func.count().filter(DataRequest.due_at < at))
        .select_from(DataRequest)
        .join(Recipient, Recipient.id == DataRequest.recipient_id)
        .where(people_of(actor), DataRequest.done_at.is_(None))
    ).one()
    return int(row[0]), int(row[1])


def _line(session: Session, request: DataRequest, person: Recipient, company: str, at: datetime) -> RequestLine:
    is_to_erase = request.kind == "erase" and request.done_at is None and person.erased_at is None
    name = person_name(person) if person.erased_at is None else "Someone who was erased"
    erasing = look_before_erasing(session, person) if is_to_erase else None
    return RequestLine(request, person, name, company, _state(request, at), erasing)


def _state(request: DataRequest, at: datetime) -> tuple[str, str]:
    if request.outcome is not None:
        return ("off" if request.outcome in ("withdrawn", "refused") else "ok"), OUTCOMES[request.outcome]
    if request.due_at < at:
        return "stop", "Overdue"
    return ("need", "Due soon") if request.due_at <= at + SOON else ("wait", "Open")
