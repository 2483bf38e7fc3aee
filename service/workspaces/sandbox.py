"""Whether a workspace holds invented people only; and its clock, which can be moved on."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ScalarSelect, SQLColumnExpression, String, bindparam, literal, select
from sqlalchemy.orm import Session

from service.db.loaded import ask
from service.errors import Conflict, InvalidInput
from service.jobs.own_time import move_ahead
from service.workspaces.actor import Actor
from service.workspaces.audit import record_act
from service.workspaces.lock import lock_workspace
from service.workspaces.models import Workspace

MOST_AT_ONCE: Final = timedelta(days=366)
MOST_AHEAD: Final = timedelta(days=5 * 366)


_IS_SANDBOX: Final = select(Workspace.is_sandbox).where(Workspace.id == bindparam("workspace", type_=String))


def is_sandbox(session: Session, workspace_id: str) -> bool:
    """A workspace there is not is none."""
    return bool(ask(session, _IS_SANDBOX, {"workspace": workspace_id}).scalar())


def is_copy(session: Session, workspace_id: str) -> bool:
    """Whether it is the sandbox of a rehearsal."""
    return session.scalar(select(Workspace.copy_of).where(Workspace.id == workspace_id)) is not None


def no_limits(workspace_id: SQLColumnExpression[str]) -> ScalarSelect[bool]:
    """Whether people are written to at any hour and as often as one likes: in a sandbox, and not in one that rehearses."""
    free = Workspace.is_sandbox & Workspace.copy_of.is_(None)
    return select(free).where(Workspace.id == workspace_id).scalar_subquery()


def knows_no_limits(session: Session, workspace_id: str) -> bool:
    """The same of one; a workspace there is not has its limits."""
    return bool(session.scalar(select(no_limits(literal(workspace_id)))))


def advance_clock(session: Session, actor: Actor, to: datetime, at: datetime) -> datetime:
    """Moves the clock of the actor's sandbox from `at`, which it shows now, on to `to`; answers `to`. What comes due on the way is
    done by the sweeps and workers that do it everywhere.

    Raises Conflict where the workspace is no sandbox or would be years ahead, InvalidInput for a moment that has passed there, or
    is more than a year away.
    """
    workspace = lock_workspace(session, actor.workspace_id)
    if not workspace.is_sandbox:
        raise Conflict("Only a sandbox’s clock can be moved. This workspace holds real people.")
    step = to - at
    if step < timedelta(seconds=1):
        raise InvalidInput("A clock only moves on. Choose a moment that is still to come in the sandbox.", param="to")
    if step > MOST_AT_ONCE:
        raise InvalidInput("Move the clock by at most a year at once.", param="to")
    if move_ahead(session, actor.workspace_id, step) > MOST_AHEAD:
        raise Conflict("This sandbox would be more than five years ahead. Start a new one.")
    record_act(session, actor, "sandbox.clock_moved", at, body={"seconds": int(step.total_seconds())})
    return to
