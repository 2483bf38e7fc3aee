"""What was sent and what came in is kept for a month, and then deleted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import delete, select

from service.db.connect import transaction
from service.jobs.row_sweep import Due, RowSweep
from service.webhooks.models import OPEN, WebhookDelivery, WebhookMessage
from service.workspaces.announcements.models import Announcement

KEPT: Final = timedelta(days=30)


def _deliveries(at: datetime) -> Due:
    return select(WebhookDelivery.id, WebhookDelivery.workspace_id, WebhookDelivery.created_at).where(
        WebhookDelivery.created_at <= at - KEPT, WebhookDelivery.state.not_in(OPEN)
    )


def _messages(at: datetime) -> Due:
    return select(WebhookMessage.id, WebhookMessage.workspace_id, WebhookMessage.at).where(
        WebhookMessage.at <= at - KEPT, WebhookMessage.state != "taken"
    )


def _forget(table: Any, ids: Sequence[object]) -> int:
    with transaction() as session:
        gone = delete(table).where(table.id.in_(ids)).returning(table.id)
        return len(session.scalars(gone.execution_options(synchronize_session=False)).all())


def _sweep(name: str, due: Any, table: Any) -> RowSweep:
    return RowSweep(
        name,
        due,
        lambda one, _at: _forget(table, [one]),
        portion=lambda some, _at: _forget(table, some),
        by_machine=True,
    )


forget_deliveries: Final = _sweep("old webhook messages deleted", _deliveries, WebhookDelivery)
"""Removes them; answers how many."""
forget_messages: Final = _sweep("old messages from outside deleted", _messages, WebhookMessage)
"""Removes them; answers how many."""


def forget_announcements(at: datetime) -> int:
    """What was announced a month ago goes, told or not; answers how many."""
    with transaction() as session:
        gone = delete(Announcement).where(Announcement.at <= at - KEPT).returning(Announcement.id)
        return len(session.scalars(gone.execution_options(synchronize_session=False)).all())
