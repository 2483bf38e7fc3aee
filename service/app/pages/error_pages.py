"""Errors as pages in the console's look: what happened, why it matters, the way out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, Literal

import structlog
from flask import Flask, Response, redirect, render_template, request
from flask.typing import ResponseReturnValue
from markupsafe import escape
from werkzeug.exceptions import HTTPException

from renderers.microsite.draw import closed_page, later_page
from service.api.door import with_headers
from service.api.problem import problem, refusal, request_id
from service.app.pages.busy_pages import READING, RETRY_AFTER_SECONDS, begin_request, end_request, show_moment
from service.content.pages.reader import readers_locale, readers_note
from service.db.disk import Want, want_behind
from service.db.trouble import trouble_behind
from service.db.writing.after_commit import commits, forget_commits
from service.errors import HandpickedError, LinkClosed, NotFound, TemporaryError, TooMany

_log = structlog.get_logger()

TITLES: Final = {
    400: "That didn’t work",
    403: "You don’t have access to this page",
    404: "Page not found",
    405: "That didn’t work",
    409: "Someone got there first",
    410: "This link no longer works",
    413: "The file is too large",
    422: "Something is missing",
    429: "Too many attempts",
    503: "Service unavailable",
    507: "The disk is full",
}
SENTENCES: Final = {
    404: "There’s no such page, or it belongs to another workspace.",
    405: "Go back and press the button again. This address only works from that button.",
    413: "Upload only the columns you need, or split the file.",
}
MOMENT: Final = "The database is busy or restarting. Send it again in a moment, under the same Idempotency-Key."
BROKEN: Final = "Something went wrong on our side. Nothing was partly saved. It’s in the log under the time below."
BROKEN_AFTER: Final = (
    "Something went wrong on our side after we saved what you sent, so don’t send it again. It’s in the log under "
    "the time below."
)
TO_SCRIPTS: Final[dict[str, str]] = {
    "saved": "Something went wrong on our side after it was saved; read it again instead of sending it again.",
    "not_saved": "Something went wrong on our side. Nothing was saved.",
    "nothing": "Something went wrong on our side.",
}
NO_ROOM: Final = "The disk is full. {saved} Everything continues automatically once there is room."
READ_ONLY: Final = "The disk is read-only at the moment. {saved} You can still view everything."
NOBODY: Final[dict[str, Any]] = {"actor": lambda: None}
CameOfIt = Literal["saved", "not_saved", "nothing", "too_many"]
SAVED: Final[dict[CameOfIt, str]] = {
    "saved": "What you sent was saved, so don’t send it again.",
    "not_saved": "What you sent wasn’t saved. Everything saved before is safe.",
    "nothing": "Everything that was saved is safe.",
    "too_many": "You pressed this too often. Wait a minute, then press again.",
}
READERS: Final = ("/g/", "/gift/", "/unsubscribe/")
"""What a recipient's own link opens."""
SCRIPTS: Final = "/v1/"
"""What is answered to scripts by keys, in the shape of problems."""
_CODES: Final = {
    400: "refused", 404: "not_found", 405: "method_not_allowed", 413: "body_too_large", 415: "unsupported_media_type",
}  # fmt: skip
_TOLD: Final = {
    404: "There’s no such address.",
    405: "This address knows other methods; the header Allow names them.",
    413: "The body is larger than this address takes.",
}
NO_ROOM_STATUS: Final = 507
RETRY_SECONDS: Final = 60
_TELLING: Final = frozenset({"Allow", "Content-Range", "Retry-After"})
"""Headers of an HTTP error that its status is not whole without."""
_PLAIN: Final = (
    "<!doctype html><html lang=en><meta charset=utf-8><title>{title}</title><h1>{title}</h1><p>{sentence}</p></html>"
)


def register_error_pages(app: Flask) -> None:
    """Maps the error tree and HTTP errors to pages. A room's own error handler goes first."""
    app.before_request(forget_commits)
    app.before_request(begin_request)
    app.teardown_request(end_request)
    app.register_error_handler(HandpickedError, show_refusal)
    app.register_error_handler(HTTPException, show_http_error)
    app.register_error_handler(Exception, show_broken)


def show_refusal(error: HandpickedError) -> ResponseReturnValue:
    """A known error tells its own sentence, except where it is our fault and might tell too much."""
    if error.status >= 500 and error.status != 503:
        return show_broken(error)
    if _is_scripts():
        return refusal(error)
    headers = {"Retry-After": str(error.wait_seconds)} if isinstance(error, TooMany | TemporaryError) else {}
    if _is_readers():
        return _refuse_reader(error), error.status, headers
    return _page(error.status, error.sentence), error.status, headers


def show_http_error(error: HTTPException) -> ResponseReturnValue:
    """An error of HTTP as a page of ours, with the headers that tell a browser what to do."""
    status = error.code or 500
    if status < 400:
        return error
    if _is_readers() and status < 500:
        return _send_reader_on(status)
    headers = {name: text for name, text in error.get_headers(request.environ) if name in _TELLING}
    if _is_scripts():
        told = _TOLD.get(status, error.description or "It can’t be done as asked.")
        answer = problem(_CODES.get(status, "refused" if status < 500 else "broken"), told, status=status)
        answer.headers.update(headers)
        return with_headers(answer)
    return _page(status, SENTENCES.get(status, error.description or "Go back and try again.")), status, headers


def show_broken(error: Exception) -> ResponseReturnValue:
    """What nobody foresaw. A database that is busy or away has a page of its own; want of room is told as such, and both say
    whether what was sent was saved before it broke."""
    if (trouble := trouble_behind(error)) is not None:
        return (
            _later("busy", MOMENT, 503, RETRY_AFTER_SECONDS)
            if _is_scripts()
            else show_moment(trouble, is_reader=_is_readers())
        )
    # The type and the place only: an exception's text may hold a person's data.
    place = error.__traceback__
    while place is not None and place.tb_next is not None:
        place = place.tb_next
    where = f"{place.tb_frame.f_code.co_filename}:{place.tb_lineno}" if place else "unknown"
    want = want_behind(error)
    called = {"request": request_id()} if _is_scripts() else {}
    _log.error("page_broken", error=type(error).__name__, where=where, **called, **({"disk": want} if want else {}))
    came_of_it = _came_of_it()
    status = {None: 500, "read_only": 503, "full": NO_ROOM_STATUS}[want]
    headers = {} if want is None else {"Retry-After": str(RETRY_SECONDS)}
    if _is_scripts():
        return _broken_to_script(want, came_of_it, status)
    if _is_readers():
        return _readers_page(came_of_it), status, headers
    if want is None:
        return _page(500, BROKEN_AFTER if came_of_it == "saved" else BROKEN), 500
    return (
        _page(status, (READ_ONLY if want == "read_only" else NO_ROOM).format(saved=SAVED[came_of_it])),
        status,
        headers,
    )


def _is_scripts() -> bool:
    return request.path.startswith(SCRIPTS)


def _broken_to_script(want: Want | None, came_of_it: CameOfIt, status: int) -> Response:
    if want is None:
        return with_headers(problem("broken", TO_SCRIPTS[came_of_it]))
    told = (READ_ONLY if want == "read_only" else NO_ROOM).format(saved=SAVED[came_of_it])
    return _later("temporary" if want == "read_only" else "disk_full", told, status, RETRY_SECONDS)


def _later(code: str, sentence: str, status: int, seconds: int) -> Response:
    answer = problem(code, sentence, status=status)
    answer.headers["Retry-After"] = str(seconds)
    return with_headers(answer)


def _is_readers() -> bool:
    return request.path.startswith(READERS)


def _refuse_reader(error: HandpickedError) -> str | bytes:
    """A link that leads nowhere has its own page; everything else is told without the console's words."""
    if isinstance(error, TooMany):
        return _readers_page("too_many")
    if isinstance(error, LinkClosed | NotFound):
        return closed_page(readers_locale(), None, readers_note())
    return _readers_page(_nothing_done() if error.status < 500 else _came_of_it())


def _send_reader_on(status: int) -> ResponseReturnValue:
    """The address of a button, typed or loaded again, leads back to the gift; another that there is not leads nowhere."""
    if status == 405 and request.method in READING and request.path.startswith("/gift/"):
        return redirect("/".join(request.path.split("/")[:3]), 303)
    if status == 404:
        return closed_page(readers_locale(), None, readers_note()), status
    return _readers_page(_nothing_done()), status


def _came_of_it() -> CameOfIt:
    return "nothing" if request.method in READING else "saved" if commits() else "not_saved"


def _nothing_done() -> CameOfIt:
    return "nothing" if request.method in READING else "not_saved"


def _readers_page(came_of_it: CameOfIt) -> str | bytes:
    """In the reader's language and look; they have no console to go back to."""
    try:
        return later_page(readers_locale(), came_of_it)
    except Exception as error:
        _log.error("error_page_broken", error=type(error).__name__)
    return _PLAIN.format(title=escape(TITLES[503]), sentence=escape(SAVED[came_of_it]))


def _page(status: int, sentence: str) -> str:
    """The page in the console's look. Where even that cannot be made, because whoever is signed in cannot be read, without them."""
    return page_in_words(TITLES.get(status, "Something went wrong"), sentence, [{}, NOBODY])


def page_in_words(title: str, sentence: str, tries: Sequence[dict[str, Any]]) -> str:
    """The page with the first of `tries`, values that replace its own, with which it can be made; else a plain one."""
    for whoever in tries:
        try:
            return render_template("console/error.html", title=title, sentence=sentence, **whoever)
        except Exception as error:
            _log.error("error_page_broken", error=type(error).__name__)
    return _PLAIN.format(title=escape(title), sentence=escape(sentence))
