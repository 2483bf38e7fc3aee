"""Signing in: by password, or by a link that works once. Guessing is slowed down by address, not by network."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlencode

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from service.config import settings
from service.db.connect import reading, transaction
from service.errors import LinkClosed, NotFound, TooMany
from service.security.encryption import address_hash
from service.security.links import token_hash
from service.security.passwords import is_password
from service.workspaces.audit import record_act
from service.workspaces.models import SignInAttempt, SignInLink, User

ATTEMPTS_ALLOWED: Final = 10
ATTEMPTS_WITHIN: Final = timedelta(minutes=15)
LINK_WORKS_FOR: Final = timedelta(minutes=30)


def sign_in_with_password(email: str, password: str, at: datetime) -> User | None:
    """The user whom address and password fit, or None. Raises TooMany after ten wrong tries within a quarter of an hour.

    Opens its own transactions: the password is checked between them, since that takes tens of milliseconds on purpose.
    """
    key = address_hash(email)
    with reading() as session:
        _require_patience(session, key, at)
        user = session.scalar(select(User).where(User.email_hash == key))
    fits = is_password(password, user.password_hash if user else None)
    with transaction() as session:
        if user is None or not fits:
            session.add(SignInAttempt(email_hash=key, at=at))
            return None
        session.execute(delete(SignInAttempt).where(SignInAttempt.email_hash == key))
        record_act(session, user.workspace_id, user.id, "user.signed_in", at, body={"by": "password"})
        return user


def make_sign_in_link(session: Session, user_id: str, at: datetime, works_for: timedelta = LINK_WORKS_FOR) -> str:
    """The token of a new one-time link for /sign-in/<token>; only its hash is kept. Raises NotFound for an unknown user."""
    if session.get(User, user_id) is None:
        raise NotFound("There is no such user.")
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
    if link is None or user is None or link.used_at is not None or link.expires_at <= at:
        raise LinkClosed("This sign-in link does not work any more. Ask for a new one.")
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
        raise LinkClosed("This sign-in link does not work any more. Ask for a new one.")
    record_act(session, user.workspace_id, user.id, "user.signed_in", at, body={"by": "link"})
    return user


def sign_out(session: Session, user_id: str, at: datetime) -> None:
    """Ends every session of this user, on every device: the version in their cookies no longer fits."""
    user = session.get(User, user_id)
    if user is None:
        raise NotFound("There is no such user.")
    session.execute(update(User).where(User.id == user_id).values(session_version=User.session_version + 1))
    record_act(session, user.workspace_id, user.id, "user.signed_out", at)


def _require_patience(session: Session, key: str, at: datetime) -> None:
    tried = session.scalar(
        select(func.count()).where(SignInAttempt.email_hash == key, SignInAttempt.at > at - ATTEMPTS_WITHIN)
    )
    if (tried or 0) >= ATTEMPTS_ALLOWED:
        raise TooMany("Too many wrong tries. Wait a quarter of an hour, or ask for a one-time link.")
