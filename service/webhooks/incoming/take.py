"""A signed message is written down with its job in one transaction, once for each id; the job does what it says by the same acts
as a file of parcels and a sheet of events."""

from __future__ import annotations

import hmac
import re
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Final, cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.brain.events.decided_again import ask_again
from service.brain.events.happened import Happened
from service.brain.events.take import take_events
from service.brain.experiments.outcome import note_outcome
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.db.writing.insert_new import insert_new
from service.errors import Conflict, InvalidInput, NotFound, RefusedError
from service.folding import company_key
from service.fulfilment.statuses.read_statuses import StatusLine
from service.fulfilment.statuses.record_statuses import record_statuses
from service.gifting.quiet_stages import hear_stage
from service.jobs.act_types import Effect, Lease
from service.jobs.enqueue import enqueue
from service.recipients.lock import lock_people
from service.recipients.models import Account, Recipient
from service.security.encryption import address_hash, readable
from service.security.ids import new_id
from service.security.keys import derive_key
from service.webhooks.incoming.read_message import Met, Read, Stage, read_message
from service.webhooks.incoming.sources import SourceKind
from service.webhooks.models import WebhookMessage, WebhookSource
from service.workspaces.actor import system
from service.workspaces.audit import record_act

KIND: Final = "webhooks.take_in"
"""The subject is the message."""
_ID: Final = re.compile(r"[!-~]{1,120}")


@dataclass(frozen=True, slots=True)
class Heard:
    """`is_new`: whether it came for the first time."""

    message_id: str
    is_new: bool


def write_down(session: Session, source: WebhookSource, external_id: str, body: bytes, at: datetime) -> Heard:
    """The signature has been checked. Raises InvalidInput with the place, Conflict where the id came with another body."""
    if not _ID.fullmatch(external_id) or external_id.startswith("hp:"):
        raise InvalidInput("The id has 1 to 120 letters, digits or signs without blanks.", param="webhook-id")
    kind, _ = read_message(cast("SourceKind", source.kind), body, external_id, at)
    message_id = new_id("inm")
    row = {
        "id": message_id,
        "workspace_id": source.workspace_id,
        "source_id": source.id,
        "external_id": external_id,
        "kind": kind,
        "body": body.decode(),
        "digest": _digest(body),
        "state": "taken",
        "is_news": False,
        "at": at,
    }
    if insert_new(session, WebhookMessage, ("source_id", "external_id"), [row]):
        enqueue(session, KIND, message_id, workspace_id=source.workspace_id)
        return Heard(message_id, True)
    known = session.execute(
        select(WebhookMessage.id, WebhookMessage.digest).where(
            WebhookMessage.source_id == source.id, WebhookMessage.external_id == external_id
        )
    ).one()
    if known.digest != row["digest"]:
        raise Conflict(
            "This id came with another body before. Each message needs an id of its own.", param="webhook-id"
        )
    return Heard(known.id, False)


def take_in_job(lease: Lease) -> Effect | None:
    """The act of `webhooks.take_in`. What it says may have been done already: then nothing changes."""
    with reading() as session:
        message = session.get(WebhookMessage, lease.subject_id)
        if message is None or message.state != "taken" or (body := readable(message.body)) is None:
            return None
        source = session.get_one(WebhookSource, message.source_id)
        kind, external_id, came, workspace_id = source.kind, message.external_id, message.at, message.workspace_id
    try:
        _, said = read_message(cast("SourceKind", kind), body.encode(), external_id, came)
        is_news = _do(workspace_id, said, utc_now())
    except RefusedError as error:
        return partial(_end, message_id=lease.subject_id, is_news=False, refused=error.sentence)
    return partial(_end, message_id=lease.subject_id, is_news=is_news, refused=None)


def message_died(session: Session, message_id: str, _code: str) -> None:
    """It could not be done, for a reason that is ours. What it held goes."""
    _end(session, message_id, is_news=False, refused="Something went wrong on our side. Send it again with another id.")


def _do(workspace_id: str, said: Read, at: datetime) -> bool:
    """Whether it changed anything. Raises RefusedError with what is wrong."""
    actor = system(workspace_id)
    if isinstance(said, StatusLine):
        recorded = record_statuses([said], (), actor, at)
        if recorded.bad:
            raise Conflict(recorded.bad[0].sentence)
        return bool(recorded.changed)
    with transaction() as session:
        if isinstance(said, Happened):
            taken = take_events(session, actor, [(1, said)], (), at)
            if taken.bad:
                raise Conflict(taken.bad[0].sentence)
            return bool(taken.new)
        return (
            _met(session, workspace_id, said, at) if isinstance(said, Met) else _staged(session, workspace_id, said, at)
        )


def _met(session: Session, workspace_id: str, said: Met, at: datetime) -> bool:
    found = select(Recipient.id).where(
        Recipient.workspace_id == workspace_id,
        Recipient.email_hash == address_hash(said.email),
        Recipient.erased_at.is_(None),
    )
    people = lock_people(session, session.scalars(found).all())
    person = next((one for one in people.values() if one.erased_at is None), None)
    if person is None:
        raise NotFound("We know nobody with this email address.")
    is_news = note_outcome(session, workspace_id, person.id, "met", said.at.date(), at)
    if is_news:
        ask_again(session, person)
    return is_news


def _staged(session: Session, workspace_id: str, said: Stage, at: datetime) -> bool:
    account = session.scalar(
        select(Account).where(Account.workspace_id == workspace_id, Account.name_key == company_key(said.account))
    )
    if account is None:
        raise NotFound("We know no company of this name.")
    is_news = said.sales_stage is not None and hear_stage(session, account, said.sales_stage, system(workspace_id), at)
    session.refresh(account, with_for_update=True)
    before = account.relationship, account.lifecycle
    account.relationship = said.relationship or account.relationship
    account.lifecycle = said.lifecycle or account.lifecycle
    if (account.relationship, account.lifecycle) == before:
        return is_news
    session.flush()
    body = {"relationship": account.relationship, "stage": account.lifecycle}
    record_act(session, system(workspace_id), "account.stage_changed", at, subject_id=account.id, body=body)
    people = select(Recipient.id).where(Recipient.account_id == account.id, Recipient.erased_at.is_(None))
    for person in lock_people(session, session.scalars(people).all()).values():
        ask_again(session, person)
    return True


def _end(session: Session, message_id: str, *, is_news: bool, refused: str | None) -> None:
    message = session.get(WebhookMessage, message_id, with_for_update=True)
    if message is not None and message.state == "taken":
        message.state = "done" if refused is None else "refused"
        message.sentence, message.is_news, message.body, message.done_at = refused, is_news, None, utc_now()


def _digest(body: bytes) -> str:
    return hmac.digest(derive_key("messages from outside"), body, "sha256").hex()
