"""Everybody this workspace knows, found by name, company or mail address."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Row, Select, func, select
from sqlalchemy.orm import Session

from service.contact.suppressed import suppressed_among
from service.db.page import Page, cut, page_of
from service.db.writing.chunks import MOST
from service.folding import fold
from service.gifting.models import RecipientGift
from service.recipients.models import Account, Recipient
from service.recipients.names import person_name


@dataclass(frozen=True, slots=True)
class PersonLine:
    """One person in the list of all."""

    recipient: Recipient
    name: str
    company: str
    gifts: int
    suppression: str | None = None
    """Why no mail goes to their address, where that is so: bounced or complained."""


def list_people(session: Session, workspace_id: str, wanted: str, number: str | None) -> Page[PersonLine]:
    """People by company and name. Names are encrypted, so a search reads them all and compares without accents and case."""
    query = (
        select(Recipient, Account.name)
        .join(Account, Account.id == Recipient.account_id)
        .where(Recipient.workspace_id == workspace_id)
        .order_by(Account.name, Recipient.created_at, Recipient.id)
    )
    words = fold(wanted).split()
    page = _search(session, query, words, number) if words else page_of(session, query, number)
    counts = _gift_counts(session, [person.id for person, _ in page.items])
    kept_from = suppressed_among(session, workspace_id, [person.email_hash for person, _ in page.items])
    lines = [
        PersonLine(person, person_name(person), company, counts.get(person.id, 0), kept_from.get(person.email_hash))
        for person, company in page.items
    ]
    return Page(lines, page.number, page.total)


def _search(
    session: Session, query: Select[Recipient, str], words: list[str], number: str | None
) -> Page[Row[Recipient, str]]:
    """Of all that are read, only those of the page are kept."""
    everybody = session.execute(query.execution_options(yield_per=MOST))
    page = cut([person.id for person, company in everybody if _matches(person, company, words)], number)
    return Page(session.execute(query.where(Recipient.id.in_(page.items))).all(), page.number, page.total)


def _matches(person: Recipient, company: str, words: list[str]) -> bool:
    text = fold(f"{person_name(person)} {company} {person.email or ''} {person.city or ''}")
    return all(word in text for word in words)


def _gift_counts(session: Session, recipient_ids: list[str]) -> dict[str, int]:
    rows = session.execute(
        select(RecipientGift.recipient_id, func.count())
        .where(RecipientGift.recipient_id.in_(recipient_ids), RecipientGift.launched_at.is_not(None))
        .group_by(RecipientGift.recipient_id)
    )
    return {recipient_id: number for recipient_id, number in rows}
