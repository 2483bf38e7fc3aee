"""Where the code of a card is typed. Whoever guesses is told the same as whoever mistypes, and only so often."""

from __future__ import annotations

from time import monotonic
from typing import Final

from flask import Blueprint, redirect, request
from flask.typing import ResponseReturnValue

from renderers.microsite.draw import later_page
from renderers.microsite.own.code import code_page
from service.content.pages.presses import Presses
from service.content.pages.reader import admit, greet, keep_entry, readers_locale
from service.content.web.reply import html, keep_to_the_reader
from service.db.connect import reading
from service.errors import NotFound, TooMany
from service.outreach.by_hand.codes import gift_by_code

blueprint = Blueprint("by_hand", __name__)
blueprint.after_request(keep_to_the_reader)
TRIES_MOST: Final = 15
TRIES_OF_ALL: Final = 600
"""Codes that are tried within a minute from one address, and from all of them together, in each process."""
_ALL: Final = "all"
_tries: Final = Presses()


@blueprint.get("/c/")
def show_code() -> ResponseReturnValue:
    """The field for a code."""
    return html(code_page(readers_locale(), is_wrong=False))


@blueprint.post("/c/")
def type_code() -> ResponseReturnValue:
    """A code that was typed: to the page that it opens."""
    return _open(request.form.get("code", ""))


@blueprint.get("/c/<code>")
def scan_code(code: str) -> ResponseReturnValue:
    """A code that was scanned. It gives the browser what opens the page, and changes nothing."""
    return _open(code)


def _open(code: str) -> ResponseReturnValue:
    locale = readers_locale()
    try:
        _tries.count(request.remote_addr or "", TRIES_MOST, monotonic())
        _tries.count(_ALL, TRIES_OF_ALL, monotonic())
    except TooMany as error:
        response = html(later_page(locale, "too_many"), error.status)
        response.headers["Retry-After"] = str(error.wait_seconds)
        return response
    with reading() as session:
        gift = gift_by_code(session, code)
    if gift is None:
        return html(code_page(locale, is_wrong=True), NotFound.status)
    admitted = keep_entry(admit(redirect(f"/gift/{gift.id}", 303), gift), gift, "card")
    return greet(admitted, gift, by_name=True)
