"""Endpoints of a workspace: added, changed, deleted, turned on again, their secrets rotated. Each act leaves a line in the log."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final, Literal

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from service.egress.read_url import read_url
from service.errors import Conflict, InvalidInput, NotFound
from service.gifting.models import GiftEvent
from service.security.encryption import readable
from service.security.ids import new_id
from service.security.signed_messages import new_secret
from service.webhooks.deliveries.chain import let_leave_again, lock_endpoint
from service.webhooks.endpoints.turn_off import turn_off
from service.webhooks.event_types import read_events
from service.webhooks.models import WebhookDelivery, WebhookEndpoint
from service.workspaces.actor import Actor
from service.workspaces.announcements.models import Announcement
from service.workspaces.audit import record_act
from service.workspaces.lock import lock_workspace

MOST: Final = 20
"""Endpoints of one workspace."""
BOTH: Final = timedelta(hours=24)
"""So long after a rotation messages carry both signatures."""
Kept = Literal["send", "drop"]


def add_endpoint(
    session: Session, actor: Actor, url: str, events: Sequence[str], at: datetime
) -> tuple[WebhookEndpoint, str]:
    """(the endpoint, its secret, which is shown once). It hears of what happens from now on. Raises InvalidInput, Conflict."""
    read_url(url)
    wanted = read_events(events)
    lock_workspace(session, actor.workspace_id)
    present = endpoints_of(session, actor.workspace_id)
    if len(present) >= MOST:
        raise Conflict(f"A workspace has at most {MOST} endpoints. Delete one first.", param="url")
    if any(readable(one.url) == url for one in present):
        raise InvalidInput("This address is an endpoint already. Open it to change its events.", param="url")
    if not present:
        _forget_earlier(session, actor.workspace_id)
    secret = new_secret()
    endpoint = WebhookEndpoint(
        id=new_id("whk"), workspace_id=actor.workspace_id, url=url, events=wanted, secret=secret,
        created_by=actor.user_id, created_at=at,
    )  # fmt: skip
    session.add(endpoint)
    session.flush()
    record_act(session, actor, "webhook.added", at, subject_id=endpoint.id)
    return endpoint, secret


def _forget_earlier(session: Session, workspace_id: str) -> None:
    """What happened while nobody listened is told to nobody."""
    for table in (GiftEvent, Announcement):
        session.execute(
            update(table)
            .where(table.workspace_id == workspace_id, ~table.is_passed_on)
            .values(is_passed_on=True)
            .execution_options(synchronize_session=False)
        )


def endpoints_of(session: Session, workspace_id: str) -> list[WebhookEndpoint]:
    """The workspace's, the newest last."""
    rows = select(WebhookEndpoint).where(WebhookEndpoint.workspace_id == workspace_id)
    return list(session.scalars(rows.order_by(WebhookEndpoint.created_at, WebhookEndpoint.id)))


def find_endpoint(session: Session, actor: Actor, endpoint_id: str) -> WebhookEndpoint:
    """Raises NotFound, also for another workspace's."""
    found = session.get(WebhookEndpoint, endpoint_id)
    if found is None or found.workspace_id != actor.workspace_id:
        raise NotFound("There’s no such endpoint.")
    return found


def held_endpoint(session: Session, actor: Actor, endpoint_id: str) -> WebhookEndpoint:
    """The same, locked. Raises NotFound."""
    find_endpoint(session, actor, endpoint_id)
    locked = lock_endpoint(session, endpoint_id)
    if locked is None:
        raise NotFound("There’s no such endpoint.")
    return locked


def change_endpoint(
    session: Session,
    actor: Actor,
    endpoint_id: str,
    at: datetime,
    *,
    url: str | None = None,
    events: Sequence[str] | None = None,
) -> WebhookEndpoint:
    """Another address, or other events, from now on. Raises NotFound, InvalidInput."""
    endpoint = held_endpoint(session, actor, endpoint_id)
    if url is not None:
        read_url(url)
        others = [one for one in endpoints_of(session, actor.workspace_id) if one.id != endpoint.id]
        if any(readable(one.url) == url for one in others):
            raise InvalidInput("This address is an endpoint already.", param="url")
        if url != readable(endpoint.url):
            endpoint.url, endpoint.tested_at = url, None
    if events is not None:
        endpoint.events = read_events(events)
    session.flush()
    record_act(session, actor, "webhook.changed", at, subject_id=endpoint.id)
    return endpoint


def switch_off(session: Session, actor: Actor, endpoint_id: str, at: datetime) -> WebhookEndpoint:
    """Somebody wants nothing sent there. Raises NotFound."""
    endpoint = held_endpoint(session, actor, endpoint_id)
    turn_off(session, endpoint, "person", at, actor)
    session.flush()
    return endpoint


def switch_on(session: Session, actor: Actor, endpoint_id: str, kept: Kept, at: datetime) -> int:
    """It works again, once it has taken a test event; what was kept is sent in order, or dropped. How many that are. Raises
    NotFound, Conflict."""
    endpoint = held_endpoint(session, actor, endpoint_id)
    if endpoint.off_at is None:
        raise Conflict("It’s on already.")
    if endpoint.tested_at is None:
        raise Conflict("Send a test event first. It must answer 2xx.")
    endpoint.off_at = endpoint.off_reason = endpoint.told_at = None
    endpoint.failing_since = endpoint.resting_until = None
    endpoint.works_since = at
    rows = session.scalars(
        select(WebhookDelivery)
        .where(WebhookDelivery.endpoint_id == endpoint.id, WebhookDelivery.state == "kept")
        .order_by(WebhookDelivery.number)
    ).all()
    begun: set[str] = set()
    for row in rows:
        if kept == "drop":
            row.state, row.ended_at = "dropped", at
        elif row.subject_id in begun:
            row.state = "held"
        else:
            begun.add(row.subject_id)
            let_leave_again(session, row)
    session.flush()
    record_act(
        session, actor, "webhook.turned_on", at, subject_id=endpoint.id, body={"kept": kept, "events": len(rows)}
    )
    return len(rows)


def rotate_secret(session: Session, actor: Actor, endpoint_id: str, at: datetime) -> tuple[WebhookEndpoint, str]:
    """(the endpoint, its new secret, which is shown once); for a day messages carry both signatures. Raises NotFound."""
    endpoint = held_endpoint(session, actor, endpoint_id)
    endpoint.old_secret, endpoint.old_until = endpoint.secret, at + BOTH
    secret = new_secret()
    endpoint.secret, endpoint.rotated_by, endpoint.rotated_at = secret, actor.user_id, at
    session.flush()
    record_act(session, actor, "webhook.secret_rotated", at, subject_id=endpoint.id)
    return endpoint, secret


def end_old_secret(session: Session, actor: Actor, endpoint_id: str, at: datetime) -> WebhookEndpoint:
    """Messages carry the new signature alone. Raises NotFound."""
    endpoint = held_endpoint(session, actor, endpoint_id)
    endpoint.old_secret = endpoint.old_until = None
    session.flush()
    record_act(session, actor, "webhook.old_secret_ended", at, subject_id=endpoint.id)
    return endpoint


def delete_endpoint(session: Session, actor: Actor, endpoint_id: str, at: datetime) -> None:
    """It goes, and its log with it. Raises NotFound."""
    endpoint = held_endpoint(session, actor, endpoint_id)
    session.execute(
        delete(WebhookDelivery)
        .where(WebhookDelivery.endpoint_id == endpoint.id)
        .execution_options(synchronize_session=False)
    )
    session.delete(endpoint)
    session.flush()
    record_act(session, actor, "webhook.deleted", at, subject_id=endpoint_id)


def kept_events(session: Session, endpoint_id: str) -> int:
    """How many were kept and not sent while it was off."""
    counted = select(func.count()).where(WebhookDelivery.endpoint_id == endpoint_id, WebhookDelivery.state == "kept")
    return session.scalar(counted) or 0
