"""A tenant begins, and the people who work in it."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from email_validator import EmailNotValidError, validate_email
from sqlalchemy import select
from sqlalchemy.orm import Session

from service.errors import Conflict, InvalidInput
from service.security.encryption import address_hash
from service.security.ids import new_id
from service.workspaces.actor import ROLES, Role, actor_of, system
from service.workspaces.audit import record_act
from service.workspaces.models import User, Workspace
from service.written import one_line

NAME_MAX: Final = 120


def create_workspace(session: Session, name: str, at: datetime, *, is_sandbox: bool = False) -> Workspace:
    """An empty workspace, or a sandbox for invented people. Raises InvalidInput for an empty or endless name."""
    workspace = Workspace(id=new_id("wsp"), name=_checked_name(name), is_sandbox=is_sandbox, created_at=at)
    session.add(workspace)
    session.flush()
    record_act(session, system(workspace.id), "workspace.created", at, subject_id=workspace.id)
    return workspace


def add_user(
    session: Session, workspace_id: str, email: str, name: str, role: Role, password_hash: str | None, at: datetime
) -> User:
    """A person who may sign in; without a password only by one-time link.

    The password comes hashed, since hashing is slow on purpose and a transaction is not the place to wait in. Raises InvalidInput
    for a wrong address, name or role, Conflict where the address already signs in somewhere.
    """
    if role not in ROLES:
        raise InvalidInput(f"{role!r} is not a role. Choose from {', '.join(ROLES)}.", param="role")
    address = _checked_address(email)
    if session.scalar(select(User.id).where(User.email_hash == address_hash(address))):
        raise Conflict("Someone already signs in with this email address.", param="email")
    user = User(
        id=new_id("usr"),
        workspace_id=workspace_id,
        email_hash=address_hash(address),
        email=address,
        name=_checked_name(name),
        role=role,
        password_hash=password_hash,
        created_at=at,
    )
    session.add(user)
    session.flush()
    record_act(session, actor_of(user), "user.added", at, subject_id=user.id, body={"role": role})
    return user


def _checked_name(name: str) -> str:
    trimmed = one_line(name)
    if not 0 < len(trimmed) <= NAME_MAX:
        raise InvalidInput(f"A name can have 1 to {NAME_MAX} characters.", param="name")
    return trimmed


def _checked_address(email: str) -> str:
    try:
        return validate_email(email, check_deliverability=False, test_environment=True).normalized
    except EmailNotValidError:
        raise InvalidInput("This is not an email address.", param="email") from None
