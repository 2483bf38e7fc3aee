"""Telling of what happened: a row in the act's own transaction, so that it is told exactly if the act is done."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from sqlalchemy.orm import Session

from service.workspaces.announcements.models import Announcement

Kind = Literal[
    "approval.approved",
    "approval.rejected",
    "approval.requested",
    "budget.exhausted",
    "budget.threshold_reached",
    "gift.expiring",
    "gift.meeting_booked",
    "gift.notification_failed",
    "gift.refunded",
    "gift.reminder_sent",
    "gift.thank_you_note_added",
    "gift_batch.completed",
    "gift_batch.created",
    "gift_batch.failed",
    "product.out_of_stock",
    "product.restocked",
    "recipient.erased",
    "recipient.unsubscribed",
    "rendition.render_failed",
    "rendition.rendered",
]
"""Every event that is announced so. Those of gifts stand in their own history."""


def announce(
    session: Session, workspace_id: str, kind: Kind, subject_id: str, at: datetime, /, **body: str | int | bool | None
) -> None:
    """Writes it down. `body`: ids, states and figures beside the subject's own id; an `id` there is told instead of that."""
    told: dict[str, Any] = {name: value for name, value in body.items() if value is not None}
    session.add(Announcement(workspace_id=workspace_id, kind=kind, subject_id=subject_id, body=told, at=at))
