"""Signing in: by password, or by a link that works once. How often a password may be tried is for `attempts` to say."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlencode

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from service.config import settings
from service.db.connect import reading, transaction
from service.errors import Conflict, LinkClosed, NotFound, TooMany
from service.security.encryption import address_hash
from service.security.links import token_hash
from service.security.passwords import PASSWORD_MAX, Busy, is_password, turn_to_hash
from service.workspaces.actor import Actor, actor_of
from service.workspaces.audit import record_act
from service.workspaces.models import SignInLink, User
from service.workspaces.sessions.attempts import WITHIN, Whence, give_back, require_room, take_place
from service.workspaces.sessions.end_sessions import end_sessions
from service.workspaces.sessions.refusals import note_stopped_sign_in, note_wrong_sign_in

LINK_WORKS_FOR: Final = timedelta(minutes=30)
_LINK_CLOSED: Final = "This sign-in link no longer works. Ask for a new one."


def sign_in_with_password(
    email: str, password: str, at: datetime, whence: Callable[[User | None], Whence] = lambda _: Whence()
) -> User | None:
    """The user whom address and password fit, or None. `whence` is asked, with whoever the address belongs to, where the try comes
    from. Raises TooMany where no more may be tried now.

    Opens its own transactions: the password is checked between them, since that takes tens of milliseconds on purpose. Its place is
    taken in the one before, so that those who try at the same time see each other.
    """
    key = address_hash(email)
    with reading() as session:
        user = session.scalar(select(User).where(User.email_hash == key))
    here = whence(user)
    try:
        with reading() as session:
            require_room(session, key, here, at)  # most of those who guess are sent away before they cost anything
        with turn_to_hash():
            with transaction() as session:
                place = take_place(session, key, here, at)
            fits = len(password) <= PASSWORD_MAX and is_password(password, user.password_hash if user else None)
    except TooMany as stopped:
        if not isinstance(stopped, Busy):
            note_stopped_sign_in(user, key, here.place, at, WITHIN)
        raise
    with transaction() as session:
        # Read again: somebody may have been shut out, or given another password, in the meantime.
        now = session.get(User, user.id) if user else None
        if now is None or user is None or not fits or now.disabled_at or now.password_hash != user.password_hash:
            note_wrong_sign_in(session, user, key, here.place, at)
            return None
        give_back(session, place, key, here)
        record_act(session, actor_of(now), "user.signed_in", at, body={"by": "password"})
        return now


def make_sign_in_link(session: Session, user_id: str, at: datetime, works_for: timedelta = LINK_WORKS_FOR) -> str:
    """The token of a new one-time link for /sign-in/<token>; only its hash is kept. Raises NotFound for an unknown user,
    Conflict for one who is shut out."""
    user = session.get(User, user_id)
    if user is None:
        raise NotFound("There’s no such user.")
    if user.disabled_at is not None:
        raise Conflict(
            "This user is disabled, so a link wouldn’t work. Enable them first: handpicked enable-user EMAIL"
        )
    token = secrets.token_urlsafe(32)
    session.add(SignInLink(token_hash=token_hash(token), user_id=user_id, expires_at=at + works_for))
    session.flush()
    return token


def sign_in_address(token: str, next_path: str = "") -> str:
    """The absolute URL of a link's page, from which one goes on to `next_path`."""
    onward = f"?{urlencode({'next': next_path}, safe='/')}" if next_path else ""
    return f"{settings().base_url}/sign-in/{token}{onward}"


def peek_link(session: Session, token: str, at: datetime) -> User:
    """Whom a link would sign in; looking does not use it up. Raises LinkClosed where it is wrong, used or too old."""
    link = session.get(SignInLink, token_hash(token))
    user = session.get(User, link.user_id) if link else None
    if link is None or user is None or user.disabled_at or link.used_at is not None or link.expires_at <= at:
        raise LinkClosed(_LINK_CLOSED)
    return user


def use_link(session: Session, token: str, at: datetime) -> User:
    """Uses a link up; of two presses one wins. Raises LinkClosed like `peek_link`."""
    user = peek_link(session, token, at)
    used = session.execute(
        update(SignInLink)
        .where(SignInLink.token_hash == token_hash(token), SignInLink.used_at.is_(None), SignInLink.expires_at > at)
        .values(used_at=at)
    )
    if used.rowcount != 1:  # type: ignore[attr-defined]
        raise LinkClosed(_LINK_CLOSED)
    record_act(session, actor_of(user), "user.signed_in", at, body={"by": "link"})
    return user


def sign_out(session: Session, actor: Actor, at: datetime) -> None:
    """Ends every session of whoever acts, on every device, and every one-time link that is still open. Raises NotFound."""
    user = session.get(User, actor.user_id)
    if user is None:
        raise NotFound("There’s no such user.")
    end_sessions(session, user, at)
    record_act(session, actor, "user.signed_out", at)
