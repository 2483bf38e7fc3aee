"""Every request has a name: it stands in each line that is logged on its way, and in those of the jobs that it asked for."""

from __future__ import annotations

from flask import Flask, g

from service.api.problem import request_id
from service.jobs.asked_in import begin_request, end_request


def mark_requests(app: Flask) -> None:
    """To be the first that is asked before a request. Nothing of one request is left for the next in the same thread."""
    app.before_request(_begin)
    app.teardown_request(_end)


def _begin() -> None:
    g.request_mark = begin_request(request_id())


def _end(_error: BaseException | None) -> None:
    token = g.pop("request_mark", None)
    if token is not None:
        end_request(token)
