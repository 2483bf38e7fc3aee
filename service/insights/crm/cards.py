"""People as business cards (vCard 4.0, RFC 6350), from what the sender sees of them: name, work address, company, title."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.campaigns.models import Campaign, CampaignRecipient
from service.campaigns.sight import given_by
from service.conversation.afterwards.calendar_file import escaped, folded
from service.recipients.models import Account, Recipient
from service.recipients.names import person_name
from service.security.encryption import readable
from service.workspaces.actor import Actor


def cards_of(session: Session, campaign: Campaign, actor: Actor, *, is_invented: bool) -> bytes:
    """One card for each person of the campaign to whom the actor gives, or whom they see, but those who were erased."""
    rows = session.execute(
        select(Recipient, Account.name)
        .join(CampaignRecipient, CampaignRecipient.recipient_id == Recipient.id)
        .join(Account, Account.id == Recipient.account_id)
        .where(
            CampaignRecipient.campaign_id == campaign.id,
            Recipient.erased_at.is_(None),
            given_by(CampaignRecipient.campaign_id, CampaignRecipient.recipient_id, actor),
        )
        .order_by(Account.name, Recipient.id)
    )
    lines = (line for person, company in rows for line in _card(person, company, is_invented=is_invented))
    return "".join(f"{folded(line)}\r\n" for line in lines).encode()


def _card(person: Recipient, company: str, *, is_invented: bool) -> Iterator[str]:
    given, family = readable(person.given_name) or "", readable(person.family_name) or ""
    yield "BEGIN:VCARD"
    yield "VERSION:4.0"
    yield f"UID:urn:handpicked:{person.id}"
    yield f"FN:{_text(person_name(person))}"
    yield f"N:{_text(family)};{_text(given)};;;"
    if email := readable(person.email):
        yield f"EMAIL;TYPE=work:{_text(email)}"
    yield f"ORG:{_text(company)}"
    if title := readable(person.job_title):
        yield f"TITLE:{_text(title)}"
    city = readable(person.city) or ""
    yield f"ADR;TYPE=work:;;;{_text(city)};;;{_text(person.country)}"
    yield f"LANG:{person.locale}"
    if is_invented:
        yield "CATEGORIES:Invented"
    yield "END:VCARD"


def _text(value: str) -> str:
    return escaped(" ".join(value.split()))
