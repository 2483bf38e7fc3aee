"""Workspaces of one company: whoever runs the installation names them together, and nobody who works in one of them can.

The gift register counts over all of them, since a limit speaks of what a company gives and not of how it keeps its lists.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.errors import Conflict, NotFound
from service.security.ids import new_id
from service.workspaces.actor import system
from service.workspaces.audit import record_act
from service.workspaces.lock import lock_workspace
from service.workspaces.models import Workspace


def of_one_company(session: Session, workspace_id: str) -> tuple[str, ...]:
    """The ids of all workspaces of the company that one belongs to, in order; itself alone where it was named with no other."""
    company = session.scalar(select(Workspace.company_id).where(Workspace.id == workspace_id))
    if company is None:
        return (workspace_id,)
    return tuple(session.scalars(select(Workspace.id).where(Workspace.company_id == company).order_by(Workspace.id)))


def name_company(session: Session, names: Sequence[str], at: datetime) -> None:
    """Says that the workspaces of these names, and no others with them, belong to one company; a single one stands alone again.

    Raises NotFound where no workspace is called so, Conflict where several are or one is a sandbox; nothing has changed then.
    """
    found = [_find(session, name) for name in dict.fromkeys(names)]
    company = new_id("com") if len(found) > 1 else None
    for workspace_id in sorted(found):
        lock_workspace(session, workspace_id).company_id = company
        body = {"workspaces": found}
        record_act(session, system(workspace_id), "workspace.company_named", at, subject_id=workspace_id, body=body)
    session.flush()


def _find(session: Session, name: str) -> str:
    """The id of the one workspace that is called so."""
    found = session.execute(
        select(Workspace.id, Workspace.is_sandbox).where(Workspace.name == name, Workspace.copy_of.is_(None))
    ).all()
    if not found:
        raise NotFound(f"No workspace is called “{name}”. Nothing was changed.")
    if len(found) > 1:
        raise Conflict(
            f"{len(found)} workspaces are called “{name}”. Give one another name first. Nothing was changed."
        )
    workspace_id, is_sandbox = found[0]
    if is_sandbox:
        raise Conflict(f"“{name}” is a sandbox: its people are invented and count for nobody. Nothing was changed.")
    return workspace_id
