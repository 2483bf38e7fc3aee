"""What we know about the reader: looking at it, changing it, erasing it."""

from __future__ import annotations

from datetime import datetime

from flask import Blueprint, redirect, request
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response as AnyResponse

from service.content.pages.privacy import TOLD_BY, change_known, known_page
from service.content.pages.reader import asked_language, gift_by_cookie, reader, this_look
from service.content.preferences.erased import ACT as ERASE
from service.content.preferences.erased import erase_all
from service.content.web.press import ask_to_confirm_first, refuse_press, tell_what_came
from service.content.web.reply import html
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.errors import InvalidInput, LinkClosed, RefusedError
from service.gifting.tell import note_change
from service.recipients.facts.take_away import MustBeNamed
from service.recipients.telling.sound import KIND as SOUND

blueprint = Blueprint("known", __name__)


@blueprint.get("/gift/<gift_id>/privacy")
def show_known(gift_id: str) -> ResponseReturnValue:
    """What we know about the reader. It stays to be seen after the campaign: their facts outlive it."""
    with reading() as session:
        gift = gift_by_cookie(session, gift_id)
        return html(known_page(session, gift, utc_now(), request.args.get("notice"), reader(), this_look()))


@blueprint.post("/gift/<gift_id>/privacy")
def take_change(gift_id: str) -> ResponseReturnValue:
    """Correct, delete, keep to oneself, stop, or erase everything; see `_erase`."""
    at = utc_now()
    out_of_date = redirect(f"/gift/{gift_id}/privacy?notice=invalid#done", 303)
    if (refused := refuse_press(gift_id, at, out_of_date)) is not None:
        return refused
    if request.form.get("act") == ERASE:
        return _erase(gift_id, at, out_of_date)
    try:
        with transaction() as session:
            gift = gift_by_cookie(session, gift_id)
            notice = change_known(session, gift, request.form, request.form.getlist("confirm"), at)
            event_id = note_change(session, gift, TOLD_BY[notice], at, at) if notice in TOLD_BY else None
    except LinkClosed:
        raise
    except MustBeNamed as must:
        return ask_to_confirm_first(gift_id, "privacy", must, at)
    except RefusedError as error:
        notice = SOUND if isinstance(error, InvalidInput) and error.param == SOUND else "invalid"
        event_id = None
    if event_id is not None:
        return tell_what_came(gift_id, event_id)
    return redirect(f"/gift/{gift_id}/privacy?notice={notice}#done", 303)


def _erase(gift_id: str, at: datetime, not_confirmed: AnyResponse) -> AnyResponse:
    """The page that says what was erased answers the press itself: afterwards no address opens anything."""
    try:
        with transaction() as session:
            erased = erase_all(session, gift_by_cookie(session, gift_id), request.form, at, asked_language())
    except InvalidInput:
        return not_confirmed
    return html(erased.page())
