"""One at a time in a workspace: whoever decides by what all of its rows say, such as who owns it or which codes are taken."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.errors import NotFound
from service.workspaces.models import Workspace


def lock_workspace(session: Session, workspace_id: str) -> Workspace:
    """The workspace, as it is now and until the transaction ends: every other holder of this lock waits. Raises NotFound.

    PostgreSQL locks the row, but not against rows that only name the workspace by key, as every row of it does.
    """
    found = session.scalar(
        select(Workspace)
        .where(Workspace.id == workspace_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise NotFound("There’s no such workspace.")
    return found
