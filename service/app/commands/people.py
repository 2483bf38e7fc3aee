"""What the command line does for the people who work with the product."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.errors import NotFound
from service.security.encryption import address_hash
from service.security.passwords import hash_password
from service.workspaces.actor import Role, system
from service.workspaces.company import name_company
from service.workspaces.create_workspace import add_user, create_workspace
from service.workspaces.models import User, Workspace
from service.workspaces.sessions.set_password import require_password, set_password
from service.workspaces.sessions.sign_in import make_sign_in_link, sign_in_address
from service.workspaces.team.staff import disable_user, enable_user, reset_factor, set_role


def add_person(workspace_name: str, email: str, name: str, role: str | None) -> str:
    """Adds a user, makes the workspace where it is new, and answers their sign-in link. `role` None: the first of a workspace is
    its owner, whoever comes later a seller."""
    at = utc_now()
    with transaction() as session:
        workspace = session.scalar(select(Workspace).where(Workspace.name == workspace_name))
        workspace = workspace or create_workspace(session, workspace_name, at)
        first = session.scalar(select(User.id).where(User.workspace_id == workspace.id).limit(1)) is None
        given = role or ("owner" if first else "seller")
        user = add_user(session, workspace.id, email, name, cast("Role", given), None, at)
        return sign_in_url(session, user.id)


def link_for(email: str) -> str:
    """A fresh one-time link for a known user. Raises NotFound."""
    with transaction() as session:
        return sign_in_url(session, _find_user(session, email).id)


def require_user(email: str) -> None:
    """Raises NotFound where nobody signs in with this address."""
    with reading() as session:
        _find_user(session, email)


def change_password(email: str, password: str) -> None:
    """Sets a known user's password; their sessions end. Raises NotFound, or InvalidInput for a password that is easy to guess."""
    with reading() as session:
        hashed = hash_password(require_password(password, _find_user(session, email)))
    with transaction() as session:
        user = _find_user(session, email)
        set_password(session, user, hashed, system(user.workspace_id), utc_now())


def shut_out(email: str) -> str:
    """Disables a known user; their sessions and links end. Their name. Raises NotFound, or Conflict for the last owner."""
    with transaction() as session:
        user = _find_user(session, email)
        return disable_user(session, user.id, system(user.workspace_id), utc_now()).name


def let_in_again(email: str) -> str:
    """Enables a user who was disabled. Their name. Raises NotFound."""
    with transaction() as session:
        user = _find_user(session, email)
        return enable_user(session, user.id, system(user.workspace_id), utc_now()).name


def drop_second_factor(email: str) -> str:
    """Removes a known user's second factor; their sessions end. Their name. Raises NotFound."""
    with transaction() as session:
        user = _find_user(session, email)
        return reset_factor(session, user.id, system(user.workspace_id), utc_now()).name


def name_together(workspaces: Sequence[str]) -> str:
    """Names workspaces as those of one company; what that means, in a sentence. Raises as `name_company` does."""
    with transaction() as session:
        name_company(session, workspaces, utc_now())
    if len(set(workspaces)) == 1:
        return f"“{workspaces[0]}” is counted by itself again."
    return (
        "Their gifts are counted together. Whoever has the role ethics in one of them reads the gift register of all."
    )


def change_role(email: str, role: str) -> str:
    """Gives a known user another role; their sessions end. Their name. Raises NotFound, or Conflict for the last owner."""
    with transaction() as session:
        user = _find_user(session, email)
        return set_role(session, user.id, role, system(user.workspace_id), utc_now()).name


def sign_in_url(session: Session, user_id: str, next_path: str = "") -> str:
    """A one-time link that opens the console as this user, at `next_path` where one is named."""
    return sign_in_address(make_sign_in_link(session, user_id, utc_now()), next_path)


def _find_user(session: Session, email: str) -> User:
    user = session.scalar(select(User).where(User.email_hash == address_hash(email)))
    if user is None:
        raise NotFound("No user has this address. To add one: handpicked add-user WORKSPACE EMAIL NAME")
    return user
