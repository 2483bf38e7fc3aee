"""An app that answers with the port that the server says a request came in by."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from service.ops.metrics.own_port import CAME_BY


def told(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
    """Always 200."""
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [str(environ[CAME_BY]).encode()]
