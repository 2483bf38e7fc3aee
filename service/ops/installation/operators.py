"""Who runs the installation: the people who operate one workspace of it, and nobody of any other.

Queues, workers and hosts are shared by all workspaces. Whoever pauses one stops everybody's work, and whoever looks at all of it
sees how much the others have. So this is never given to whoever happens to be ops somewhere.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from service.config import settings
from service.errors import Forbidden
from service.workspaces.actor import Actor
from service.workspaces.models import Workspace


def operating_workspace(session: Session) -> str | None:
    """The id of the workspace that `HANDPICKED_OPERATING_WORKSPACE` names; without it the only one that is no sandbox, or, where
    all are sandboxes, the only one that no rehearsal made. None where that is not one: then the installation is run from the
    command line."""
    if name := settings().operating_workspace:
        return _only(session, Workspace.name == name)
    is_live = Workspace.is_sandbox.is_(False)
    if session.scalar(select(Workspace.id).where(is_live).limit(1)) is not None:
        return _only(session, is_live)
    return _only(session, Workspace.copy_of.is_(None))


def _only(session: Session, which: ColumnElement[bool]) -> str | None:
    found = session.scalars(select(Workspace.id).where(which).limit(2)).all()
    return found[0] if len(found) == 1 else None


def runs_installation(session: Session, actor: Actor) -> bool:
    """Whether this actor is of the operating workspace. What they may do there, their role says."""
    return operating_workspace(session) == actor.workspace_id


def require_operator(session: Session, actor: Actor) -> None:
    """Raises Forbidden for whoever is of another workspace, or may not operate."""
    if not (actor.may("operate") and runs_installation(session, actor)):
        raise Forbidden("Only those who run this installation can do that.")
