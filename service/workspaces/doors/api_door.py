"""The door of what the console's scripts ask for: JSON in every answer, and never a page in place of it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Final, ParamSpec

from flask import request
from flask.typing import ResponseReturnValue

from service.clock import machine_now
from service.errors import Forbidden, RefusedError
from service.workspaces.actor import Permission
from service.workspaces.doors.console_session import current, require_nonce
from service.workspaces.sessions.refusals import require_permission

NONCE_HEADER: Final = "X-CSRF-Token"
_View = ParamSpec("_View")


def signed_in_api(
    *permissions: Permission,
) -> Callable[[Callable[_View, ResponseReturnValue]], Callable[_View, ResponseReturnValue]]:
    """Opens an address to the scripts of people who are signed in, and only with all of the `permissions`.

    Nobody signed in: 401. Another role, or a request that would change something without this session's nonce in its header
    `X-CSRF-Token`: 403. Whatever else is refused keeps its status. All of them answer `{"code", "sentence"}`.
    """

    def door(view: Callable[_View, ResponseReturnValue]) -> Callable[_View, ResponseReturnValue]:
        @wraps(view)
        def opened(*args: _View.args, **kwargs: _View.kwargs) -> ResponseReturnValue:
            try:
                actor = current()
                if actor.needs_factor:
                    raise Forbidden("Set up your second factor first.")
                for permission in permissions:
                    require_permission(actor, permission, request.endpoint or "", machine_now())
                require_nonce(request.headers.get(NONCE_HEADER, ""))
                return view(*args, **kwargs)
            except RefusedError as error:
                return {"code": error.code, "sentence": error.sentence}, error.status

        return opened

    return door
