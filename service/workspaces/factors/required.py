"""The day from which everybody in a workspace needs a second factor."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy.orm import Session

from service.errors import Conflict, InvalidInput
from service.workspaces.actor import Actor
from service.workspaces.audit import record_act
from service.workspaces.factors.in_force import factors_of, lock_user
from service.workspaces.lock import lock_workspace
from service.workspaces.models import User, Workspace


def change_required_day(session: Session, wanted: str, actor: Actor, at: datetime) -> None:
    """`wanted` is a day such as 2027-04-01, or "" for none. Raises InvalidInput, also for whoever has none themselves."""
    try:
        day = date.fromisoformat(wanted) if wanted else None
    except ValueError:
        raise InvalidInput("Choose a day, such as 2027-04-01.", param="factor_day") from None
    workspace = lock_workspace(session, actor.workspace_id)
    if day is not None and actor.user_id is not None and not factors_of(session, actor.user_id).has_any:
        raise InvalidInput("Set up your own second factor first.", param="factor_day")
    if workspace.second_factor_from == day:
        return
    before, workspace.second_factor_from = workspace.second_factor_from, day
    session.flush()
    body = {"from": before.isoformat() if before else None, "to": day.isoformat() if day else None}
    record_act(session, actor, "workspace.second_factor_day_changed", at, subject_id=workspace.id, body=body)


def is_factor_missing(session: Session, user: User, workspace: Workspace, on: date) -> bool:
    """Whether the user has to set one up before they may do anything else."""
    day = workspace.second_factor_from
    return day is not None and day <= on and not factors_of(session, user.id).has_any


def require_dispensable(session: Session, user: User, on: date) -> None:
    """Raises Conflict where what the user has is one alone, and everybody needs one. So it stays until the transaction ends."""
    lock_user(session, user.id)
    day = session.get_one(Workspace, user.workspace_id).second_factor_from
    factors = factors_of(session, user.id)
    if day is not None and day <= on and factors.passkeys + (factors.app_since is not None) <= 1:
        raise Conflict("Everyone in this workspace needs a second factor, and this is your last. Add another first.")
