"""Many people at once: kept as they were sent, read and saved by a job, all of them or nobody; and what came of it, for a day."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, Final, Literal, cast

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from service.api.external import find_by_external_id, keep_external_id
from service.campaigns.models import Campaign
from service.campaigns.transitions import allows, refusal
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.errors import Conflict, InvalidInput
from service.jobs.act_types import Effect, Lease
from service.jobs.enqueue import enqueue
from service.jobs.portion import portion
from service.planning.people.batches.models import RecipientBatch
from service.planning.people.batches.rows import faults_of, read_rows
from service.planning.people.lists.intake import PersonReading, Upload
from service.planning.people.save_people import said_of_companies, save_some
from service.recipients.models import Recipient
from service.recipients.sources.basis import Statement
from service.recipients.sources.codes import Basis, How
from service.security.encryption import address_hash
from service.security.ids import new_id
from service.sheets.refusals import ListRefused
from service.workspaces.actor import Actor
from service.workspaces.announcements.announce import Kind, announce
from service.workspaces.audit import record_act
from service.workspaces.sandbox import is_sandbox

TAKE_IN: Final = "planning.take_in_batch"
MOST: Final = 5_000
AT_ONCE: Final = 100
"""People that are saved in one transaction."""
KEPT: Final = timedelta(days=1)
RESERVED: Final = (".example", ".test", ".invalid", ".localhost", "example.com", "example.net", "example.org")
"""What addresses of invented people end in (RFC 2606): nobody has them."""


def begin_batch(
    session: Session,
    campaign: Campaign,
    people: Sequence[Mapping[str, Any]],
    stated: Mapping[str, Any],
    actor: Actor,
    at: datetime,
) -> RecipientBatch:
    """Keeps the people and asks for the job that saves them. `stated`: basis, source, told_how, told_on.

    Raises Conflict where the campaign takes nobody any more, InvalidInput for what is told of food without how it was told, and in
    a sandbox for an address that somebody might have.
    """
    if not allows(campaign.status, "add_people"):
        raise Conflict(refusal(campaign.status, "add_people"))
    if any(person.get("diets") for person in people) and not stated.get("told_how"):
        raise InvalidInput("Say how and when these people told you what they eat, or leave diets out.", param="told")
    if stated.get("told_on") and stated["told_on"] > at.date().isoformat():
        raise InvalidInput("The day on which they told you can’t be in the future.", param="told.on")
    if is_sandbox(session, campaign.workspace_id):
        _require_invented(people)
    batch = RecipientBatch(
        id=new_id("bat"), workspace_id=campaign.workspace_id, campaign_id=campaign.id, state="pending",
        rows=json.dumps(list(people)), stated=json.dumps(dict(stated)), asked_by=actor.user_id,
        total=len(people), done=0, new=0, created_at=at,
    )  # fmt: skip
    session.add(batch)
    session.flush()
    record_act(session, actor, "campaign.people_saved", at, subject_id=campaign.id, body={"batch_id": batch.id})
    announce(
        session, campaign.workspace_id, "gift_batch.created", batch.id, at, campaign_id=campaign.id, total=batch.total
    )
    enqueue(session, TAKE_IN, batch.id, workspace_id=campaign.workspace_id, campaign_id=campaign.id)
    return batch


def take_in_job(lease: Lease) -> Effect:
    """The act of `planning.take_in_batch`: subject is the batch. What is wrong is told of every row, and nobody is saved then."""
    with reading() as session:
        batch = session.get_one(RecipientBatch, lease.subject_id)
        if batch.state not in ("pending", "saving") or batch.rows is None:
            return lambda _session: None
        people: list[dict[str, Any]] = json.loads(batch.rows)
        stated: dict[str, Any] = json.loads(batch.stated or "{}")
        names = _names_taken(session, batch.workspace_id, people)
    try:
        upload = read_rows(people)
    except ListRefused as refused:
        faults = [{"code": "invalid_input", "param": "recipients", "title": refused.sentence}]
        return lambda session: _fail(session, lease.subject_id, faults)
    faults = [*faults_of(upload), *names]
    if upload.has_errors or names:
        return lambda session: _fail(session, lease.subject_id, faults)
    said_by = batch.asked_by
    _save(lease, batch, upload, people, _statement(stated, upload, said_by))
    return lambda session: _end(session, lease.subject_id, "done")


def batch_died(session: Session, batch_id: str, _code: str) -> None:
    """The job failed for good: whoever asks is told, and nothing of the rows is kept."""
    _fail(
        session, batch_id, [{"code": "broken", "param": "recipients", "title": "It could not be saved. Send it again."}]
    )


def forget_batches(at: datetime) -> int:
    """What was wrong with rows, rows that nobody saves any more, and what was stated of them go after a day; answers of how many
    batches."""
    old = (RecipientBatch.created_at < at - KEPT, RecipientBatch.forgotten_at.is_(None))
    emptied = update(RecipientBatch).where(*old).values(rows=None, stated=None, faults=None, forgotten_at=at)
    with transaction() as session:
        return len(session.execute(emptied.returning(RecipientBatch.id)).all())


def _save(
    lease: Lease, batch: RecipientBatch, upload: Upload, people: Sequence[Mapping[str, Any]], statement: Statement
) -> None:
    said = said_of_companies(upload)
    rows = sorted(upload.people, key=lambda row: row[0])
    external = {address_hash(person.email): people[number - 2].get("external_id") for number, person in rows}
    begun = 0
    while some := rows[begun : begun + AT_ONCE]:
        at = utc_now()
        with portion(lease) as session:
            campaign = session.get_one(Campaign, batch.campaign_id)
            if not allows(campaign.status, "add_people"):
                raise Conflict("People can’t be added to this campaign any more. Nobody else was saved.")
            saved = save_some(session, batch.workspace_id, batch.campaign_id, some, said, at, statement)
            _name_people(session, batch.workspace_id, some, external, at)
            begun += len(some)
            _progress(session, batch.id, begun, saved.new_people)


def _name_people(
    session: Session,
    workspace_id: str,
    some: Sequence[tuple[int, PersonReading]],
    external: Mapping[str, str | None],
    at: datetime,
) -> None:
    named = [key for key in (address_hash(person.email) for _, person in some) if external.get(key)]
    rows = session.execute(
        select(Recipient.email_hash, Recipient.id).where(
            Recipient.workspace_id == workspace_id, Recipient.email_hash.in_(named), Recipient.erased_at.is_(None)
        )
    )
    for key, recipient_id in rows.all():
        keep_external_id(session, workspace_id, "recipient", cast("str", external[key]), recipient_id, at)


def _names_taken(session: Session, workspace_id: str, people: Sequence[Mapping[str, Any]]) -> list[dict[str, str]]:
    """The external_ids of the rows that name somebody else, or two people."""
    found: list[dict[str, str]] = []
    seen: dict[str, int] = {}
    for place, person in enumerate(people):
        name = person.get("external_id")
        if not name:
            continue
        known = find_by_external_id(session, workspace_id, "recipient", name)
        other = session.get(Recipient, known) if known else None
        if name in seen or (other is not None and other.email_hash != address_hash(person["email"])):
            said = "This external_id names somebody else."
            found.append({"code": "external_id_reused", "param": f"recipients.{place}.external_id", "title": said})
        seen[name] = place
    return found


def _statement(stated: Mapping[str, Any], upload: Upload, said_by: str | None) -> Statement:
    places = sorted({place for _, person in upload.people for place in person.told_in})
    food: tuple[tuple[int, How, date], ...] = ()
    if stated.get("told_how"):
        on = date.fromisoformat(stated["told_on"])
        food = tuple((place, cast("How", stated["told_how"]), on) for place in places)
    return Statement(cast("Basis", stated["basis"]), stated["source"], food, said_by, by_key=True)


def _require_invented(people: Sequence[Mapping[str, Any]]) -> None:
    for place, person in enumerate(people):
        domain = person["email"].rpartition("@")[2].casefold().rstrip(".")
        if not any(domain == end.removeprefix(".") or domain.endswith(f".{end.removeprefix('.')}") for end in RESERVED):
            raise InvalidInput(
                "A sandbox holds invented people only. Use an address that nobody has, such as jana@vltava.example.",
                param=f"recipients.{place}.email",
            )


def _progress(session: Session, batch_id: str, done: int, new: int) -> None:
    session.execute(
        update(RecipientBatch)
        .where(RecipientBatch.id == batch_id)
        .values(state="saving", done=done, new=RecipientBatch.new + new)
        .execution_options(synchronize_session=False)
    )


def _fail(session: Session, batch_id: str, faults: Sequence[Mapping[str, str]]) -> None:
    _end(session, batch_id, "failed", json.dumps(list(faults[:200])))


def _end(session: Session, batch_id: str, state: Literal["done", "failed"], faults: str | None = None) -> None:
    at = utc_now()
    ended = session.execute(
        update(RecipientBatch)
        .where(RecipientBatch.id == batch_id, RecipientBatch.ended_at.is_(None))
        .values(state=state, rows=None, faults=faults, ended_at=at)
        .returning(
            RecipientBatch.workspace_id,
            RecipientBatch.campaign_id,
            RecipientBatch.total,
            RecipientBatch.done,
            RecipientBatch.new,
        )
        .execution_options(synchronize_session=False)
    ).one_or_none()
    if ended is not None:
        told = {"campaign_id": ended.campaign_id, "total": ended.total, "saved": ended.done, "new": ended.new}
        kind: Kind = "gift_batch.completed" if state == "done" else "gift_batch.failed"
        announce(session, ended.workspace_id, kind, batch_id, at, **told)
