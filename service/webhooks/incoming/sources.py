"""Who may tell us something: an address of its own and a secret for each, both a workspace's."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from service.errors import Conflict, InvalidInput, NotFound
from service.security.encryption import readable
from service.security.ids import new_id
from service.security.signed_messages import new_secret
from service.webhooks.endpoints.register import BOTH
from service.webhooks.models import SOURCES, WebhookMessage, WebhookSource
from service.workspaces.actor import Actor
from service.workspaces.audit import record_act
from service.workspaces.lock import lock_workspace

MOST = 10
"""Sources of one workspace."""
SourceKind = Literal["carrier", "crm"]


def add_source(session: Session, actor: Actor, kind: str, at: datetime) -> tuple[WebhookSource, str]:
    """(the source, its secret, which is shown once). Raises InvalidInput, Conflict."""
    if kind not in SOURCES:
        raise InvalidInput("Choose a carrier or a CRM.", param="kind")
    lock_workspace(session, actor.workspace_id)
    if len(sources_of(session, actor.workspace_id)) >= MOST:
        raise Conflict(f"A workspace has at most {MOST} addresses for messages. Delete one first.", param="kind")
    secret = new_secret()
    source = WebhookSource(
        id=new_id("src"),
        workspace_id=actor.workspace_id,
        kind=kind,
        secret=secret,
        created_by=actor.user_id,
        created_at=at,
    )
    session.add(source)
    session.flush()
    record_act(session, actor, "webhook.source_added", at, subject_id=source.id, body={"kind": kind})
    return source, secret


def sources_of(session: Session, workspace_id: str) -> list[WebhookSource]:
    """The workspace's, the oldest first."""
    rows = select(WebhookSource).where(WebhookSource.workspace_id == workspace_id)
    return list(session.scalars(rows.order_by(WebhookSource.created_at, WebhookSource.id)))


def path_of(source: WebhookSource) -> str:
    """Where it posts to."""
    return f"/hooks/in/{source.kind}/{source.id}"


def secrets_of(source: WebhookSource, at: datetime) -> tuple[str, ...]:
    """By which its messages may be signed now."""
    old = readable(source.old_secret) if source.old_until is not None and source.old_until > at else None
    return tuple(one for one in (readable(source.secret), old) if one)


def rotate_source(session: Session, actor: Actor, source_id: str, at: datetime) -> tuple[WebhookSource, str]:
    """(the source, its new secret); for a day the old one is heard too. Raises NotFound."""
    source = _held(session, actor, source_id)
    secret = new_secret()
    source.old_secret, source.old_until, source.secret = source.secret, at + BOTH, secret
    session.flush()
    record_act(session, actor, "webhook.source_rotated", at, subject_id=source.id)
    return source, secret


def delete_source(session: Session, actor: Actor, source_id: str, at: datetime) -> None:
    """Nothing is heard from it any more. Raises NotFound."""
    source = _held(session, actor, source_id)
    session.execute(
        delete(WebhookMessage).where(WebhookMessage.source_id == source.id).execution_options(synchronize_session=False)
    )
    session.delete(source)
    session.flush()
    record_act(session, actor, "webhook.source_deleted", at, subject_id=source_id)


def count_refused(session: Session, source_id: str, at: datetime) -> None:
    """A message came whose signature is nobody's that we know."""
    session.execute(
        update(WebhookSource)
        .where(WebhookSource.id == source_id)
        .values(refused=WebhookSource.refused + 1, refused_at=at)
        .execution_options(synchronize_session=False)
    )


def _held(session: Session, actor: Actor, source_id: str) -> WebhookSource:
    found = session.scalar(
        select(WebhookSource)
        .where(WebhookSource.id == source_id, WebhookSource.workspace_id == actor.workspace_id)
        .with_for_update()
    )
    if found is None:
        raise NotFound("There’s no such address.")
    return found
