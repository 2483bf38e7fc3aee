"""The door of the console's pages: who is not signed in is led to the sign-in page, and every form is ours.

A door checks the nonce of every POST itself: a view that forgets to cannot be written.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec
from urllib.parse import urlsplit

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from service.clock import machine_now
from service.workspaces.actor import Permission
from service.workspaces.doors.console_session import SAFE_METHODS, find_actor, require_nonce
from service.workspaces.sessions.refusals import require_permission

_View = ParamSpec("_View")


def signed_in(
    *permissions: Permission,
    before_factor: bool = False,
) -> Callable[[Callable[_View, ResponseReturnValue]], Callable[_View, ResponseReturnValue]]:
    """Opens a page to people who are signed in, and only to those who have all of the `permissions`.

    `before_factor`: also to whoever has to set up a second factor first; from every other page they are led there. Nobody signed
    in: redirected to the sign-in page (a POST too, as its form is lost anyway). Another role, or a POST without this session's
    nonce in its field `csrf`: Forbidden.
    """

    def door(view: Callable[_View, ResponseReturnValue]) -> Callable[_View, ResponseReturnValue]:
        @wraps(view)
        def opened(*args: _View.args, **kwargs: _View.kwargs) -> ResponseReturnValue:
            actor = find_actor()
            if actor is None:
                back = request.full_path.rstrip("?") if request.method in SAFE_METHODS else None
                return redirect(url_for("workspaces.show_sign_in", next=back), 303)
            if actor.needs_factor and not before_factor:
                return redirect(url_for("workspaces.factors.show_factor"), 303)
            for permission in permissions:
                require_permission(actor, permission, request.endpoint or "", machine_now())
            check_form()
            return view(*args, **kwargs)

        return opened

    return door


def check_form() -> None:
    """Refuses a POST whose `csrf` field is not this session's. Raises Forbidden."""
    require_nonce(request.form.get("csrf", ""))


def safe_path(wanted: str | None) -> str:
    """A path of our own to go on to, or "/": never another site's."""
    if not wanted or not wanted.startswith("/") or wanted.startswith(("//", "/\\")) or not wanted.isprintable():
        return "/"
    parts = urlsplit(wanted)
    return "/" if parts.scheme or parts.netloc else wanted
