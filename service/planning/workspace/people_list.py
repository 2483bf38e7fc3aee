"""Everybody whom somebody may see, found by name, company or mail address."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Row, Select, func, select
from sqlalchemy.orm import Session

from service.campaigns.sight import in_sight, people_of
from service.contact.suppressed import suppressed_among
from service.db.page import Page, cut, page_of
from service.db.writing.chunks import MOST
from service.folding import fold
from service.gifting.models import RecipientGift
from service.recipients.models import Account, Recipient
from service.recipients.names import person_name
from service.workspaces.actor import Actor


@dataclass(frozen=True, slots=True)
class PersonLine:
    """One person in the list of all."""

    recipient: Recipient
    name: str
    company: str
    gifts: int
    suppression: str | None = None
    """Why no mail goes to their address, where that is so: bounced or complained."""


def list_people(session: Session, actor: Actor, wanted: str, number: str | None) -> Page[PersonLine]:
    """People that the actor sees, by company and name. Names are encrypted, so a search reads them all and compares
    without accents and case."""
    query = (
        select(Recipient, Account.name)
        .join(Account, Account.id == Recipient.account_id)
        .where(people_of(actor))
        .order_by(Account.name, Recipient.created_at, Recipient.id)
    )
    words = fold(wanted).split()
    page = _search(session, query, words, number) if words else page_of(session, query, number)
    counts = _gift_counts(session, [person.id for person, _ in page.items], actor)
    kept_from = suppressed_among(session, actor.workspace_id, [person.email_hash for person, _ in page.items])
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


def _gift_counts(session: Session, recipient_ids: list[str], actor: Actor) -> dict[str, int]:
    rows = session.execute(
        select(RecipientGift.recipient_id, func.count())
        .where(
            RecipientGift.recipient_id.in_(recipient_ids),
            RecipientGift.launched_at.is_not(None),
            in_sight(RecipientGift.campaign_id, actor),
        )
        .group_by(RecipientGift.recipient_id)
    )
    return {recipient_id: number for recipient_id, number in rows}
