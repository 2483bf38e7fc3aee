"""The page that says whether a gift is real. It is open to anybody, keeps nothing, and answers only so often."""

from __future__ import annotations

from hashlib import sha256
from time import monotonic
from typing import Final

from flask import Blueprint, g, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from renderers.microsite.draw import later_page
from renderers.microsite.own.check import Asked, check_page
from service.content.pages.presses import Presses
from service.content.pages.reader import readers_locale
from service.content.web.reply import html, keep_to_the_reader
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.errors import TooMany
from service.outreach.checking.distrust import close_link, report_forged
from service.outreach.checking.find import Found, check
from service.workspaces.sandbox import is_sandbox

blueprint = Blueprint("checking", __name__)
blueprint.after_request(keep_to_the_reader)
TRIES_MOST: Final = 20
TRIES_OF_ALL: Final = 600
"""Questions within a minute from one address, and from all of them together, in each process."""
_ALL: Final = "all"
_PART: Final = 1 << 16
"""Bytes of a file that are read at once."""
_tries: Final = Presses()


@blueprint.get("/check")
def show_check() -> ResponseReturnValue:
    """The field for a code."""
    return html(check_page(readers_locale(), Asked()))


@blueprint.post("/check")
def press_check() -> ResponseReturnValue:
    """The answer. Changes nothing."""
    if (later := _later()) is not None:
        return later
    form, hashed = request.form, _hash_of_file()
    with reading() as session:
        found = check(session, form.get("code", ""), form.get("email", ""), form.get("pasted", ""), hashed)
        _note_made_up(session, found)
    return html(check_page(readers_locale(), found.asked))


@blueprint.post("/check/distrust")
def press_distrust() -> ResponseReturnValue:
    """Whoever proves that a gift is theirs, by its code and their address, has its link closed; all else is counted as forged."""
    if (later := _later()) is not None:
        return later
    form, at = request.form, utc_now()
    with transaction() as session:
        found = check(session, form.get("code", ""), form.get("email", ""), "")
        _note_made_up(session, found)
        if found.gift is not None and found.asked.verdict in ("real", "stopped"):
            close_link(session, found.gift, at)
            done = True
        else:
            report_forged(session, at)
            done = False
    return html(check_page(readers_locale(), Asked(), "stopped" if done else "reported"))


def _note_made_up(session: Session, found: Found) -> None:
    """An answer about a gift of a sandbox says that its people are made up, as every page of it does."""
    g.is_made_up_gift = found.gift is not None and is_sandbox(session, found.gift.workspace_id)


def _hash_of_file() -> str | None:
    """Of the file that was shown, read once and kept nowhere; None where none was."""
    file = request.files.get("file")
    if file is None or not file.filename:
        return None
    hashed = sha256()
    while part := file.stream.read(_PART):
        hashed.update(part)
    return hashed.hexdigest()


def _later() -> ResponseReturnValue | None:
    """What whoever asks too often is told; None where they may."""
    try:
        _tries.count(request.remote_addr or "", TRIES_MOST, monotonic())
        _tries.count(_ALL, TRIES_OF_ALL, monotonic())
    except TooMany as error:
        response = html(later_page(readers_locale(), "too_many"), error.status)
        response.headers["Retry-After"] = str(error.wait_seconds)
        return response
    return None
