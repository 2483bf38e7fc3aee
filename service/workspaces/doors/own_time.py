"""A request lives in the time of the workspace whose door it came through, until it is over."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask, g

from service.clock import go_ahead, go_back


def keep_own_time(app: Flask) -> None:
    """Every request begins in the machine's time, and leaves no time of its own behind."""
    app.before_request(lambda: live_ahead(timedelta(0)))
    app.teardown_request(_leave)


def live_ahead(span: timedelta) -> None:
    """From here on this request lives so much later than the machine. The last door that says so is heard."""
    g.setdefault("own_time", []).append(go_ahead(span))


def _leave(_error: BaseException | None) -> None:
    for token in reversed(g.pop("own_time", [])):
        go_back(token)
