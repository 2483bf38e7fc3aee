"""What an owner or manager, or whoever runs the installation, decides about those who work here: their role, and
whether they may sign in.

A workspace always has somebody who can: its last owner who may sign in keeps the role and stays.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.errors import Conflict, Forbidden, InvalidInput, NotFound
from service.workspaces.actor import ROLES, Actor
from service.workspaces.audit import record_act
from service.workspaces.factors.in_force import drop_factors
from service.workspaces.lock import lock_workspace
from service.workspaces.models import User
from service.workspaces.sessions.end_sessions import end_sessions


def staff_of(session: Session, workspace_id: str) -> list[User]:
    """Everybody who works in a workspace, those who may not sign in last."""
    users = session.scalars(select(User).where(User.workspace_id == workspace_id)).all()
    return sorted(users, key=lambda user: (user.disabled_at is not None, user.name.casefold(), user.id))


def set_roles(session: Session, wanted: Mapping[str, str], actor: Actor, at: datetime) -> int:
    """Gives several users the roles by their ids, all or none of them; how many changed. New owners come first, so that one may
    take another's place. Raises what `set_role` does."""
    before = {user.id: user.role for user in staff_of(session, actor.workspace_id)}
    changed = [(user_id, role) for user_id, role in wanted.items() if before.get(user_id) != role]
    for user_id, role in sorted(changed, key=lambda one: (one[1] != "owner", one[0])):
        set_role(session, user_id, role, actor, at)
    return len(changed)


def set_role(session: Session, user_id: str, role: str, actor: Actor, at: datetime) -> User:
    """Gives a user of the actor's workspace another role; their sessions end.

    Raises NotFound, InvalidInput, Forbidden where only an owner may, or Conflict for the last owner. The role they have already is
    no change.
    """
    if role not in ROLES:
        raise InvalidInput(f"{role!r} is not a role. Choose from {', '.join(ROLES)}.", param="role")
    user = _locked(session, actor.workspace_id, user_id)
    if user.role == role:
        return user
    _require_may_change(actor, user.role, role)
    _require_another_owner(session, user)
    before, user.role = user.role, role
    session.flush()
    end_sessions(session, user, at)
    record_act(session, actor, "user.role_changed", at, subject_id=user.id, body={"from": before, "to": role})
    return user


def disable_user(session: Session, user_id: str, actor: Actor, at: datetime) -> User:
    """Shuts a user out: sessions and open links end at once, and no password or link lets them in. Doing it twice changes nothing.
    Raises NotFound, Forbidden where only an owner may, and Conflict for the last owner."""
    user = _locked(session, actor.workspace_id, user_id)
    if user.disabled_at is not None:
        return user
    _require_may_change(actor, user.role)
    _require_another_owner(session, user)
    user.disabled_at = at
    session.flush()
    end_sessions(session, user, at)
    record_act(session, actor, "user.disabled", at, subject_id=user.id)
    return user


def enable_user(session: Session, user_id: str, actor: Actor, at: datetime) -> User:
    """Lets a user in again, with the role and the password they had. Raises NotFound, and Forbidden where only an owner may."""
    user = _locked(session, actor.workspace_id, user_id)
    if user.disabled_at is None:
        return user
    _require_may_change(actor, user.role)
    user.disabled_at = None
    session.flush()
    record_act(session, actor, "user.enabled", at, subject_id=user.id)
    return user


def reset_factor(session: Session, user_id: str, actor: Actor, at: datetime) -> User:
    """A user who has lost their app or passkeys signs in without them, and sets up another.

    Raises NotFound, and Forbidden where only an owner may.
    """
    user = _locked(session, actor.workspace_id, user_id)
    _require_may_change(actor, user.role)
    drop_factors(session, user, actor, at)
    return user


def _locked(session: Session, workspace_id: str, user_id: str) -> User:
    """The user as they are now. The workspace is locked first: of two owners who take each other's role at once one is heard."""
    lock_workspace(session, workspace_id)
    user = session.get(User, user_id, populate_existing=True)
    if user is None or user.workspace_id != workspace_id:
        raise NotFound("There’s no such user.")
    return user


def require_may_give(actor: Actor, role: str) -> None:
    """Only an owner, or whoever runs the installation, makes an owner. Raises Forbidden."""
    _require_may_change(actor, role)


def _require_may_change(actor: Actor, *roles: str) -> None:
    if "owner" in roles and actor.role is not None and not actor.may("manage_workspace"):
        raise Forbidden("Only an owner can change owners, or make someone an owner.")


def _require_another_owner(session: Session, user: User) -> None:
    if user.role != "owner" or user.disabled_at is not None:
        return
    another = select(User.id).where(
        User.workspace_id == user.workspace_id,
        User.id != user.id,
        User.role == "owner",
        User.disabled_at.is_(None),
    )
    if session.scalar(another.limit(1)) is None:
        raise Conflict("This is the workspace’s last owner. Make someone else an owner first.", param="role")
