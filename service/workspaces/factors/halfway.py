"""Between the first factor and the second nobody is signed in: the session remembers for ten minutes who got as far as the code.

A browser that has brought a code may leave it out for 30 days, by a signed cookie that ends with the factor it was set for.
"""

from __future__ import annotations

import hmac
from datetime import datetime, timedelta
from time import time
from typing import Final

from flask import redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from service.config import settings
from service.db.connect import reading
from service.errors import NotSignedIn
from service.security.links import link_token
from service.workspaces.doors.console_door import safe_path
from service.workspaces.doors.console_session import let_in
from service.workspaces.factors.in_force import Factors, factors_of
from service.workspaces.models import User
from service.workspaces.sessions.devices import cookie_name, know_browser

HALFWAY_SECONDS: Final = 600
COOKIE: Final = "handpicked_second"
REMEMBERED_FOR: Final = timedelta(days=30)
_PURPOSE: Final = "second factor of a browser"


def enter(user: User, next_path: str | None, at: datetime, *, by_link: bool = False) -> ResponseReturnValue:
    """Whoever brought the first factor is let in where they have no second one, or this browser has brought it lately; else they
    are led to the page that asks for it."""
    with reading() as rows:
        factors = factors_of(rows, user.id)
    if not factors.has_any or _is_remembered(user, factors, at):
        let_in(user, by_link=by_link)
        return know_browser(redirect(safe_path(next_path), 303), user, at)
    nonce = session.get("csrf")
    session.clear()
    session.update(
        half=user.id, half_version=user.session_version, half_since=int(time()), half_link=by_link, csrf=nonce
    )
    return redirect(url_for("workspaces.factors.show_second", next=safe_path(next_path)), 303)


def halfway() -> User:
    """Who has brought the first factor in this browser. Raises NotSignedIn where nobody has, or too long ago."""
    user_id, since = session.get("half"), session.get("half_since", 0)
    if user_id is None or time() - since > HALFWAY_SECONDS:
        raise NotSignedIn("Sign in first.")
    with reading() as rows:
        user = rows.get(User, user_id)
    if user is None or user.disabled_at is not None or user.session_version != session.get("half_version"):
        raise NotSignedIn("Sign in first.")
    return user


def came_halfway_by_link() -> bool:
    """Whether the first factor was a link by mail."""
    return bool(session.get("half_link"))


def remember(response: Response, user: User, at: datetime) -> Response:
    """This browser need not bring a code for 30 days."""
    with reading() as rows:
        factors = factors_of(rows, user.id)
    since = str(int(at.timestamp()))
    response.set_cookie(
        cookie_name(COOKIE),
        f"{since}.{_signature(user, factors, since)}",
        max_age=REMEMBERED_FOR,
        secure=settings().is_https,
        httponly=True,
        samesite="Lax",
    )
    return response


def _is_remembered(user: User, factors: Factors, at: datetime) -> bool:
    since, _, signature = request.cookies.get(cookie_name(COOKIE), "").partition(".")
    if not since.isascii() or not since.isdigit() or len(since) > 12:
        return False
    fits = hmac.compare_digest(signature.encode(), _signature(user, factors, since).encode())
    return fits and 0 <= at.timestamp() - int(since) < REMEMBERED_FOR.total_seconds()


def _signature(user: User, factors: Factors, since: str) -> str:
    """Bound to this very app and to the user's sessions, which end when a passkey comes or goes: whatever ends those ends it."""
    app = int(factors.app_since.timestamp()) if factors.app_since else 0
    subject = f"{user.id}\x00{since}\x00{app}"
    return link_token(_PURPOSE, subject, user.session_version)
