"""How an ops page stays up to date: an event a connection, and the browser comes again by itself.

A connection that stayed open would hold one of a process's few threads for as long as somebody looks. So each answer is one event
and the time after which to come back (WHATWG HTML, 9.2: `retry`), which every browser's EventSource does by itself.
"""

from __future__ import annotations

import json
from typing import Any, Final

from flask import Response, render_template

EVERY_MS: Final = 5_000


def event_of(context: dict[str, Any]) -> Response:
    """The live part of the page as one event: `{"html": the part}`."""
    html = render_template("console/ops_live.html", **context)
    body = f"retry: {EVERY_MS}\nevent: part\ndata: {json.dumps({'html': html})}\n\n"
    return Response(body, content_type="text/event-stream; charset=utf-8")
