"""Somebody who was invited joins: they say their name, and are a user from then on."""

from __future__ import annotations

from datetime import datetime
from typing import Final, cast

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from service.errors import Conflict, LinkClosed
from service.security.encryption import address_hash
from service.security.links import token_hash
from service.workspaces.actor import Role, actor_of
from service.workspaces.audit import record_act
from service.workspaces.create_workspace import add_user
from service.workspaces.models import Invitation, User
from service.workspaces.team.invitations import WORKS_FOR

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
    return _use_up(session, invitation, name, password_hash, at)


def join_by_address(session: Session, email: str, name: str, workspace_id: str | None, at: datetime) -> User | None:
    """The new user, where the address, which somebody else has verified, has one open invitation; None where it has none.

    `workspace_id`: only an invitation to that one counts. Raises Conflict where several workspaces have invited them, LinkClosed
    where somebody was first.
    """
    query = select(Invitation).where(
        Invitation.email_hash == address_hash(email),
        Invitation.ended_at.is_(None),
        func.coalesce(Invitation.expires_at, at + WORKS_FOR) > at,
        Invitation.invited_at > at - WORKS_FOR,
    )
    found = session.scalars(query).all()
    mine = [one for one in found if workspace_id in {None, one.workspace_id}]
    if len(mine) > 1:
        raise Conflict("Several workspaces have invited you. Join one by the link in its email first.")
    return _use_up(session, mine[0], name, None, at) if mine else None


def _use_up(session: Session, invitation: Invitation, name: str, password_hash: str | None, at: datetime) -> User:
    """Whoever is first, with the very link or address that was looked at, has joined."""
    used = session.execute(
        update(Invitation)
        .where(
            Invitation.id == invitation.id,
            Invitation.token_hash == invitation.token_hash
            if invitation.token_hash is not None
            else Invitation.token_hash.is_(None),
            Invitation.ended_at.is_(None),
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
