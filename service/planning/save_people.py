"""From a faultless upload to accounts, people and facts, in one transaction. The same file twice changes nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.campaigns.models import CampaignRecipient
from service.dietary.vocabulary import ALLERGENS, DIETS
from service.errors import InvalidInput
from service.folding import company_key
from service.planning.intake import PersonReading, Upload
from service.planning.read_cells import PolicyReading
from service.recipients.acquaintance import LIFECYCLES, RELATIONSHIPS, Lifecycle, Relationship, closer
from service.recipients.answers import has_answered
from service.recipients.facts import ASK
from service.recipients.models import Account, ProfileFact, Recipient
from service.security.encryption import address_hash
from service.security.ids import new_id


@dataclass(frozen=True, slots=True)
class Saved:
    """How many of what an upload brought."""

    people: int
    new_people: int
    accounts: int
    joined: int
    """People who were not yet part of this campaign."""


def save_people(session: Session, workspace_id: str, campaign_id: str, upload: Upload, at: datetime) -> Saved:
    """Saves every person of the upload and makes them part of the campaign. Raises InvalidInput while the upload has errors."""
    if upload.has_errors:
        raise InvalidInput(f"{len(upload.bad_rows)} rows need mending first; nothing was saved.", param="file")
    accounts = _save_accounts(session, workspace_id, [person for _, person in upload.people], at)
    present = _present(session, workspace_id, [person for _, person in upload.people])
    taking_part = set(
        session.scalars(select(CampaignRecipient.recipient_id).where(CampaignRecipient.campaign_id == campaign_id))
    )
    known = len(present)
    joined = 0
    for number, person in upload.people:
        recipient = _save_person(session, workspace_id, present, person, accounts[company_key(person.company)].id, at)
        _save_facts(session, recipient, person, at)
        if recipient.id not in taking_part:
            joined += 1
            session.add(
                CampaignRecipient(
                    workspace_id=workspace_id, campaign_id=campaign_id, recipient_id=recipient.id, row_number=number
                )
            )
    session.flush()
    return Saved(len(upload.people), len(present) - known, len(accounts), joined)


def _save_accounts(
    session: Session, workspace_id: str, people: Iterable[PersonReading], at: datetime
) -> dict[str, Account]:
    stored = {
        account.name_key: account
        for account in session.scalars(select(Account).where(Account.workspace_id == workspace_id))
    }
    touched: dict[str, Account] = {}
    standing: dict[str, tuple[Relationship | None, Lifecycle | None]] = {}
    for person in people:
        key = company_key(person.company)
        account = stored.get(key)
        if account is None:
            account = stored[key] = Account(
                id=new_id("acc"),
                workspace_id=workspace_id,
                name=person.company,
                name_key=key,
                country=person.country,
                gift_policy={},
                created_at=at,
            )
            session.add(account)
        account.gift_policy = _stricter(account.gift_policy, person.policy)
        touched[key] = account
        said = standing.get(key, (None, None))
        standing[key] = (
            closer(RELATIONSHIPS, said[0], person.relationship),
            closer(LIFECYCLES, said[1], person.lifecycle),
        )
    for key, (relationship, lifecycle) in standing.items():
        # A list that says nothing takes nothing back; one that does is newer than what we have.
        touched[key].relationship = relationship or touched[key].relationship
        touched[key].lifecycle = lifecycle or touched[key].lifecycle
    session.flush()
    return touched


def _stricter(policy: dict[str, Any], reading: PolicyReading) -> dict[str, Any]:
    """Two rows of one company may say different things; the stricter counts, since it is their rule we must not break."""
    return {
        "no_gifts": bool(policy.get("no_gifts")) or reading.no_gifts,
        "no_food": bool(policy.get("no_food")) or reading.no_food,
        "no_alcohol": bool(policy.get("no_alcohol")) or reading.no_alcohol,
        "consumables_only": bool(policy.get("consumables_only")) or reading.consumables_only,
        "public_sector": bool(policy.get("public_sector")) or reading.public_sector,
        "cap_minor": _lower(policy.get("cap_minor"), reading.cap_minor),
        "yearly_cap_minor": _lower(policy.get("yearly_cap_minor"), reading.yearly_cap_minor),
        "currency": reading.currency or policy.get("currency"),
    }


def _lower(first: int | None, second: int | None) -> int | None:
    return min((cap for cap in (first, second) if cap is not None), default=None)


def _present(session: Session, workspace_id: str, people: Iterable[PersonReading]) -> dict[str, Recipient]:
    hashes = [address_hash(person.email) for person in people]
    found: dict[str, Recipient] = {}
    for start in range(0, len(hashes), 500):
        chunk = hashes[start : start + 500]
        for recipient in session.scalars(
            select(Recipient).where(Recipient.workspace_id == workspace_id, Recipient.email_hash.in_(chunk))
        ):
            found[recipient.email_hash] = recipient
    return found


def _save_person(
    session: Session,
    workspace_id: str,
    present: dict[str, Recipient],
    person: PersonReading,
    account_id: str,
    at: datetime,
) -> Recipient:
    key = address_hash(person.email)
    recipient = present.get(key)
    if recipient is None:
        recipient = present[key] = Recipient(
            id=new_id("rcp"), workspace_id=workspace_id, email_hash=key, email=person.email, created_at=at
        )
        session.add(recipient)
    if recipient.erased_at is None:
        recipient.account_id = account_id
        recipient.given_name = person.given_name
        recipient.family_name = person.family_name
        recipient.job_title = person.job_title
        recipient.city = person.city
        recipient.country = person.country
        recipient.locale = person.locale
    session.flush()
    return recipient


def _said(person: PersonReading) -> list[tuple[str, str, date | None]]:
    """(kind, value, valid until) of everything one row says."""
    said: list[tuple[str, str, date | None]] = []
    said += [("diet", name, None) for name, bit in DIETS.items() if person.follow & bit]
    said += [("allergen", name, None) for name, bit in ALLERGENS.items() if person.avoid & bit]
    if person.diet_ask:
        said.append(("diet", ASK, None))
    elif person.diet_known and not person.follow and not person.avoid:
        said.append(("diet", "none", None))
    said += [("interest", key, None) for key in person.interests]
    said += [("has_already", thing, None) for thing in person.has_already]
    said += [("dislike", thing, None) for thing in person.dislikes]
    if person.away:
        first, last = person.away
        said.append(("away", f"{first.isoformat()}/{last.isoformat()}", last if last != date.max else None))
    if person.adult is not None:
        said.append(("adult", "yes" if person.adult else "no", None))
    return said


def _save_facts(session: Session, recipient: Recipient, person: PersonReading, at: datetime) -> None:
    """Adds what is new and withdraws imported facts that the file no longer holds. What a person told us is left alone."""
    if recipient.erased_at is not None:
        return
    stored = {
        (fact.kind, fact.value): fact
        for fact in session.scalars(
            select(ProfileFact).where(
                ProfileFact.recipient_id == recipient.id,
                ProfileFact.source == "imported",
                ProfileFact.withdrawn_at.is_(None),
            )
        )
    }
    said = _said(person)
    if person.diet_ask and has_answered(session, recipient.id, "diet"):
        # The doubt of a list is older than the person's own word, and the question is not put twice.
        said.remove(("diet", ASK, None))
    for kind, value, until in said:
        if stored.pop((kind, value), None) is None:
            session.add(
                ProfileFact(
                    id=new_id("fct"),
                    workspace_id=recipient.workspace_id,
                    recipient_id=recipient.id,
                    kind=kind,
                    value=value,
                    source="imported",
                    confidence=0.8,
                    valid_from=at.date(),
                    valid_until=until,
                    created_at=at,
                )
            )
    for fact in stored.values():
        fact.withdrawn_at = at
