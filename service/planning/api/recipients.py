"""What scripts may do with people: list, read, add many to a campaign. What somebody told us themselves is not in here."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Annotated, Any, Final, Literal

from pydantic import Field
from sqlalchemy import select

from service.api.endpoint import AnyEndpoint, Call, Endpoint
from service.api.external import external_ids_of, find_by_external_id
from service.api.ids import AccountId, BatchId, CampaignId, RecipientId
from service.api.paging import part_of
from service.api.read_body import BULK_BYTES
from service.api.values import (
    CountryCode,
    ExternalId,
    FaultShown,
    Given,
    Listed,
    ListQuery,
    Shown,
)
from service.campaigns.find import find_campaign
from service.campaigns.models import CampaignRecipient
from service.campaigns.sight import in_sight, people_of
from service.errors import NotFound
from service.planning.people.batches.models import RecipientBatch
from service.planning.people.batches.take_in import MOST, begin_batch
from service.recipients.acquaintance import AccountValue, Lifecycle, Relationship
from service.recipients.models import Recipient
from service.recipients.sources.codes import SOURCE_MOST, Basis, How

_Word = Annotated[str, Field(min_length=1, max_length=200)]


class PersonShown(Shown):
    """A person. Null where nothing is known; after an erasure only the id and dates are left."""

    id: RecipientId
    account: AccountId
    email: str | None
    given_name: str | None
    family_name: str | None
    job_title: str | None
    city: str | None
    country: str
    locale: str
    basis: Basis | None
    is_unsubscribed: bool
    erased_at: datetime | None
    external_id: str | None
    created_at: datetime


class People(Listed[PersonShown]):
    """People, the first added first."""


class PeopleQuery(ListQuery):
    """Narrows a list of people."""

    account: AccountId | None = None
    campaign: CampaignId | None = None
    external_id: Annotated[str | None, Field(min_length=1, max_length=120)] = None


class NewPerson(Given):
    """One person. Every field is read by the same rules as a cell of a list."""

    email: Annotated[str, Field(min_length=3, max_length=320)]
    account: Annotated[str, Field(min_length=1, max_length=200, description="The company’s name.")]
    country: CountryCode
    given_name: _Word | None = None
    family_name: _Word | None = None
    job_title: _Word | None = None
    city: _Word | None = None
    locale: Annotated[str | None, Field(max_length=35, description="BCP 47, such as cs or pt-BR.")] = None
    diets: Annotated[
        list[_Word] | None,
        Field(
            max_length=40,
            description="Left out means unknown, and unknown is not safe. “none”: nothing is avoided.",
        ),
    ] = None
    interests: Annotated[list[_Word] | None, Field(max_length=40)] = None
    notes: Annotated[str | None, Field(max_length=2_000)] = None
    away_from: date | None = None
    away_to: date | None = None
    policy: Annotated[str | None, Field(max_length=300, description="The company’s gift policy, in words.")] = None
    adult: bool | None = None
    relationship: Relationship | None = None
    lifecycle: Lifecycle | None = None
    account_value: AccountValue | None = None
    motive: Annotated[str | None, Field(max_length=40)] = None
    personal_line: Annotated[str | None, Field(max_length=140)] = None
    owner: Annotated[str | None, Field(max_length=120, description="Who of your people knows them: their giver.")] = (
        None
    )
    basis: Basis | None = None
    opted_out: bool | None = None
    external_id: ExternalId | None = None


class Told(Given):
    """How and when these people told you what they eat, and agreed that you pass it on."""

    how: How
    on: date


class NewBatch(Given):
    """People for a campaign, and what is stated of all of them."""

    recipients: Annotated[list[NewPerson], Field(min_length=1, max_length=MOST)]
    basis: Annotated[Basis, Field(description="Why they may be written to, where a row doesn’t say otherwise.")]
    source: Annotated[
        str, Field(min_length=1, max_length=SOURCE_MOST, description="Where you have their addresses from.")
    ]
    told: Annotated[Told | None, Field(description="Needed where any row has diets.")] = None


class BatchShown(Shown):
    """People on their way in. `failed`: nobody was saved, or not all; `errors` says where and why, for a day."""

    id: BatchId
    campaign: CampaignId
    status: Literal["pending", "running", "done", "failed"]
    of: int
    done: int
    new: int
    errors: list[FaultShown]
    created_at: datetime
    ended_at: datetime | None


def list_recipients(call: Call[PeopleQuery, None]) -> People:
    """The people of the workspace, of an account or of a campaign."""
    query = select(Recipient).where(people_of(call.actor))
    asked = call.query
    if asked.account is not None:
        query = query.where(Recipient.account_id == asked.account)
    if asked.campaign is not None:
        joined = select(CampaignRecipient.recipient_id).where(
            CampaignRecipient.campaign_id == asked.campaign, in_sight(CampaignRecipient.campaign_id, call.actor)
        )
        query = query.where(Recipient.id.in_(joined))
    if asked.external_id is not None:
        known = find_by_external_id(call.session, call.actor.workspace_id, "recipient", asked.external_id)
        query = query.where(Recipient.id == (known or ""))
    part = part_of(call, query, Recipient.created_at, Recipient.id)
    names = external_ids_of(call.session, part.each(lambda person: person.id))
    shown = part.each(lambda person: _shown(person, names.get(person.id)))
    return People(data=shown, next=part.next, next_cursor=part.next_cursor)


def read_recipient(call: Call[None, None]) -> PersonShown:
    """One person."""
    person = its_person(call)
    return _shown(person, external_ids_of(call.session, [person.id]).get(person.id))


def add_recipients(call: Call[None, NewBatch]) -> BatchShown:
    """Keeps them and has them saved."""
    campaign = find_campaign(call.session, call.actor, call.ids["campaign_id"])
    given = call.body
    stated: dict[str, Any] = {"basis": given.basis, "source": given.source}
    if given.told is not None:
        stated |= {"told_how": given.told.how, "told_on": given.told.on.isoformat()}
    people = [person.model_dump(mode="json", exclude_none=True) for person in given.recipients]
    return _batch(begin_batch(call.session, campaign, people, stated, call.actor, call.at))


def read_batch(call: Call[None, None]) -> BatchShown:
    """How far it is. Raises NotFound."""
    batch = call.session.scalar(
        select(RecipientBatch).where(
            RecipientBatch.id == call.ids["batch_id"],
            RecipientBatch.workspace_id == call.actor.workspace_id,
            in_sight(RecipientBatch.campaign_id, call.actor),
        )
    )
    if batch is None:
        raise NotFound("There’s no such batch.")
    return _batch(batch)


def its_person(call: Call[Any, Any]) -> Recipient:
    """The person that the path names. Raises NotFound for another workspace's too."""
    found = call.session.scalar(
        select(Recipient).where(people_of(call.actor), Recipient.id == call.ids["recipient_id"])
    )
    if found is None:
        raise NotFound("There’s no such recipient.")
    return found


def _shown(person: Recipient, external_id: str | None) -> PersonShown:
    return PersonShown.model_validate(
        {
            "id": person.id,
            "account": person.account_id,
            "email": person.email,
            "given_name": person.given_name,
            "family_name": person.family_name,
            "job_title": person.job_title,
            "city": person.city,
            "country": person.country,
            "locale": person.locale,
            "basis": person.basis,
            "is_unsubscribed": person.unsubscribed_at is not None,
            "erased_at": person.erased_at,
            "external_id": external_id,
            "created_at": person.created_at,
        }
    )


def _batch(batch: RecipientBatch) -> BatchShown:
    return BatchShown.model_validate(
        {
            "id": batch.id,
            "campaign": batch.campaign_id,
            "status": {"saving": "running"}.get(batch.state, batch.state),
            "of": batch.total,
            "done": batch.total if batch.state == "done" else batch.done,
            "new": batch.new,
            "errors": json.loads(batch.faults or "[]"),
            "created_at": batch.created_at,
            "ended_at": batch.ended_at,
        }
    )


ENDPOINTS: Final[tuple[AnyEndpoint, ...]] = (
    Endpoint(
        "GET", "/recipients", list_recipients, "people:read", "recipients", "List people", People, query=PeopleQuery
    ),
    Endpoint(
        "GET", "/recipients/{recipient_id}", read_recipient, "people:read", "recipients", "Read a person", PersonShown
    ),
    Endpoint(
        "POST", "/campaigns/{campaign_id}/recipients", add_recipients, "people:write", "recipients", "Add people",
        BatchShown, body=NewBatch, status=202, most_bytes=BULK_BYTES,
        about=f"Up to {MOST:,} at once. You get a batch that you can read while it works. Every bad field is named; then nobody "
        "is saved. In a sandbox addresses have to end in .example or another reserved name.",
    ),
    Endpoint("GET", "/batches/{batch_id}", read_batch, "people:read", "recipients", "Read a batch", BatchShown),
)  # fmt: skip
