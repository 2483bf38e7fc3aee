"""In order for each subject: one message at a time is on its way to an endpoint, the next follows when it has ended.

Whoever begins, ends or frees one holds the endpoint's row, so that none is overlooked.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from service.db.writing.chunks import in_chunks
from service.jobs.enqueue import enqueue, enqueue_each, next_version
from service.webhooks.models import OPEN, WebhookDelivery, WebhookEndpoint

KIND: Final = "webhooks.deliver"
"""The subject is the delivery's id."""


def lock_endpoint(session: Session, endpoint_id: str) -> WebhookEndpoint | None:
    """As it is now and until the transaction ends; None where it was deleted."""
    return session.scalar(
        select(WebhookEndpoint)
        .where(WebhookEndpoint.id == endpoint_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def busy_subjects(session: Session, endpoint_id: str, subject_ids: Iterable[str]) -> set[str]:
    """Those of the subjects of which something is on its way there, or waits to be."""
    found: set[str] = set()
    for some in in_chunks(sorted(set(subject_ids))):
        found |= set(
            session.scalars(
                select(WebhookDelivery.subject_id).where(
                    WebhookDelivery.endpoint_id == endpoint_id,
                    WebhookDelivery.subject_id.in_(some),
                    WebhookDelivery.state.in_(OPEN),
                )
            )
        )
    return found


def let_leave(session: Session, deliveries: Sequence[WebhookDelivery]) -> None:
    """Gives those that are new, of one workspace, their jobs."""
    if deliveries:
        workspace_id = deliveries[0].workspace_id
        enqueue_each(session, KIND, [one.id for one in deliveries], workspace_id=workspace_id)


def let_leave_again(session: Session, delivery: WebhookDelivery) -> None:
    """Puts one on its way that may have had a job before, with all its tries."""
    delivery.state, delivery.attempts, delivery.next_at, delivery.ended_at = "queued", 0, None, None
    session.flush()
    version = next_version(session, KIND, delivery.id)
    enqueue(session, KIND, delivery.id, version=version, workspace_id=delivery.workspace_id)


def let_next_leave(session: Session, endpoint_id: str, subject_id: str) -> None:
    """One has ended: the next of its subject goes. The endpoint is locked."""
    following = session.scalar(
        select(WebhookDelivery)
        .where(
            WebhookDelivery.endpoint_id == endpoint_id,
            WebhookDelivery.subject_id == subject_id,
            WebhookDelivery.state.in_(OPEN),
        )
        .order_by(WebhookDelivery.number)
        .limit(1)
    )
    if following is not None and following.state == "held":
        let_leave_again(session, following)


def keep_back(session: Session, endpoint_id: str) -> None:
    """Nothing leaves for it any more: what was on its way or waited is kept. Its jobs find that and end."""
    session.execute(
        update(WebhookDelivery)
        .where(WebhookDelivery.endpoint_id == endpoint_id, WebhookDelivery.state.in_(OPEN), ~WebhookDelivery.is_test)
        .values(state="kept", next_at=None)
        .execution_options(synchronize_session="fetch")
    )
