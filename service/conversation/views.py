"""The thread on the recipient's page. GET changes nothing; what cannot be sent stays in its field."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, make_response, redirect, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as AnyResponse

from service.content.pages.nonce import is_nonce
from service.content.pages.presses import count_press
from service.content.pages.reader import gift_by_cookie, locale_of_look, reader, this_look
from service.content.web.reply import html, keep_to_the_reader, show_closed
from service.conversation.afterwards.views import pages as afterwards
from service.conversation.console.views import blueprint as console
from service.conversation.read_thread import NOTICES, read_thread
from service.conversation.write import press
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.errors import LinkClosed, NotFound, RefusedError, TooMany
from service.gifting.models import RecipientGift
from service.recipients.letters.export import export_letters
from service.recipients.models import Recipient

blueprint = Blueprint("conversation", __name__)
pages = Blueprint("thread", __name__)
pages.after_request(keep_to_the_reader)
pages.register_error_handler(LinkClosed, show_closed)
pages.register_error_handler(NotFound, show_closed)
_STALE: Final = 409


@pages.get("/gift/<gift_id>/thread")
def show_thread(gift_id: str) -> ResponseReturnValue:
    """The letters of this gift, with the field for one more."""
    notice = request.args.get("notice", "")
    with reading() as session:
        gift = _own_gift(session, gift_id)
        body = read_thread(
            session,
            gift,
            utc_now(),
            reader(),
            this_look(),
            notice=notice if notice in NOTICES else None,
            number=_number(request.args.get("page", "")),
        )
    return html(body)


@pages.post("/gift/<gift_id>/thread")
def press_thread(gift_id: str) -> ResponseReturnValue:
    """One press: a letter, or what is done with one. What was not taken in is answered at once, its words still in the field."""
    at, form = utc_now(), request.form
    with reading() as session:
        gift = _own_gift(session, gift_id)
        recipient_id = gift.recipient_id
        locale = locale_of_look(session.get_one(Recipient, recipient_id).locale)
        is_ours = is_nonce(gift, form.get("nonce", ""), at)
    if not is_ours:
        return _again(gift_id, form, "stale", _STALE)
    try:
        count_press(recipient_id)
        with transaction() as session:
            notice = press(session, _own_gift(session, gift_id), form, locale, at)
    except LinkClosed:
        raise
    except TooMany as error:
        response = _again(gift_id, form, "too_many", error.status)
        response.headers["Retry-After"] = str(error.wait_seconds)
        return response
    except RefusedError as error:
        return _again(gift_id, form, error.code if error.code.startswith("letter_") else "stale", error.status)
    return redirect(f"/gift/{gift_id}/thread?notice={notice}#done", 303)


@pages.get("/gift/<gift_id>/thread.json")
def save_thread(gift_id: str) -> ResponseReturnValue:
    """All letters of this gift, whole, for their reader to keep."""
    with reading() as session:
        gift = _own_gift(session, gift_id)
        letters = export_letters(session, gift.recipient_id, gift.id)
    response = make_response({"letters": letters})
    response.headers["Content-Disposition"] = "attachment; filename=letters.json"
    return response


def _own_gift(session: Session, gift_id: str) -> RecipientGift:
    """The gift whose link this browser came by. Raises LinkClosed, also for whoever said that it is not theirs."""
    gift = gift_by_cookie(session, gift_id)
    if reader() == "not_me":
        raise LinkClosed("This page belongs to somebody else.")
    return gift


def _again(gift_id: str, form: MultiDict[str, str], notice: str, status: int) -> AnyResponse:
    """The page with what was typed, which has no business in an address."""
    with reading() as session:
        body = read_thread(
            session,
            _own_gift(session, gift_id),
            utc_now(),
            reader(),
            this_look(),
            notice=notice,
            typed=form.get("words", ""),
            only_giver=form.get("to") == "giver",
        )
    return html(body, status)


def _number(wanted: str) -> int | None:
    return int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) < 7 else None


blueprint.register_blueprint(pages)
blueprint.register_blueprint(afterwards)
blueprint.register_blueprint(console)
