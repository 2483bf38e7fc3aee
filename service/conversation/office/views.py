"""The page by which an ethics office answers. GET changes nothing; a code that is nobody's is answered only so often."""

from __future__ import annotations

from typing import Final, cast

from flask import Blueprint, Response, g, redirect, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from renderers.statement.office.page import DONE, OfficeNotice, code_page
from service.content.opening.guesses import wait_after_guess
from service.content.pages.nonce import is_nonce
from service.content.pages.presses import count_press
from service.content.pages.reader import readers_locale
from service.content.web.reply import html, keep_to_the_reader, show_closed
from service.conversation.office.answer import answer_as_office, read_form
from service.conversation.office.find import gift_by_office_code
from service.conversation.office.read_page import read_office_page
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.errors import InvalidInput, LinkClosed, LinkUnknown, RefusedError, TooMany
from service.gifting.models import RecipientGift
from service.gifting.office_code import office_code
from service.recipients.stated.keep import SofterRules
from service.workspaces.sandbox import is_sandbox

pages = Blueprint("office", __name__)
pages.after_request(keep_to_the_reader)
pages.register_error_handler(LinkClosed, show_closed)
_STALE: Final = 409
_LONGEST: Final = 64


@pages.get("/office")
def show_code() -> ResponseReturnValue:
    """The field for the code that stands on a statement."""
    return html(code_page(readers_locale()))


@pages.post("/office")
def press_code() -> ResponseReturnValue:
    """Leads to the page of the code; one that is nobody's is told so."""
    typed = request.form.get("code", "")[:_LONGEST]
    try:
        with reading() as session:
            code = office_code(gift_by_office_code(session, typed).id)
    except LinkUnknown:
        seconds = wait_after_guess()
        response = html(code_page(readers_locale(), typed, is_unknown=True), 404 if seconds is None else TooMany.status)
        if seconds is not None:
            response.headers["Retry-After"] = str(seconds)
        return response
    return redirect(f"/office/{code}?language={readers_locale()}", 303)


@pages.get("/office/<code>")
def show_office(code: str) -> ResponseReturnValue:
    """What can be answered, and what was. Raises LinkClosed."""
    notice = request.args.get("notice", "")
    return _page(code, cast("OfficeNotice", notice) if notice in DONE else None)


@pages.post("/office/<code>")
def press_office(code: str) -> ResponseReturnValue:
    """One answer. What was not taken in is said at once, with what was typed still in its field."""
    at, form = utc_now(), request.form
    with reading() as session:
        gift = gift_by_office_code(session, code)
        is_ours, currency, gift_id = is_nonce(gift, form.get("nonce", ""), at), gift.currency, gift.id
    if not is_ours:
        return _page(code, "stale", _STALE)
    try:
        count_press(f"office {gift_id}")
        asked = read_form(form, currency)
        with transaction() as session:
            gift = gift_by_office_code(session, code)
            came = answer_as_office(session, gift, asked, form.get("nonce", ""), at)
    except InvalidInput as error:
        return _page(code, "sum" if error.param == "limit" else "nothing", error.status, form.get("limit", ""))
    except SofterRules as error:
        return _page(code, "softer", error.status, form.get("limit", ""))
    except TooMany as error:
        response = _page(code, "stale", error.status)
        response.headers["Retry-After"] = str(error.wait_seconds)
        return response
    except RefusedError as error:
        return _page(code, "moved", error.status)
    return redirect(f"/office/{code}?language={readers_locale()}&notice={came}#done", 303)


def _page(code: str, notice: OfficeNotice | None, status: int = 200, typed: str = "") -> Response:
    with reading() as session:
        gift = gift_by_office_code(session, code)
        _note_made_up(session, gift)
        body = read_office_page(session, gift, readers_locale(), utc_now(), notice, typed[:20])
    return html(body, status)


def _note_made_up(session: Session, gift: RecipientGift) -> None:
    """A page about a gift of a sandbox says that its people are made up, as every page of it does."""
    g.is_made_up_gift = is_sandbox(session, gift.workspace_id)
