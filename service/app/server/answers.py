"""What the web server itself answers, where a request never reaches a page: our words, look and headers."""

from __future__ import annotations

from functools import lru_cache
from time import time
from typing import Final

from flask import Flask, Response

from service.app.pages.error_pages import BROKEN, NOBODY, RETRY_SECONDS, SENTENCES, TITLES, page_in_words
from service.app.pages.headers import protect

_UNREADABLE: Final = "We couldn’t read that"
_AGAIN: Final = "Go back, reload the page and try again."
WORDS: Final = {
    400: (_UNREADABLE, _AGAIN),
    403: ("Not allowed", "You don’t have access to this address."),
    408: (
        "That took too long",
        "It didn’t arrive in full in time, so nothing was saved. Try again on a better connection.",
    ),
    411: (_UNREADABLE, f"What was sent does not say how long it is. {_AGAIN}"),
    413: (TITLES[413], SENTENCES[413]),
    414: ("That address is too long", "Something was added to this link. Open it again exactly as it was sent to you."),
    417: (_UNREADABLE, _AGAIN),
    429: ("Service unavailable", "Many people are signing in right now. Wait a few seconds and try again."),
    431: (
        _UNREADABLE,
        "Your browser sent too much. Remove this site’s cookies and open the link again.",
    ),
    501: (_UNREADABLE, "Your browser sent something we can’t read. Use an up-to-date browser."),
    503: (
        "Service unavailable",
        "We’re very busy right now, so nothing you sent was saved. Wait a minute and try again.",
    ),
}
"""Status -> title and sentence."""
_COME_AGAIN: Final = {408: RETRY_SECONDS, 429: 2, 503: RETRY_SECONDS}
_KEPT_SECONDS: Final = 60


def server_answer(app: Flask, status: int) -> bytes:
    """A whole HTTP answer. It ends the connection."""
    return _answer(app, status, int(time() // _KEPT_SECONDS))


@lru_cache(maxsize=len(WORDS) + 1)
def _answer(app: Flask, status: int, _minute: int) -> bytes:
    """Kept for a minute: whoever sends nonsense does not have a page drawn each time."""
    title, sentence = WORDS.get(status, ("Something went wrong", BROKEN))
    with app.test_request_context():
        body = page_in_words(title, sentence, [NOBODY | {"has_way_back": False}]).encode()
        response = protect(Response(body, status, content_type="text/html; charset=utf-8"), is_static=False)
    response.headers["Connection"] = "close"
    if status in _COME_AGAIN:
        response.headers["Retry-After"] = str(_COME_AGAIN[status])
    lines = [f"HTTP/1.1 {response.status}", *(f"{name}: {value}" for name, value in response.headers.items())]
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + body
