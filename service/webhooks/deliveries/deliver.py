"""Sends one message to one endpoint, signed, and writes down what came of it. A message keeps its id however often it is tried, so
that a receiver who checks ids takes it once.

While an endpoint is not reached, one message at a time tries it, so that a server that stalls keeps no worker from the others.

All of it is on the machine's clock, also for a sandbox that is ahead: receivers compare our stamp with theirs.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.clock import business_time, machine_now
from service.db.connect import transaction
from service.egress.call import SECONDS, Answer, NotReached, call
from service.egress.read_url import read_url
from service.errors import HandpickedError, InvalidInput, TemporaryError
from service.jobs.act_types import Effect, Lease
from service.jobs.put_off import put_off
from service.security.encryption import readable
from service.security.signed_messages import signed_headers
from service.webhooks.deliveries.chain import let_next_leave, lock_endpoint
from service.webhooks.deliveries.schedule import LONGEST, SILENT, TRIES, rest_of, turn_after, wait_after
from service.webhooks.endpoints.turn_off import turn_off
from service.webhooks.models import WebhookDelivery, WebhookEndpoint

GONE: Final = 410
KEPT_TRIES: Final = 10
KEPT_ANSWER: Final = 1000
"""Letters of an answer that are kept."""
_ONE_TRY: Final = timedelta(seconds=SECONDS + 1)
AGENT: Final = "Handpicked-Webhooks/1"


class NotTaken(TemporaryError):
    """The endpoint answered with something else than 2xx, or not at all."""

    code = "webhook_not_taken"


@dataclass(frozen=True, slots=True)
class _Begun:
    """What is sent; `later`: nothing now, the endpoint is left alone until then."""

    url: str = field(default="", repr=False)
    keys: tuple[str, ...] = field(default=(), repr=False)
    body: bytes = b""
    later: datetime | None = None


@dataclass(frozen=True, slots=True)
class _Outcome:
    """`status`: of the answer; `error`: why there was none."""

    status: int | None
    error: str | None
    milliseconds: int
    words: str = field(default="", repr=False)

    @property
    def is_taken(self) -> bool:
        """Whether the receiver has it."""
        return self.status is not None and 200 <= self.status < 300


def deliver_job(lease: Lease) -> Effect | None:
    """The act of `webhooks.deliver`: subject is the delivery."""
    at = machine_now()
    begun = _begin(lease.subject_id, at)
    if begun is None:
        return None
    if begun.later is not None:
        return partial(put_off, lease=lease, until=business_time(begun.later))
    outcome = _send(lease.subject_id, begun, at)
    return partial(_end, lease=lease, outcome=outcome, at=machine_now())


def _begin(delivery_id: str, at: datetime) -> _Begun | None:
    """Counts the try, under the endpoint's lock; None where nothing is to be sent."""
    with transaction() as session:
        found = session.scalar(select(WebhookDelivery).where(WebhookDelivery.id == delivery_id))
        endpoint = None if found is None else lock_endpoint(session, found.endpoint_id)
        if found is None or endpoint is None:
            return None
        session.refresh(found)
        url, keys = readable(endpoint.url), _keys(endpoint, at)
        if found.state != "queued" or (endpoint.off_at is not None and not found.is_test):
            return None
        if endpoint.failing_since is not None and not found.is_test:
            if endpoint.resting_until is not None and endpoint.resting_until > at:
                found.next_at = turn_after(endpoint.resting_until, at - endpoint.failing_since)
                return _Begun(later=found.next_at)
            endpoint.resting_until = at + _ONE_TRY
        found.attempts += 1
        return _Begun(url or "", keys, found.body.encode())


def _keys(endpoint: WebhookEndpoint, at: datetime) -> tuple[str, ...]:
    old = readable(endpoint.old_secret) if endpoint.old_until is not None and endpoint.old_until > at else None
    return tuple(one for one in (readable(endpoint.secret), old) if one)


def _send(delivery_id: str, begun: _Begun, at: datetime) -> _Outcome:
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": AGENT,
        **signed_headers(begun.keys, delivery_id, begun.body, at),
    }
    try:
        answer = call("POST", read_url(begun.url), headers, begun.body)
    except NotReached as error:
        return _Outcome(None, error.code, 0)
    except InvalidInput as error:
        return _Outcome(None, error.code, 0)
    return _Outcome(answer.status, None, answer.milliseconds, _words(answer))


def _words(answer: Answer) -> str:
    return "".join(letter if letter.isprintable() else " " for letter in answer.body.decode(errors="replace"))[
        :KEPT_ANSWER
    ]


def _end(session: Session, lease: Lease, outcome: _Outcome, at: datetime) -> None:
    delivery = session.scalar(select(WebhookDelivery).where(WebhookDelivery.id == lease.subject_id))
    endpoint = None if delivery is None else lock_endpoint(session, delivery.endpoint_id)
    if delivery is None or endpoint is None:
        return
    session.refresh(delivery)
    tried = {"at": at.isoformat(), "status": outcome.status, "error": outcome.error, "ms": outcome.milliseconds}
    delivery.tries = [*delivery.tries, tried][-KEPT_TRIES:]
    delivery.answer = outcome.words or None
    if outcome.is_taken:
        _note_taken(endpoint, delivery, at)
    elif outcome.status == GONE and not delivery.is_test:
        turn_off(session, endpoint, "gone", at)
    elif not delivery.is_test:
        endpoint.failing_since = endpoint.failing_since or at
        endpoint.resting_until = at + rest_of(at - endpoint.failing_since)
        if at - endpoint.failing_since >= SILENT:
            turn_off(session, endpoint, "silent", at)
    if delivery.state != "queued" and not outcome.is_taken:
        return  # kept, since its endpoint is off
    if outcome.is_taken or (until := _again_at(delivery, at)) is None:
        delivery.state, delivery.next_at, delivery.ended_at = "delivered" if outcome.is_taken else "failed", None, at
        let_next_leave(session, delivery.endpoint_id, delivery.subject_id)
        return
    delivery.next_at = until
    put_off(session, lease, business_time(until), _why(outcome))


def _note_taken(endpoint: WebhookEndpoint, delivery: WebhookDelivery, at: datetime) -> None:
    if delivery.is_test:
        endpoint.tested_at = at
    if endpoint.failing_since is not None:
        endpoint.failing_since = endpoint.resting_until = None
        endpoint.works_since = at


def _again_at(delivery: WebhookDelivery, at: datetime) -> datetime | None:
    """A test event is tried once: somebody waits for its answer."""
    wait = wait_after(delivery.attempts)
    if delivery.is_test or wait is None or at - delivery.created_at > LONGEST:
        return None
    return at + wait


def _why(outcome: _Outcome) -> HandpickedError:
    said = f"It answered {outcome.status}." if outcome.status is not None else "It didn’t answer."
    return NotTaken(f"A webhook was not taken. {said} It’s tried {TRIES} times in all.")


def delivery_died(session: Session, delivery_id: str, _code: str) -> None:
    """Its job can't be done, for a reason that is ours: it has failed, and the next of its subject goes."""
    delivery = session.scalar(select(WebhookDelivery).where(WebhookDelivery.id == delivery_id))
    if delivery is None or lock_endpoint(session, delivery.endpoint_id) is None:
        return
    session.refresh(delivery)
    if delivery.state == "queued":
        delivery.state, delivery.next_at, delivery.ended_at = "failed", None, machine_now()
        let_next_leave(session, delivery.endpoint_id, delivery.subject_id)
