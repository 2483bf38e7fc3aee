"""The web process: every room's pages behind one factory."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any, Final

from flask import Flask, Response, request
from flask.typing import ResponseReturnValue
from jinja2 import StrictUndefined

from service.app.api.reference import blueprint as reference
from service.app.api.register import TypedId, make_blueprint
from service.app.database.fitting_key import require_fitting_key
from service.app.logs.request_marks import mark_requests
from service.app.logs.request_spans import trace_requests
from service.app.pages import open_forms
from service.app.pages.busy_pages import may_try_again
from service.app.pages.error_pages import register_error_pages
from service.app.pages.formats import register_words
from service.app.pages.headers import protect
from service.app.pages.health import blueprint as health
from service.app.pages.read_request import ReadRequest
from service.app.pages.static_files import blueprint as static_files
from service.app.pages.static_files import static_url
from service.app.pages.waiting import let_wait
from service.app.sandbox.mark_answers import mark_made_up
from service.app.wiring import register_all
from service.config import ASSETS, settings
from service.content.web.own_time import live_in_readers_time
from service.ops.metrics.own_port import keep_ports_apart
from service.workspaces.doors.console_session import find_actor, form_nonce, keep_sessions, may, time_left
from service.workspaces.doors.own_time import keep_own_time

ROOMS: Final = (
    "workspaces",
    "planning",
    "brain.deciding",
    "brain.levers",
    "brain.limits",
    "brain.simulate",
    "insights",
    "brain",
    "ops",
    "safety",
    "outreach",
    "conversation",
    "fulfilment",
    "content",
    "brain.experiments",
    "content.preferences",
    "outreach.by_hand",
    "outreach.checking",
    "outreach.texting",
    "brain.events",
    "brain.register",
    "brain.segments",
    "insights.causes",
    "planning.offers",
    "insights.crm",
    "books.journal",
    "books.invoices",
    "webhooks",
    "webhooks.incoming",
    "app.retention",
)
"""Rooms with pages; each has `views` with a `blueprint`."""
FORM_PARTS_MAX: Final = 20_000


class _App(Flask):
    request_class = ReadRequest

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """No page of ours is a coroutine, so none is asked whether it is."""
        return func

    def log_exception(self, *_given: object) -> None:
        """Flask's own line would hold the address, and with it a link. Our pages for what broke have logged what may be told."""

    def dispatch_request(self) -> ResponseReturnValue:
        """Once more by itself where the database was only busy, so that nobody has to press for a moment's sake."""
        try:
            return super().dispatch_request()
        except Exception as error:
            if not may_try_again(error):
                raise
        return super().dispatch_request()


def create_app() -> Flask:
    """The Flask app with every room's pages. Reads the settings, so a wrong one, or another key, stops the process here."""
    require_fitting_key()
    app = _App("handpicked", static_folder=None, template_folder=str(ASSETS / "templates"))
    app.config.update(
        MAX_CONTENT_LENGTH=(settings().upload_max_mb + 1) * 1024 * 1024,
        MAX_FORM_MEMORY_SIZE=2 * 1024 * 1024,
        MAX_FORM_PARTS=FORM_PARTS_MAX,
    )
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals["may"] = may  # also inside macros, which see no context
    let_wait(app)
    register_all()
    mark_requests(app)
    trace_requests(app)
    keep_ports_apart(app)
    keep_sessions(app)
    register_words(app)
    register_error_pages(app)
    app.url_map.converters["typed_id"] = TypedId
    app.register_blueprint(static_files)
    app.register_blueprint(health)
    for room in ROOMS:
        app.register_blueprint(import_module(f"service.{room}.views").blueprint)
    app.register_blueprint(make_blueprint())
    app.register_blueprint(reference)
    app.context_processor(_page_context)
    app.before_request(_bound_open_forms)
    keep_own_time(app)
    app.before_request(live_in_readers_time)
    app.after_request(_with_headers)
    app.after_request(mark_made_up)
    return app


def _page_context() -> dict[str, object]:
    """What every console template may use. `actor` and `csrf` are functions, so that recipients' pages never ask for them."""
    return {"actor": find_actor, "csrf": form_nonce, "static_url": static_url, "time_left": time_left}


def _bound_open_forms() -> None:
    if open_forms.is_open(request.path):
        request.max_content_length = request.max_form_memory_size = open_forms.BYTES
        request.max_form_parts = open_forms.PARTS


def _with_headers(response: Response) -> Response:
    return protect(response, is_static=request.blueprint == static_files.name)
