"""From a faultless upload to accounts, people and facts, in one transaction. The same file twice changes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from types import MappingProxyType

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.campaigns.models import CampaignRecipient
from service.db.writing.chunks import in_chunks
from service.db.writing.insert_new import insert_new
from service.errors import InvalidInput
from service.folding import company_key
from service.gifting.look_again import look_at_people
from service.planning.givers.owners import hear_owners
from service.planning.message.personal.keep import keep_lines
from service.planning.people.lists.intake import PersonReading, Upload
from service.planning.people.save_facts import dietary_pairs, save_facts
from service.recipients.acquaintance import (
    ACCOUNT_VALUES,
    LIFECYCLES,
    RELATIONSHIPS,
    AccountValue,
    Lifecycle,
    Relationship,
    closer,
)
from service.recipients.facts.own_language import with_own_language
from service.recipients.gift_policy import hear_list
from service.recipients.lock import lock_people
from service.recipients.models import Account, Recipient
from service.recipients.search.keep import index_people
from service.recipients.sources.basis import Statement, keep_sources, keep_statement
from service.recipients.special.conditions import state_conditions
from service.recipients.unsubscribe import unsubscribe
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


def save_people(
    session: Session,
    workspace_id: str,
    campaign_id: str,
    upload: Upload,
    at: datetime,
    statement: Statement | None = None,
) -> Saved:
    """Saves every person of the upload and makes them part of the campaign. `statement`: what is stated of the list; without one
    nobody has a basis for being written to but whoever's row names it. Raises InvalidInput while the upload has errors."""
    require_whole(upload)
    return save_some(session, workspace_id, campaign_id, upload.people, said_of_companies(upload), at, statement)


def require_whole(upload: Upload) -> None:
    """Raises InvalidInput while a row needs fixing."""
    if upload.has_errors:
        raise InvalidInput(f"{len(upload.bad_rows)} rows need fixing first. Nothing was saved.", param="file")


def said_of_companies(upload: Upload) -> dict[str, list[PersonReading]]:
    """Every row of a company by the company's key: what is said of it in one row holds for all its people."""
    said: dict[str, list[PersonReading]] = {}
    for _, person in upload.people:
        said.setdefault(company_key(person.company), []).append(person)
    return said


def save_some(
    session: Session,
    workspace_id: str,
    campaign_id: str,
    people: Sequence[tuple[int, PersonReading]],
    said: Mapping[str, Sequence[PersonReading]],
    at: datetime,
    statement: Statement | None = None,
    near: Mapping[str, str] = MappingProxyType({}),
) -> Saved:
    """Saves some people of an upload that has no errors, given with their row numbers; `said`: see `said_of_companies`,
    `near`: see `near_notes.compared`. Those that are saved already stay as they are, so that an upload may be saved in portions,
    and taken up again where one broke off."""
    readings = [person for _, person in people]
    companies = sorted({company_key(person.company) for person in readings})
    accounts = _save_accounts(session, workspace_id, [one for key in companies for one in said[key]], at)
    new = _add_new(session, workspace_id, readings, accounts, at)
    present = _present(session, workspace_id, readings)
    rows = [(number, present[address_hash(person.email)], person) for number, person in people]
    living = [(recipient, person) for _, recipient, person in rows if recipient.erased_at is None]
    # Another country may ask for another age.
    changed = {recipient.id for recipient, person in living if recipient.country != person.country}
    own_language = with_own_language(session, [recipient.id for recipient, _ in living])
    for recipient, person in living:
        _update_person(recipient, person, accounts[company_key(person.company)].id)
        if recipient.id not in own_language:
            recipient.locale = person.locale
    hear_owners(session, workspace_id, living)
    index_people(session, [recipient for recipient, _ in living])
    changed |= save_facts(session, living, new, at, near)
    keep_lines(session, workspace_id, campaign_id, [(one.id, person.personal_line) for one, person in living], at)
    if statement is not None:
        statement_id = keep_statement(session, workspace_id, statement, at)
        sources = [(one, person.basis, person.told_in) for one, person in living]
        keep_sources(session, statement_id, statement, sources, at)
        state_conditions(session, statement, [(one, dietary_pairs(person), person.told_in) for one, person in living])
    for recipient, person in living:
        if person.opted_out and recipient.unsubscribed_at is None:
            unsubscribe(session, recipient, at, "list")
    joined = _join(session, workspace_id, campaign_id, [(number, recipient.id) for number, recipient, _ in rows])
    look_at_people(session, changed - new, at)
    return Saved(len(people), len(new), len(accounts), joined)


def _join(session: Session, workspace_id: str, campaign_id: str, rows: Sequence[tuple[int, str]]) -> int:
    """Makes people, given as (row number, id), part of the campaign: how many were not yet."""
    joining = [
        {"workspace_id": workspace_id, "campaign_id": campaign_id, "recipient_id": recipient_id, "row_number": number}
        for number, recipient_id in rows
    ]
    return len(insert_new(session, CampaignRecipient, ("campaign_id", "recipient_id"), joining))


def _save_accounts(
    session: Session, workspace_id: str, people: Sequence[PersonReading], at: datetime
) -> dict[str, Account]:
    """The people's companies by key, locked: two lists at once must not each keep only its own rules of a company."""
    first = {company_key(person.company): person for person in reversed(people)}
    insert_new(
        session,
        Account,
        ("workspace_id", "name_key"),
        [
            {
                "id": new_id("acc"),
                "workspace_id": workspace_id,
                "name": first[key].company,
                "name_key": key,
                "country": first[key].country,
                "gift_policy": {},
                "created_at": at,
            }
            for key in sorted(first)
        ],
    )
    touched = _locked_accounts(session, workspace_id, sorted(first))
    standing: dict[str, tuple[Relationship | None, Lifecycle | None, AccountValue | None]] = {}
    for person in people:
        key = company_key(person.company)
        hear_list(touched[key], asdict(person.policy), at)
        said = standing.get(key, (None, None, None))
        standing[key] = (
            closer(RELATIONSHIPS, said[0], person.relationship),
            closer(LIFECYCLES, said[1], person.lifecycle),
            closer(ACCOUNT_VALUES, said[2], person.account_value),
        )
    for key, (relationship, lifecycle, worth) in standing.items():
        # A list that says nothing takes nothing back; one that does is newer than what we have.
        touched[key].relationship = relationship or touched[key].relationship
        touched[key].lifecycle = lifecycle or touched[key].lifecycle
        touched[key].worth = worth or touched[key].worth
    session.flush()
    return touched


def _locked_accounts(session: Session, workspace_id: str, keys: Sequence[str]) -> dict[str, Account]:
    found: dict[str, Account] = {}
    for some in in_chunks(keys):
        rows = session.scalars(
            select(Account)
            .where(Account.workspace_id == workspace_id, Account.name_key.in_(some))
            .order_by(Account.name_key)
            .with_for_update()
            .execution_options(populate_existing=True)
        )
        found |= {account.name_key: account for account in rows}
    return found


def _add_new(
    session: Session,
    workspace_id: str,
    people: Iterable[PersonReading],
    accounts: Mapping[str, Account],
    at: datetime,
) -> frozenset[str]:
    """Adds whoever the workspace does not know yet: their ids. In the order of a key, so that two lists never wait for each other
    in a circle."""
    by_hash = {address_hash(person.email): person for person in people}
    rows = [
        {
            "id": new_id("rcp"),
            "workspace_id": workspace_id,
            "account_id": accounts[company_key(by_hash[key].company)].id,
            "email_hash": key,
            "email": by_hash[key].email,
            "country": by_hash[key].country,
            "locale": by_hash[key].locale,
            "created_at": at,
        }
        for key in sorted(by_hash)
    ]
    return frozenset(insert_new(session, Recipient, ("workspace_id", "email_hash"), rows))


def _present(session: Session, workspace_id: str, people: Iterable[PersonReading]) -> dict[str, Recipient]:
    """The people's rows by the hash of their address, locked in the order of their ids."""
    hashes = [address_hash(person.email) for person in people]
    ids: list[str] = []
    for some in in_chunks(hashes):
        ids += session.scalars(
            select(Recipient.id).where(Recipient.workspace_id == workspace_id, Recipient.email_hash.in_(some))
        )
    return {recipient.email_hash: recipient for recipient in lock_people(session, ids).values()}


def _update_person(recipient: Recipient, person: PersonReading, account_id: str) -> None:
    recipient.account_id = account_id
    if recipient.name_told_at is None:
        recipient.given_name = person.given_name
        recipient.family_name = person.family_name
    recipient.job_title = person.job_title
    recipient.city = person.city
    recipient.owner = person.owner or recipient.owner
    recipient.country = person.country
