"""Sent again by a person's wish: one message, all that failed, or an event that is made up. A message keeps its id."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.errors import Conflict, InvalidInput, NotFound, TooMany
from service.security.ids import new_id
from service.webhooks.deliveries.chain import let_leave, let_leave_again
from service.webhooks.deliveries.message import message_body
from service.webhooks.endpoints.register import held_endpoint
from service.webhooks.event_types import TYPES
from service.webhooks.models import WebhookDelivery
from service.webhooks.payloads import made_up
from service.workspaces.actor import Actor
from service.workspaces.audit import record_act
from service.workspaces.sandbox import is_sandbox

MOST_TESTS: Final = 30
"""Test events to one endpoint in an hour."""
MOST_AGAIN: Final = 1_000
"""Failed messages that one press sends again, the oldest first."""


def find_delivery(session: Session, actor: Actor, endpoint_id: str, delivery_id: str) -> WebhookDelivery:
    """Raises NotFound, also for another endpoint's."""
    found = session.scalar(
        select(WebhookDelivery).where(
            WebhookDelivery.id == delivery_id,
            WebhookDelivery.endpoint_id == endpoint_id,
            WebhookDelivery.workspace_id == actor.workspace_id,
        )
    )
    if found is None:
        raise NotFound("There’s no such message.")
    return found


def send_test(session: Session, actor: Actor, endpoint_id: str, kind: str, at: datetime) -> WebhookDelivery:
    """An event that never happened, signed like a real one; also to an endpoint that is off. Raises NotFound, InvalidInput,
    TooMany."""
    endpoint = held_endpoint(session, actor, endpoint_id)
    if kind not in TYPES:
        raise InvalidInput("Choose an event from the list.", param="event")
    lately = session.scalars(
        select(WebhookDelivery.id)
        .where(
            WebhookDelivery.endpoint_id == endpoint.id,
            WebhookDelivery.is_test,
            WebhookDelivery.created_at > at - timedelta(hours=1),
        )
        .limit(MOST_TESTS)
    ).all()
    if len(lately) >= MOST_TESTS:
        raise TooMany(f"That were {MOST_TESTS} test events within an hour. Try again later.", wait_seconds=3600)
    invented = is_sandbox(session, endpoint.workspace_id)
    delivery = WebhookDelivery(
        id=new_id("msg"), workspace_id=endpoint.workspace_id, endpoint_id=endpoint.id, kind=kind, subject_id=new_id("test"),
        body=message_body(kind, at, made_up(kind, at), is_test=True, is_sandbox=invented), is_test=True, state="queued", tries=[],
        created_at=at,
    )  # fmt: skip
    session.add(delivery)
    session.flush()
    let_leave(session, [delivery])
    record_act(session, actor, "webhook.tested", at, subject_id=endpoint.id, body={"event": kind})
    return delivery


def replay(session: Session, actor: Actor, endpoint_id: str, delivery_id: str, at: datetime) -> WebhookDelivery:
    """The very same message once more, or at once where it waits for its next try. Raises NotFound, Conflict."""
    endpoint = held_endpoint(session, actor, endpoint_id)
    delivery = find_delivery(session, actor, endpoint_id, delivery_id)
    if endpoint.off_at is not None and not delivery.is_test:
        raise Conflict("This endpoint is off. Turn it on first.")
    if delivery.state not in {"delivered", "failed", "dropped", "queued"}:
        raise Conflict("It waits for an earlier message, and leaves by itself after that.")
    endpoint.resting_until = None
    let_leave_again(session, delivery)
    record_act(session, actor, "webhook.replayed", at, subject_id=endpoint.id, body={"events": 1})
    return delivery


def replay_failed(session: Session, actor: Actor, endpoint_id: str, at: datetime) -> int:
    """All that failed, the oldest first and in order for each subject; how many. Raises NotFound, Conflict."""
    endpoint = held_endpoint(session, actor, endpoint_id)
    if endpoint.off_at is not None:
        raise Conflict("This endpoint is off. Turn it on first.")
    rows = session.scalars(
        select(WebhookDelivery)
        .where(WebhookDelivery.endpoint_id == endpoint.id, WebhookDelivery.state == "failed", ~WebhookDelivery.is_test)
        .order_by(WebhookDelivery.number)
        .limit(MOST_AGAIN)
    ).all()
    begun: set[str] = set()
    for row in rows:
        if row.subject_id in begun:
            row.state, row.attempts, row.ended_at = "held", 0, None
        else:
            begun.add(row.subject_id)
            let_leave_again(session, row)
    endpoint.resting_until = None
    session.flush()
    record_act(session, actor, "webhook.replayed", at, subject_id=endpoint.id, body={"events": len(rows)})
    return len(rows)
