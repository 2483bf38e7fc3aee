"""The console's session: a signed cookie, and who is asking by it.

The session cookie is signed with a key of its own and holds a user id, the version of their sessions and a form nonce. The user is
read anew at every request, so that a changed role or a sign-out counts at once.

A session ends when it was not used for a while, by the signature's own time, and in any case half a day after it began: what OWASP
ASVS (4.0.3, 3.3.2, level 2) asks for. Settings can shorten both, never lengthen them.
"""

from __future__ import annotations

import hmac
import secrets
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from time import time
from typing import Final, cast

from flask import Flask, g, request, session
from sqlalchemy.exc import SQLAlchemyError

from service.config import settings
from service.db.base import utc_now
from service.db.connect import reading
from service.errors import Forbidden, NotSignedIn
from service.security.keys import derive_key
from service.workspaces.actor import Actor, Permission, Role
from service.workspaces.factors.required import is_factor_missing
from service.workspaces.models import User, Workspace
from service.workspaces.sessions.devices import cookie_name, whence
from service.workspaces.sessions.own_sessions import begin_session, is_session_open, note_session_used

SAFE_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS"})
COOKIE: Final = "handpicked_console"
FRESH_LINK_SECONDS: Final = 900
SEEN_EVERY_SECONDS: Final = 60
"""How exactly it is known when a session was last used."""


@dataclass(frozen=True, slots=True)
class SignedIn(Actor):
    """An actor with what the console's pages show of them. Every query of the console filters by `workspace_id`."""

    name: str
    is_sandbox: bool
    needs_factor: bool = False
    """Whether they have to set up a second factor before anything else."""


def keep_sessions(app: Flask) -> None:
    """Gives the app its session cookie."""
    app.secret_key = derive_key("console sessions")
    app.config.update(
        SESSION_COOKIE_NAME=cookie_name(COOKIE),
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings().is_https,
        SESSION_COOKIE_PATH="/",
        # The signature carries its time; one that is older opens nothing.
        PERMANENT_SESSION_LIFETIME=timedelta(minutes=settings().session_idle_minutes),
    )


def current() -> SignedIn:
    """Who is asking, behind a door. Raises NotSignedIn in front of one."""
    actor = find_actor()
    if actor is None:
        raise NotSignedIn("Sign in first.")
    return actor


def find_actor() -> SignedIn | None:
    """Who is asking, or None; read from the database once a request."""
    if "actor" not in g:
        g.actor = _read_actor()
    return cast("SignedIn | None", g.actor)


def may(permission: Permission) -> bool:
    """Whether whoever is asking may; for pages, which show no way to a door that is closed. Nobody signed in: no."""
    actor = find_actor()
    return actor is not None and actor.may(permission)


def let_in(user: User, *, by_link: bool = False) -> None:
    """Begins a session for `user`, with a new nonce, so that one planted before is worth nothing. `by_link`: they have just shown
    that they read the mail of their address."""
    session.clear()
    session.update(user=user.id, version=user.session_version, csrf=secrets.token_urlsafe(24), since=int(time()))
    at = utc_now()
    session["sid"] = begin_session(user, request.user_agent.string, whence(None, at).place.near, at)
    if by_link:
        session["link"] = int(time())
    g.pop("actor", None)


def came_by_link() -> bool:
    """Whether this session began by a link a quarter of an hour ago or less: enough to set a password without the old one."""
    return time() - float(session.get("link", 0)) < FRESH_LINK_SECONDS


def session_id() -> str:
    """Which of the user's sessions asks; "" for one that began before sessions were told apart."""
    return str(session.get("sid", ""))


def see_out() -> None:
    """Ends the session of this browser."""
    session.clear()
    g.pop("actor", None)


def form_nonce() -> str:
    """This session's form nonce, for the hidden field `csrf`; begun when first asked for."""
    if "csrf" not in session:
        session["csrf"] = secrets.token_urlsafe(24)
    return cast("str", session["csrf"])


def require_nonce(given: str) -> None:
    """Refuses a request that would change something and does not bring this session's nonce. Raises Forbidden."""
    if request.method in SAFE_METHODS:
        return
    known: object = session.get("csrf")
    if not known or not hmac.compare_digest(str(known).encode(), given.encode()):
        raise Forbidden("This form has expired. Go back, reload the page and try again.")


def _read_actor() -> SignedIn | None:
    user_id = session.get("user")
    if user_id is None or not _is_young():
        return None
    with reading() as rows:
        user = rows.get(User, user_id)
        if user is None or user.session_version != session.get("version") or user.disabled_at is not None:
            return None
        # One that began before sessions were told apart has no id of its own, and ends by its age.
        if "sid" in session and not is_session_open(rows, session["sid"], user.id):
            return None
        workspace = rows.get_one(Workspace, user.workspace_id)
        missing = is_factor_missing(rows, user, workspace, utc_now().date())
    _note_use()
    return SignedIn(user.workspace_id, user.id, cast("Role", user.role), user.name, workspace.is_sandbox, missing)


def _is_young() -> bool:
    """Whether the session began less than the longest time ago. One that does not say when begins now, once."""
    since = session.setdefault("since", int(time()))
    return bool(time() - since < timedelta(hours=settings().session_hours).total_seconds())


def _note_use() -> None:
    """Has the session signed anew, now and then, so that it does not end while somebody works."""
    if time() - session.get("seen", 0) >= SEEN_EVERY_SECONDS:
        session["seen"] = int(time())
        if "sid" in session:
            with suppress(SQLAlchemyError):  # a page that only reads is shown while nobody may write
                note_session_used(session["sid"], utc_now())
