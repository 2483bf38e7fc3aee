"""Nothing is sent to an endpoint any more: it said that it is gone, nothing arrived for days, or somebody wants it so."""

from __future__ import annotations

from datetime import datetime
from typing import Final, Literal

from sqlalchemy.orm import Session

from service.jobs.enqueue import enqueue, next_version
from service.webhooks.deliveries.chain import keep_back
from service.webhooks.models import WebhookEndpoint
from service.workspaces.actor import Actor, system
from service.workspaces.audit import record_act

TELL: Final = "webhooks.tell_off"
Why = Literal["gone", "silent", "person"]


def turn_off(session: Session, endpoint: WebhookEndpoint, why: Why, at: datetime, actor: Actor | None = None) -> None:
    """What was on its way is kept. Its owner is told by mail, unless a person did it. The endpoint is locked by the caller; one
    that is off stays as it is."""
    if endpoint.off_at is not None:
        return
    endpoint.off_at, endpoint.off_reason, endpoint.tested_at = at, why, None
    keep_back(session, endpoint.id)
    record_act(
        session,
        actor or system(endpoint.workspace_id),
        "webhook.turned_off",
        at,
        subject_id=endpoint.id,
        body={"why": why},
    )
    if why != "person":
        version = next_version(session, TELL, endpoint.id)
        enqueue(session, TELL, endpoint.id, version=version, workspace_id=endpoint.workspace_id)
