"""Browsers that have signed in before: a signed cookie, so that whoever guesses at a colleague's password does not lock them out.

It opens nothing. It says that its browser may try this user's password although others have used up the tries for the address.
"""

from __future__ import annotations

import hmac
import secrets
from datetime import UTC, datetime, timedelta
from typing import Final

from flask import request
from werkzeug.wrappers import Response

from service.config import settings
from service.networks import place_of, sender_behind
from service.security.links import link_token
from service.workspaces.models import User
from service.workspaces.sessions.attempts import Whence

COOKIE: Final = "handpicked_browser"
KNOWN_FOR: Final = timedelta(days=180)
_LONGEST: Final = 128
_PURPOSE: Final = "known browser"


def cookie_name(name: str) -> str:
    """With HTTPS a browser itself sees to it that a cookie of this name comes from us alone: neither another host of our domain nor
    plain HTTP may set it. Plain HTTP, which is for one's own machine, has no such names."""
    return f"__Host-{name}" if settings().is_https else name


def whence(user: User | None, at: datetime) -> Whence:
    """Where this request comes from, and by which known browser of `user`."""
    return Whence(place_of(sender_address()), _device_of(user, at) if user else None)


def sender_address() -> str | None:
    """The address that this request comes from, as far as the proxies that are trusted say so."""
    forwarded = [part for line in request.headers.getlist("X-Forwarded-For") for part in line.split(",")]
    return sender_behind(request.remote_addr, forwarded, settings().proxies)


def know_browser(response: Response, user: User, at: datetime) -> Response:
    """From now on this browser is known to have signed in as `user`."""
    device = f"{int(at.timestamp())}-{secrets.token_urlsafe(9)}"
    response.set_cookie(
        cookie_name(COOKIE),
        f"{device}.{_signature(user, device)}",
        max_age=KNOWN_FOR,
        secure=settings().is_https,
        httponly=True,
        samesite="Lax",
    )
    return response


def _device_of(user: User, at: datetime) -> str | None:
    cookie = request.cookies.get(cookie_name(COOKIE), "")
    device, _, signature = cookie.rpartition(".")
    if (
        not device
        or len(cookie) > _LONGEST
        or not hmac.compare_digest(signature.encode(), _signature(user, device).encode())
    ):
        return None
    since = datetime.fromtimestamp(int(device.partition("-")[0]), UTC)
    return device if at - since < KNOWN_FOR else None


def _signature(user: User, device: str) -> str:
    return link_token(_PURPOSE, f"{user.id}\x00{device}", 1)
