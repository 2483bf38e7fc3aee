"""Somebody who was invited joins: they say their name, and are a user from then on."""

from __future__ import annotations

from datetime import datetime
from typing import Final, cast

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from service.errors import LinkClosed
from service.security.links import token_hash
from service.workspaces.actor import Role, actor_of
from service.workspaces.audit import record_act
from service.workspaces.create_workspace import add_user
from service.workspaces.models import Invitation, User

_CLOSED: Final = (
    "This invitation no longer works: it has been used, taken back, or is older than a week. Ask for a new one."
)


def peek_invitation(session: Session, token: str, at: datetime) -> Invitation:
    """What a link invites to; looking does not use it up. Raises LinkClosed where it is wrong, used, taken back or too old."""
    found = session.scalar(select(Invitation).where(Invitation.token_hash == token_hash(token)))
    if found is None or found.ended_at is not None or found.expires_at is None or found.expires_at <= at:
        raise LinkClosed(_CLOSED)
    return found


def join(session: Session, token: str, name: str, password_hash: str | None, at: datetime) -> User:
    """The new user. Of two presses one wins.

    Raises LinkClosed like `peek_invitation`, InvalidInput for the name, Conflict where the address signs in somewhere by now.
    """
    invitation = peek_invitation(session, token, at)
    used = session.execute(
        update(Invitation)
        .where(
            Invitation.id == invitation.id,
            Invitation.token_hash == token_hash(token),
            Invitation.ended_at.is_(None),
            Invitation.expires_at > at,
        )
        .values(ended_at=at)
    )
    if used.rowcount != 1:  # type: ignore[attr-defined]
        raise LinkClosed(_CLOSED)
    session.refresh(invitation)
    role = cast("Role", invitation.role)
    user = add_user(session, invitation.workspace_id, invitation.email, name, role, password_hash, at)
    invitation.user_id = user.id
    record_act(session, actor_of(user), "user.joined", at, subject_id=invitation.id, body={"role": role})
    return user
