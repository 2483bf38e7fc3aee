"""Whether a workspace holds invented people only."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.workspaces.models import Workspace


def is_sandbox(session: Session, workspace_id: str) -> bool:
    """A workspace there is not is none."""
    return bool(session.scalar(select(Workspace.is_sandbox).where(Workspace.id == workspace_id)))
