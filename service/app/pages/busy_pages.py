"""A moment, please: the database is busy or away. The page says so at once, and what was sent can be sent again by one press."""

from __future__ import annotations

from collections.abc import Sequence
from time import sleep
from typing import Final, Literal

import structlog
from flask import render_template, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup, escape

from renderers.microsite.draw import moment_page
from service.app.pages.open_forms import is_press
from service.content.pages.reader import readers_locale
from service.db.trouble import Trouble, trouble_behind
from service.db.writing.after_commit import commits, is_repeatable
from service.db.writing.patience import PAGE_SECONDS, PRESS_SECONDS, begin_patience, patience_left

Answer = Literal["read", "press", "go_on", "saved", "unsure"]
"""What the page says: look again; press again; press again, part of it is saved; it was saved; nobody knows, look first."""

STATUS: Final = 503
RETRY_AFTER_SECONDS: Final = 2
KEPT_BYTES: Final = 200_000
"""A form that is longer than this is not carried over; its sender goes back to it."""
READING: Final = frozenset({"GET", "HEAD", "OPTIONS"})
_PAUSE_SECONDS: Final = 0.25
_SECRETS: Final = ("password", "token", "code")
TITLE: Final = "One moment, please"
SENTENCES: Final[dict[Answer, str]] = {
    "read": "The database is busy or restarting. Everything that was saved is safe.",
    "press": "The database is busy or restarting. What you sent isn’t saved yet, but it isn’t lost: send it again.",
    "go_on": "Part of it is saved. Send it again to continue from there; nothing is added twice.",
    "saved": "What you sent was saved, so don’t send it again. We just couldn’t show the next page.",
    "unsure": "The connection to the database dropped during saving. Check whether it was saved before you send it again.",
}
_log = structlog.get_logger()


def begin_request() -> None:
    """From here on the request waits for locks no longer than a page may, or a press."""
    begin_patience(PRESS_SECONDS if is_press(request.method, request.path) else PAGE_SECONDS)


def end_request(_error: BaseException | None = None) -> None:
    """Waiting for the database has no limit of a request any more."""
    begin_patience(None)


def may_try_again(error: BaseException) -> bool:
    """Whether the server does the same request once more by itself, after a moment: nothing of it was saved, nothing of it was used
    up, and there is time left."""
    trouble = trouble_behind(error)
    if trouble is None or commits() or request.files or (trouble == "broken_off" and request.method not in READING):
        return False
    if (patience_left() or 0.0) < PAGE_SECONDS / 2:
        return False
    sleep(_PAUSE_SECONDS)
    return True


def show_moment(trouble: Trouble, *, is_reader: bool) -> ResponseReturnValue:
    """503 with what came of the request, in the look and language of whoever sent it; with a button where it may be sent again."""
    answer = _answer(trouble)
    kept = _kept_fields() if answer in {"press", "go_on"} else None
    _log.warning("page_waits", trouble=trouble, answer=answer, method=request.method)
    page = _readers_page(answer, kept) if is_reader else _console_page(trouble, answer, kept)
    return page, STATUS, {"Retry-After": str(RETRY_AFTER_SECONDS)}


def _answer(trouble: Trouble) -> Answer:
    if request.method in READING:
        return "read"
    if commits():
        return "go_on" if is_repeatable() else "saved"
    return "unsure" if trouble == "broken_off" else "press"


def _kept_fields() -> Markup | None:
    """The form as it was sent, hidden; None where it cannot be carried over: with files or secrets, or too long."""
    fields: Sequence[tuple[str, str]] = list(request.form.items(multi=True))
    is_long = sum(len(name) + len(value) for name, value in fields) > KEPT_BYTES
    if is_long or request.files or any(secret in name.casefold() for name, _ in fields for secret in _SECRETS):
        return None
    field = Markup('<input type="hidden" name="{}" value="{}">')
    return Markup("").join(field.format(name, value) for name, value in fields)


def _readers_page(answer: Answer, kept: Markup | None) -> str | bytes:
    try:
        return moment_page(readers_locale(), answer, kept)
    except Exception as error:
        _log.error("error_page_broken", error=type(error).__name__)
    return _plain(answer)


def _console_page(trouble: Trouble, answer: Answer, kept: Markup | None) -> str:
    # Who is signed in is asked of the database as well.
    whoever = {} if trouble == "busy" else {"actor": lambda: None}
    try:
        return render_template(
            "console/moment.html",
            title=TITLE,
            sentence=SENTENCES[answer],
            answer=answer,
            kept=kept,
            here_again=request.full_path.rstrip("?"),
            **whoever,
        )
    except Exception as error:
        _log.error("error_page_broken", error=type(error).__name__)
    return _plain(answer)


def _plain(answer: Answer) -> str:
    return (
        f"<!doctype html><html lang=en><meta charset=utf-8><title>{escape(TITLE)}</title>"
        f"<h1>{escape(TITLE)}</h1><p>{escape(SENTENCES[answer])}</p></html>"
    )
