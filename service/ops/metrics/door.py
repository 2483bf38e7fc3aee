"""Who may read the metrics: whoever brings the token. Where none is set, whoever comes by their own port, or this machine alone."""

from __future__ import annotations

import hmac
from ipaddress import ip_address
from typing import Final

from flask import Request

from service.config import settings
from service.ops.metrics.own_port import is_by_own_port

UNASKED: Final = 401
"""A token is needed and was not brought, or another was."""
STRANGER: Final = 403
_PASSED_ON: Final = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-IP", "Via")
"""What a proxy adds: behind one on this machine everybody would seem to come from here."""


def refusal(request: Request) -> int | None:
    """The status to refuse with, or None where the asker may read."""
    token = settings().metrics_token.get_secret_value()
    if token:
        scheme, _, brought = request.headers.get("Authorization", "").partition(" ")
        is_right = hmac.compare_digest(brought.strip().encode(), token.encode())
        return None if scheme.casefold() == "bearer" and is_right else UNASKED
    return None if is_by_own_port() or _is_here(request) else STRANGER


def _is_here(request: Request) -> bool:
    if any(name in request.headers for name in _PASSED_ON):
        return False
    try:
        return ip_address(request.remote_addr or "").is_loopback
    except ValueError:
        return False
