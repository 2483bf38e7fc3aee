"""Who did what in a workspace: append-only, ids and codes only."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from service.workspaces.models import AuditEntry


def record_act(
    session: Session,
    workspace_id: str | None,
    user_id: str | None,
    act: str,
    at: datetime,
    *,
    subject_id: str | None = None,
    body: dict[str, Any] | None = None,
) -> None:
    """Writes one line of the audit log in the caller's transaction. `body` holds codes and figures, never personal values."""
    session.add(
        AuditEntry(workspace_id=workspace_id, user_id=user_id, act=act, subject_id=subject_id, body=body or {}, at=at)
    )
