"""What was sent and what came in is kept for a month, and then deleted."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete

from service.db.connect import transaction
from service.jobs.delete_old import delete_old
from service.webhooks.models import OPEN, WebhookDelivery, WebhookMessage
from service.workspaces.announcements.models import Announcement

KEPT: Final = timedelta(days=30)


forget_deliveries: Final = delete_old(
    "old webhook messages deleted",
    WebhookDelivery.id,
    WebhookDelivery.created_at,
    lambda at: (WebhookDelivery.created_at <= at - KEPT) & WebhookDelivery.state.not_in(OPEN),
    by_machine=True,
)
"""Deletes them; answers how many."""
forget_messages: Final = delete_old(
    "old messages from outside deleted",
    WebhookMessage.id,
    WebhookMessage.at,
    lambda at: (WebhookMessage.at <= at - KEPT) & (WebhookMessage.state != "taken"),
    by_machine=True,
)
"""Deletes them; answers how many."""


def forget_announcements(at: datetime) -> int:
    """What was announced a month ago goes, told or not; answers how many."""
    with transaction() as session:
        gone = delete(Announcement).where(Announcement.at <= at - KEPT).returning(Announcement.id)
        return len(session.scalars(gone.execution_options(synchronize_session=False)).all())
