"""A port of their own for the metrics: who scrapes comes by it and sees nothing else; by the port that people use nobody reads."""

from __future__ import annotations

from typing import Final

from flask import Flask, Response, request

from service.config import settings

CAME_BY: Final = "handpicked.port"
"""In a request's environment: the port of this machine that it came in by, as the server itself knows it. No header says that."""
PATH: Final = "/metrics"


def keep_ports_apart(app: Flask) -> None:
    """To be asked before every request, where HANDPICKED_METRICS_PORT is set; else nothing is asked."""
    if settings().metrics_port:
        app.before_request(_wrong_port)


def is_by_own_port() -> bool:
    """Whether this request came by the port that is set for the metrics."""
    port = settings().metrics_port
    return bool(port) and request.environ.get(CAME_BY) == port


def _wrong_port() -> Response | None:
    return None if is_by_own_port() == (request.path == PATH) else Response("", 404)
