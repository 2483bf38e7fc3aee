"""Everybody whom somebody may see, found by name, company or mail address."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service.campaigns.sight import in_sight, people_of
from service.contact.suppressed import suppressed_among
from service.db.page import Page, page_of
from service.gifting.models import RecipientGift
from service.recipients.models import Account, Recipient
from service.recipients.names import person_name
from service.recipients.search.find import people_found
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
    """People that the actor sees, by company and name; with `wanted`, those that a search finds by it, also by company alone.

    The database cuts the page from ids: names are encrypted, and only those of the page are read.
    """
    ids = (
        select(Recipient.id)
        .join(Account, Account.id == Recipient.account_id)
        .where(people_of(actor))
        .order_by(Account.name, Recipient.created_at, Recipient.id)
    )
    if wanted:
        ids = ids.where(people_found(session, actor.workspace_id, wanted, by_company=True))
    page = page_of(session, ids, number)
    listed = [recipient_id for (recipient_id,) in page.items]
    rows = session.execute(
        select(Recipient, Account.name)
        .join(Account, Account.id == Recipient.account_id)
        .where(Recipient.id.in_(listed))
        .order_by(Account.name, Recipient.created_at, Recipient.id)
    ).all()
    counts = _gift_counts(session, listed, actor)
    kept_from = suppressed_among(session, actor.workspace_id, [person.email_hash for person, _ in rows])
    lines = [
        PersonLine(person, person_name(person), company, counts.get(person.id, 0), kept_from.get(person.email_hash))
        for person, company in rows
    ]
    return Page(lines, page.number, page.total)


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
