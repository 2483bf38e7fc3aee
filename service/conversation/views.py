"""The thread on the recipient's page. GET changes nothing; what cannot be sent stays in its field."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Final

from flask import Blueprint, make_response, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from service.content.pages.reader import reader, this_look
from service.content.web.reply import html
from service.conversation.afterwards.views import pages as afterwards
from service.conversation.console.views import blueprint as console
from service.conversation.office.views import pages as office
from service.conversation.own_pages import own_gift, own_pages, take_press
from service.conversation.read_thread import NOTICES, read_thread
from service.conversation.write import press
from service.db.base import utc_now
from service.db.connect import reading
from service.gifting.models import RecipientGift
from service.recipients.letters.export import export_letters

blueprint = Blueprint("conversation", __name__)
pages = own_pages("thread")
_REFUSALS: Final = frozenset({"letter_empty", "letter_too_long"})


@pages.get("/gift/<gift_id>/thread")
def show_thread(gift_id: str) -> ResponseReturnValue:
    """The letters of this gift, with the field for one more."""
    notice = request.args.get("notice", "")
    with reading() as session:
        gift = own_gift(session, gift_id)
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

    def act(session: Session, gift: RecipientGift, locale: str, at: datetime) -> str | None:
        return press(session, gift, request.form, locale, at)

    return take_press(gift_id, "thread", act, partial(_again, gift_id), _REFUSALS)


@pages.get("/gift/<gift_id>/thread.json")
def save_thread(gift_id: str) -> ResponseReturnValue:
    """All letters of this gift, whole, for their reader to keep."""
    with reading() as session:
        gift = own_gift(session, gift_id)
        letters = export_letters(session, gift.recipient_id, gift.id)
    response = make_response({"letters": letters})
    response.headers["Content-Disposition"] = "attachment; filename=letters.json"
    return response


def _again(gift_id: str, notice: str, status: int) -> AnyResponse:
    """The page with what was typed, which has no business in an address."""
    form = request.form
    with reading() as session:
        body = read_thread(
            session,
            own_gift(session, gift_id),
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
blueprint.register_blueprint(office)
