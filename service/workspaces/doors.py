"""The console's doors: who is asking, whether they may, and whether the form is ours.

The session cookie is signed with a key of its own and holds a user id, the version of their sessions and a form nonce. The user is
read anew at every request, so that a changed role or a sign-out counts at once. A door checks the nonce of every POST itself:
a view that forgets to cannot be written.

A session ends when it was not used for a while, by the signature's own time, and in any case half a day after it began: what OWASP
ASVS (4.0.3, 3.3.2, level 2) asks for. Settings can shorten both, never lengthen them.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import wraps
from time import time
from typing import Any, Final, ParamSpec, cast
from urllib.parse import urlsplit

from flask import Flask, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue

from service.config import settings
from service.db.base import utc_now
from service.db.connect import reading
from service.errors import Forbidden
from service.security.keys import derive_key
from service.workspaces.create_workspace import Role
from service.workspaces.devices import cookie_name
from service.workspaces.models import User
from service.workspaces.refusals import note_refused_page
from service.workspaces.sandbox import is_sandbox

_View = ParamSpec("_View")
SAFE_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS"})
COOKIE: Final = "handpicked_console"
SEEN_EVERY_SECONDS: Final = 60
"""How exactly it is known when a session was last used."""
SALES: Final[tuple[Role, ...]] = ("sales", "admin")
"""Who may change a campaign; everybody of its workspace may look."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who is signed in. Every query of the console filters by `workspace_id`."""

    user_id: str
    workspace_id: str
    role: Role
    name: str
    is_sandbox: bool = False

    def may(self, *roles: Role) -> bool:
        return self.role in roles


def hang_doors(app: Flask) -> None:
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


def signed_in(
    *roles: Role,
) -> Callable[[Callable[_View, ResponseReturnValue]], Callable[_View, ResponseReturnValue]]:
    """Opens a view to people who are signed in, and only to `roles` where some are named.

    Nobody signed in: redirected to the sign-in page (a POST too, as its form is lost anyway). Another role, or a POST without
    this session's nonce: Forbidden.
    """

    def door(view: Callable[_View, ResponseReturnValue]) -> Callable[_View, ResponseReturnValue]:
        @wraps(view)
        def opened(*args: _View.args, **kwargs: _View.kwargs) -> ResponseReturnValue:
            actor = find_actor()
            if actor is None:
                back = request.full_path.rstrip("?") if request.method in SAFE_METHODS else None
                return redirect(url_for("workspaces.show_sign_in", next=back), 303)
            if roles and actor.role not in roles:
                note_refused_page(actor.workspace_id, actor.user_id, request.endpoint or "", actor.role, utc_now())
                raise Forbidden(f"This page is for {' and '.join(roles)}; you are signed in as {actor.role}.")
            check_form()
            return view(*args, **kwargs)

        return opened

    return door


def current() -> Actor:
    """Who is asking, behind a `signed_in` door. Raises Forbidden in front of one."""
    actor = find_actor()
    if actor is None:
        raise Forbidden("Sign in first.")
    return actor


def find_actor() -> Actor | None:
    """Who is asking, or None; read from the database once a request."""
    if "actor" not in g:
        g.actor = _read_actor()
    return cast("Actor | None", g.actor)


def let_in(user: User) -> None:
    """Begins a session for `user`, with a new nonce, so that one planted before is worth nothing."""
    session.clear()
    session.update(user=user.id, version=user.session_version, csrf=secrets.token_urlsafe(24), since=int(time()))
    g.pop("actor", None)


def see_out() -> None:
    """Ends the session of this browser."""
    session.clear()
    g.pop("actor", None)


def form_nonce() -> str:
    """This session's form nonce, for the hidden field `csrf`; begun when first asked for."""
    if "csrf" not in session:
        session["csrf"] = secrets.token_urlsafe(24)
    return cast("str", session["csrf"])


def check_form() -> None:
    """Refuses a POST whose `csrf` field is not this session's. Raises Forbidden."""
    if request.method in SAFE_METHODS:
        return
    known: Any = session.get("csrf")
    given = request.form.get("csrf", "")
    if not known or not hmac.compare_digest(str(known).encode(), given.encode()):
        raise Forbidden("This form is out of date. Go back, load the page again and press once more.")


def safe_path(wanted: str | None) -> str:
    """A path of our own to go on to, or "/": never another site's."""
    if not wanted or not wanted.startswith("/") or wanted.startswith(("//", "/\\")) or not wanted.isprintable():
        return "/"
    parts = urlsplit(wanted)
    return "/" if parts.scheme or parts.netloc else wanted


def _read_actor() -> Actor | None:
    user_id = session.get("user")
    if user_id is None or not _is_young():
        return None
    with reading() as rows:
        user = rows.get(User, user_id)
        sandbox = user is not None and is_sandbox(rows, user.workspace_id)
    if user is None or user.session_version != session.get("version") or user.disabled_at is not None:
        return None
    _note_use()
    return Actor(user.id, user.workspace_id, cast("Role", user.role), user.name, sandbox)


def _is_young() -> bool:
    """Whether the session began less than the longest time ago. One that does not say when begins now, once."""
    since = session.setdefault("since", int(time()))
    return bool(time() - since < timedelta(hours=settings().session_hours).total_seconds())


def _note_use() -> None:
    """Has the session signed anew, now and then, so that it does not end while somebody works."""
    if time() - session.get("seen", 0) >= SEEN_EVERY_SECONDS:
        session["seen"] = int(time())
