"""Whose account it is that came back from the provider: a user's, or that of somebody who was invited. Never a stranger's.

The first time, a verified address decides; from then on the provider's account itself has to be the same, since addresses are
given to somebody else when people leave.
"""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.config import settings
from service.errors import Forbidden
from service.security.encryption import address_hash
from service.workspaces.actor import Actor, actor_of
from service.workspaces.audit import record_act
from service.workspaces.models import OpenIDAccount, User, Workspace
from service.workspaces.openid.provider import Known
from service.workspaces.team.join import join_by_address

NAME_LONGEST: Final = 120


def user_of(session: Session, known: Known, at: datetime) -> User:
    """The user, signed in by this account from now on; an open invitation is used up. Raises Forbidden with the reason."""
    if known.email is None:
        raise Forbidden(
            "The sign-in provider didn’t tell us your email address. Its administrator can allow it: claim “email”."
        )
    if not known.is_verified:
        raise Forbidden(f"The sign-in provider hasn’t verified {known.email}. Verify it there, then try again.")
    user = session.scalar(
        select(User).where(User.email_hash == address_hash(known.email)).with_for_update(key_share=True)
    )
    workspace_id = _workspace(session)
    if user is None:
        user = join_by_address(session, known.email, _name(known), workspace_id, at)
    if user is None:
        raise Forbidden(f"{known.email} isn’t a user here, and has no open invitation. Ask an owner to invite you.")
    if workspace_id is not None and user.workspace_id != workspace_id:
        raise Forbidden("This account’s workspace doesn’t use this way to sign in. Sign in by email or password.")
    if user.disabled_at is not None:
        raise Forbidden(f"{known.email} may not sign in here any more. Ask an owner of the workspace.")
    _hold_to_account(session, user, known, at)
    record_act(session, actor_of(user), "user.signed_in", at, body={"by": "openid"})
    return user


def account_of(session: Session, user_id: str) -> OpenIDAccount | None:
    """The provider's account that a user is held to."""
    return session.get(OpenIDAccount, user_id)


def forget_account(session: Session, user_id: str, actor: Actor, at: datetime) -> None:
    """The next account with the user's verified address counts. None to forget: no change."""
    found = session.get(OpenIDAccount, user_id, with_for_update=True)
    if found is not None:
        session.delete(found)
        session.flush()
        record_act(session, actor, "user.openid_forgotten", at, subject_id=user_id)


def _hold_to_account(session: Session, user: User, known: Known, at: datetime) -> None:
    subject = sha256(f"{settings().oidc_issuer}\n{known.subject}".encode()).hexdigest()
    found = session.get(OpenIDAccount, user.id)
    if found is not None and found.subject_hash == subject:
        return
    if found is not None:
        raise Forbidden(
            "Another account of the provider has signed in with this address before. If both are yours, sign in another "
            "way and forget the earlier one on your page."
        )
    if session.scalar(select(OpenIDAccount.user_id).where(OpenIDAccount.subject_hash == subject)):
        raise Forbidden("This account of the provider belongs to another user here. Sign in another way.")
    session.add(OpenIDAccount(user_id=user.id, subject_hash=subject, since=at))
    session.flush()
    record_act(session, actor_of(user), "user.openid_used", at, subject_id=user.id)


def _workspace(session: Session) -> str | None:
    """The only workspace whose people the provider may sign in; None where the settings name none. Raises Forbidden where it is
    not there: a wrong name must not open all others."""
    name = settings().oidc_workspace
    if not name:
        return None
    found = session.scalars(select(Workspace.id).where(Workspace.name == name).limit(2)).all()
    if len(found) != 1:
        raise Forbidden("The workspace of this way to sign in isn’t here. Tell whoever runs this installation.")
    return found[0]


def _name(known: Known) -> str:
    plain = " ".join((known.name or "").split())
    is_name = plain and len(plain) <= NAME_LONGEST and plain.isprintable()
    return plain if is_name else (known.email or "").partition("@")[0]
