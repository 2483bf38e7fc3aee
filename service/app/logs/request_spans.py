"""Each request as a span, where traces are configured: its method, the rule of its address and its status; no address, no form."""

from __future__ import annotations

import re
from contextlib import ExitStack
from typing import Final

from flask import Flask, Response, g, request

from service.jobs.asked_in import asked_in
from service.tracing.spans import is_wanted, span

_PART: Final = re.compile(r"<(?:\w+(?:\([^()]*\))?:)?(\w+)>")


def trace_requests(app: Flask) -> None:
    """After `mark_requests`, whose name the span has. Costs nothing where nobody collects traces."""
    if is_wanted():
        app.before_request(_begin)
        app.after_request(_note)
        app.teardown_request(_end)


def route_of(rule: str) -> str:
    """The rule with the names of its parts alone: what each may be is ours to know."""
    return _PART.sub(r"<\1>", rule)


def _begin() -> None:
    mark = asked_in()
    known = {
        "http.request.method": request.method,
        "http.route": None if request.url_rule is None else route_of(request.url_rule.rule),
        "handpicked.request": mark,
    }
    g.trace = ExitStack()
    g.span = g.trace.enter_context(span("request", known, of_request=mark, is_request=True))


def _note(response: Response) -> Response:
    if "span" in g:
        status = response.status_code
        g.span.note({"http.response.status_code": status, "error.type": str(status) if status >= 500 else None})
    return response


def _end(_error: BaseException | None) -> None:
    stack = g.pop("trace", None)
    if stack is not None:
        stack.close()
