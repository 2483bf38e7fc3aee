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

from flask import Flask, Request, g, request, session
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from sqlalchemy.exc import SQLAlchemyError

from service.clock import machine_now
from service.config import settings
from service.db.connect import reading
from service.errors import Forbidden, NotSignedIn
from service.jobs.own_time import ahead_of
from service.security.keys import derive_key
from service.workspaces.actor import Actor, Permission, Role
from service.workspaces.doors.own_time import live_ahead
from service.workspaces.factors.required import is_factor_missing
from service.workspaces.models import User, Workspace
from service.workspaces.sessions.devices import cookie_name, whence
from service.workspaces.sessions.own_sessions import begin_session, is_session_open, note_session_used

SAFE_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS"})
LIVE: Final = "text/event-stream"
"""What a page accepts that keeps itself up to date."""
COOKIE: Final = "handpicked_console"
FRESH_LINK_SECONDS: Final = 900
_VISITED: Final = "sandbox"
SEEN_EVERY_SECONDS: Final = 60
"""How exactly it is known when a session was last used."""
WARN_SECONDS: Final = 300
"""How long before its end whoever is signed in is told; of a session that ends sooner, half of its time."""


@dataclass(frozen=True, slots=True)
class TimeLeft:
    """`seconds` until the session ends if nobody uses it. `is_last`: using it doesn’t help, as it has lasted as long as any may."""

    seconds: int
    is_last: bool
    idle_minutes: int
    most_hours: int

    @property
    def warn_seconds(self) -> int:
        return min(WARN_SECONDS, self.idle_minutes * 30)


@dataclass(frozen=True, slots=True)
class SignedIn(Actor):
    """An actor with what the console's pages show of them. Every query of the console filters by `workspace_id`."""

    name: str
    is_sandbox: bool
    needs_factor: bool = False
    """Whether they have to set up a second factor before anything else."""
    is_visiting: bool = False
    """Whether they are in the sandbox of a rehearsal, and not at home."""


class _Sessions(SecureCookieSessionInterface):
    """Flask's own. For whoever brings no cookie, as readers do, no signature is made ready."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        if self.get_cookie_name(app) not in request.cookies:
            return self.session_class()
        return super().open_session(app, request)


def keep_sessions(app: Flask) -> None:
    """Gives the app its session cookie."""
    app.secret_key = derive_key("console sessions")
    app.session_interface = _Sessions()
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
    """Who is asking, or None; read from the database once a request, which from then on lives in their workspace's time."""
    if "actor" not in g:
        g.actor = _read_actor()
        if g.actor is not None and g.actor.is_sandbox:
            live_ahead(ahead_of(g.actor.workspace_id))
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
    at = machine_now()
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


def visit_sandbox(workspace_id: str) -> None:
    """From the next request on they are in that sandbox, if it is a copy of their own workspace; else nothing changes."""
    session[_VISITED] = workspace_id
    g.pop("actor", None)


def leave_sandbox() -> None:
    """Home again."""
    session.pop(_VISITED, None)
    g.pop("actor", None)


def time_left() -> TimeLeft:
    """How long the session of whoever asks lasts. Behind a door, which has read when it began."""
    now, idle_minutes, hours = time(), settings().session_idle_minutes, settings().session_hours
    since = session.get("since", now)
    unused = session.get("seen", since) + timedelta(minutes=idle_minutes).total_seconds() - now
    whole = since + timedelta(hours=hours).total_seconds() - now
    return TimeLeft(max(0, int(min(unused, whole))), whole <= unused, idle_minutes, hours)


def stay_signed_in() -> TimeLeft:
    """Counts the time without use from now on; the longest time stays as it is."""
    session["seen"] = int(time())
    return time_left()


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
        missing = is_factor_missing(rows, user, workspace, machine_now().date())
        visited = rows.get(Workspace, session[_VISITED]) if _VISITED in session else None
    _note_use()
    role = cast("Role", user.role)
    if visited is not None and visited.is_sandbox and visited.copy_of == user.workspace_id:
        return SignedIn(visited.id, user.id, role, user.name, is_sandbox=True, needs_factor=missing, is_visiting=True)
    return SignedIn(user.workspace_id, user.id, role, user.name, workspace.is_sandbox, missing)


def _is_young() -> bool:
    """Whether the session began less than the longest time ago. One that does not say when begins now, once."""
    since = session.setdefault("since", int(time()))
    return bool(time() - since < timedelta(hours=settings().session_hours).total_seconds())


def _note_use() -> None:
    """Has the session signed anew, now and then, so that it does not end while somebody works."""
    if request.headers.get("Accept") == LIVE:
        return  # an open page that asks by itself is nobody at work
    if time() - session.get("seen", 0) >= SEEN_EVERY_SECONDS:
        session["seen"] = int(time())
        if "sid" in session:
            with suppress(SQLAlchemyError):  # a page that only reads is shown while nobody may write
                note_session_used(session["sid"], machine_now())
