"""What scripts may do with webhooks: endpoints, their secrets, their log, replays and test events."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Final, Literal

from pydantic import Field
from sqlalchemy import select

from service.api.endpoint import AnyEndpoint, Call, Endpoint
from service.api.ids import DeliveryId, EndpointId
from service.api.paging import part_of
from service.api.values import Given, Listed, ListQuery, Shown
from service.clock import machine_now
from service.webhooks.deliveries.again import find_delivery, replay, send_test
from service.webhooks.endpoints.register import (
    add_endpoint,
    change_endpoint,
    delete_endpoint,
    find_endpoint,
    rotate_secret,
    switch_off,
    switch_on,
)
from service.webhooks.event_types import TYPES
from service.webhooks.models import WebhookDelivery, WebhookEndpoint

Events = Annotated[
    list[str],
    Field(min_length=1, max_length=60, description="Names of events; `gift.*` is all of a resource, `*` everything."),
]
Url = Annotated[str, Field(min_length=1, max_length=500, description="https://, reached from the internet.")]
State = Literal["queued", "held", "delivered", "failed", "kept", "dropped"]


class WebhookShown(Shown):
    """An endpoint. `off_reason` is gone, silent or person; null while it is on."""

    id: EndpointId
    url: str
    events: list[str]
    is_on: bool
    off_reason: str | None
    off_at: datetime | None
    failing_since: datetime | None
    old_secret_until: datetime | None
    created_at: datetime


class Webhooks(Listed[WebhookShown]):
    """Endpoints, the first added first."""


class WebhookMade(WebhookShown):
    """An endpoint with a new secret. It is told in this answer alone; a repeated call has null, and nothing reads it again."""

    secret: str | None


class DeletedShown(Shown):
    """It is gone, and its log with it."""

    id: EndpointId
    is_deleted: bool


class DeliveryShown(Shown):
    """A message and what came of it. `status`: of the last answer; `error`: why there was none."""

    id: DeliveryId
    event: str
    subject_id: str
    state: State
    attempts: int
    status: int | None
    error: str | None
    is_test: bool
    next_at: datetime | None
    created_at: datetime


class Deliveries(Listed[DeliveryShown]):
    """Messages in the order in which they were made."""


class DeliveryQuery(ListQuery):
    """Narrows the log."""

    state: State | None = None


class NewWebhook(Given):
    """An endpoint to add."""

    url: Url
    events: Events


class WebhookChange(Given):
    """What is to be different; what is left out stays. `is_on` true needs a test event that was taken."""

    url: Url | None = None
    events: Events | None = None
    is_on: bool | None = None
    kept: Annotated[
        Literal["send", "drop"], Field(description="What becomes of events that were kept, where it is turned on.")
    ] = "send"


class NewTest(Given):
    """A made-up event to send."""

    event: Annotated[str, Field(description="One of: " + ", ".join(TYPES) + ".", max_length=60)]


def list_webhooks(call: Call[ListQuery, None]) -> Webhooks:
    """The endpoints of the workspace."""
    query = select(WebhookEndpoint).where(WebhookEndpoint.workspace_id == call.actor.workspace_id)
    part = part_of(call, query, WebhookEndpoint.created_at, WebhookEndpoint.id)
    return Webhooks(data=part.each(_shown), next=part.next, next_cursor=part.next_cursor)


def create_webhook(call: Call[None, NewWebhook]) -> WebhookMade:
    """Adds one; it hears what happens from now on."""
    return _made(*add_endpoint(call.session, call.actor, call.body.url, call.body.events, machine_now()))


def read_webhook(call: Call[None, None]) -> WebhookShown:
    """One endpoint."""
    return _shown(find_endpoint(call.session, call.actor, _id(call)))


def change_webhook(call: Call[None, WebhookChange]) -> WebhookShown:
    """Another address, other events, on or off."""
    wanted, at = call.body, machine_now()
    endpoint = find_endpoint(call.session, call.actor, _id(call))
    if wanted.url is not None or wanted.events is not None:
        endpoint = change_endpoint(call.session, call.actor, endpoint.id, at, url=wanted.url, events=wanted.events)
    if wanted.is_on is False:
        switch_off(call.session, call.actor, endpoint.id, at)
    elif wanted.is_on and endpoint.off_at is not None:
        switch_on(call.session, call.actor, endpoint.id, wanted.kept, at)
    return _shown(endpoint)


def delete_webhook(call: Call[None, None]) -> DeletedShown:
    """Nothing is sent there any more."""
    delete_endpoint(call.session, call.actor, _id(call), machine_now())
    return DeletedShown(id=_id(call), is_deleted=True)


def rotate_webhook_secret(call: Call[None, None]) -> WebhookMade:
    """A new secret; for a day messages carry both signatures."""
    return _made(*rotate_secret(call.session, call.actor, _id(call), machine_now()))


def list_webhook_deliveries(call: Call[DeliveryQuery, None]) -> Deliveries:
    """The log of an endpoint."""
    endpoint = find_endpoint(call.session, call.actor, _id(call))
    query = select(WebhookDelivery).where(WebhookDelivery.endpoint_id == endpoint.id)
    if call.query.state is not None:
        query = query.where(WebhookDelivery.state == call.query.state)
    part = part_of(call, query, WebhookDelivery.number)
    return Deliveries(data=part.each(_delivery), next=part.next, next_cursor=part.next_cursor)


def replay_webhook_delivery(call: Call[None, None]) -> DeliveryShown:
    """The very same message once more."""
    return _delivery(replay(call.session, call.actor, _id(call), call.ids["delivery_id"], machine_now()))


def read_webhook_delivery(call: Call[None, None]) -> DeliveryShown:
    """One message."""
    return _delivery(find_delivery(call.session, call.actor, _id(call), call.ids["delivery_id"]))


def simulate_webhook(call: Call[None, NewTest]) -> DeliveryShown:
    """An event that never happened, signed like a real one."""
    return _delivery(send_test(call.session, call.actor, _id(call), call.body.event, machine_now()))


def _id(call: Call[Any, Any]) -> str:
    return call.ids["endpoint_id"]


def _shown(endpoint: WebhookEndpoint) -> WebhookShown:
    return WebhookShown(
        id=endpoint.id,
        url=str(endpoint.url),
        events=list(endpoint.events),
        is_on=endpoint.off_at is None,
        off_reason=endpoint.off_reason,
        off_at=endpoint.off_at,
        failing_since=endpoint.failing_since,
        old_secret_until=endpoint.old_until,
        created_at=endpoint.created_at,
    )


def _made(endpoint: WebhookEndpoint, secret: str) -> WebhookMade:
    return WebhookMade(**_shown(endpoint).model_dump(), secret=secret)


def _delivery(row: WebhookDelivery) -> DeliveryShown:
    last = row.tries[-1] if row.tries else {}
    return DeliveryShown.model_validate(
        {
            "id": row.id,
            "event": row.kind,
            "subject_id": row.subject_id,
            "state": row.state,
            "attempts": row.attempts,
            "status": last.get("status"),
            "error": last.get("error"),
            "is_test": row.is_test,
            "next_at": row.next_at,
            "created_at": row.created_at,
        }
    )


_ONE: Final = "/webhooks/{endpoint_id}"
ENDPOINTS: Final[tuple[AnyEndpoint, ...]] = (
    Endpoint("GET", "/webhooks", list_webhooks, "webhooks:read", "webhooks", "List endpoints", Webhooks, query=ListQuery),
    Endpoint(
        "POST", "/webhooks", create_webhook, "webhooks:write", "webhooks", "Add an endpoint", WebhookMade,
        body=NewWebhook, status=201, shown_once=("secret",), about="Keep its secret: no other answer has it.",
    ),
    Endpoint("GET", _ONE, read_webhook, "webhooks:read", "webhooks", "Read an endpoint", WebhookShown),
    Endpoint("PATCH", _ONE, change_webhook, "webhooks:write", "webhooks", "Change an endpoint", WebhookShown, body=WebhookChange),
    Endpoint("DELETE", _ONE, delete_webhook, "webhooks:write", "webhooks", "Delete an endpoint", DeletedShown),
    Endpoint(
        "POST", f"{_ONE}/rotate", rotate_webhook_secret, "webhooks:write", "webhooks", "Rotate its secret", WebhookMade,
        shown_once=("secret",), about="Keep the new secret: no other answer has it.",
    ),
    Endpoint(
        "POST", f"{_ONE}/simulate", simulate_webhook, "webhooks:write", "webhooks", "Send a test event", DeliveryShown,
        body=NewTest, status=202,
    ),
    Endpoint(
        "GET", f"{_ONE}/deliveries", list_webhook_deliveries, "webhooks:read", "webhooks", "List what was sent", Deliveries,
        query=DeliveryQuery,
    ),
    Endpoint(
        "GET", f"{_ONE}/deliveries/{{delivery_id}}", read_webhook_delivery, "webhooks:read", "webhooks", "Read a message",
        DeliveryShown,
    ),
    Endpoint(
        "POST", f"{_ONE}/deliveries/{{delivery_id}}/replay", replay_webhook_delivery, "webhooks:write", "webhooks",
        "Send a message again", DeliveryShown, status=202,
    ),
)  # fmt: skip
