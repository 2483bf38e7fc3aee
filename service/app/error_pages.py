"""Errors as pages in the console's look: what happened, why it matters, the way out."""

from __future__ import annotations

from typing import Final

import structlog
from flask import Flask, render_template
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from service.errors import HandpickedError

_log = structlog.get_logger()

TITLES: Final = {
    400: "That did not work",
    403: "Not for this sign-in",
    404: "Nothing here",
    405: "That is not a page",
    409: "Somebody was first",
    410: "This link is closed",
    413: "The file is too large",
    422: "Something is missing",
    429: "Too many tries",
    503: "Not right now",
}
SENTENCES: Final = {
    404: "There is no such page, or it belongs to another workspace.",
    405: "Go back and press the button again; this address answers no other way.",
    413: "Send only the columns that are needed, or split the file.",
}
BROKEN: Final = "Something broke on our side. Nothing was half saved. It is in the log under the time below."


def register_error_pages(app: Flask) -> None:
    """Maps the error tree and HTTP errors to pages. A room's own error handler goes first."""
    app.register_error_handler(HandpickedError, show_refusal)
    app.register_error_handler(HTTPException, show_http_error)
    app.register_error_handler(Exception, show_broken)


def show_refusal(error: HandpickedError) -> ResponseReturnValue:
    """A known error tells its own sentence, except where it is our fault and might tell too much."""
    if error.status >= 500 and error.status != 503:
        return show_broken(error)
    return _page(error.status, error.sentence), error.status


def show_http_error(error: HTTPException) -> ResponseReturnValue:
    status = error.code or 500
    if status < 400:
        return error
    return _page(status, SENTENCES.get(status, error.description or "Go back and try once more.")), status


def show_broken(error: Exception) -> ResponseReturnValue:
    # The type and the place only: an exception's text may hold a person's data.
    place = error.__traceback__
    while place is not None and place.tb_next is not None:
        place = place.tb_next
    where = f"{place.tb_frame.f_code.co_filename}:{place.tb_lineno}" if place else "unknown"
    _log.error("page_broken", error=type(error).__name__, where=where)
    return _page(500, BROKEN), 500


def _page(status: int, sentence: str) -> str:
    return render_template("console/error.html", title=TITLES.get(status, "Something broke"), sentence=sentence)
