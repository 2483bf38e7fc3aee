"""What the command line does for the search of people."""

from __future__ import annotations

from sqlalchemy import select

from service.db.connect import transaction
from service.errors import NotFound
from service.recipients.search.keep import renew_keys
from service.workspaces.models import Workspace


def renew(workspace_name: str) -> int:
    """Has every mark of a workspace's people written anew under another key: how many people. Raises NotFound."""
    with transaction() as session:
        workspace_id = session.scalar(select(Workspace.id).where(Workspace.name == workspace_name))
        if workspace_id is None:
            raise NotFound(f"There’s no workspace called “{workspace_name}”.")
        return renew_keys(session, workspace_id)
