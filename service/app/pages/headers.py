"""Security headers of every answer. A view that needs another policy sets its own header first."""

from __future__ import annotations

from functools import cache
from typing import Final

from flask import Response

from service.config import settings

POLICY: Final = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "media-src 'self'",
        "connect-src 'self'",
        "frame-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)
HEADERS: Final = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
}
YEAR_SECONDS: Final = 365 * 24 * 3600


def protect(response: Response, *, is_static: bool) -> Response:
    """Adds what is missing: policies, no caching of pages, HTTPS from then on where we are served by it."""
    present = {name.lower() for name, _ in response.headers}
    for lower, name, value in _wanted(is_static=is_static, is_https=settings().is_https):
        if lower not in present:
            response.headers.add(name, value)
    return response


@cache
def _wanted(*, is_static: bool, is_https: bool) -> tuple[tuple[str, str, str], ...]:
    """(name in lower case, name, value) of each header that an answer needs."""
    wanted = dict(HEADERS)
    if not is_static:
        wanted["Cache-Control"] = "no-store"
    if is_https:
        wanted["Strict-Transport-Security"] = f"max-age={YEAR_SECONDS}; includeSubDomains"
    return tuple((name.lower(), name, value) for name, value in wanted.items())
