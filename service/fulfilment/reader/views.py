"""The page on which a person sees where their gift is. Looking changes nothing."""

from __future__ import annotations

from flask import Blueprint, make_response, redirect, request
from flask.typing import ResponseReturnValue

from service.content.pages.reader import gift_by_cookie, reader, this_look
from service.content.web.press import refuse_press
from service.content.web.reply import keep_to_the_reader, show_closed
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.errors import LinkClosed, NotFound, RefusedError
from service.fulfilment.reader.where import page_of_parcel
from service.gifting.wait import start_waiting, stop_waiting

blueprint = Blueprint("reader", __name__)
blueprint.after_request(keep_to_the_reader)
blueprint.register_error_handler(LinkClosed, show_closed)
blueprint.register_error_handler(NotFound, show_closed)


@blueprint.get("/gift/<gift_id>/where")
def show_where(gift_id: str) -> ResponseReturnValue:
    """The route of a gift after a yes; without one its own page says what is true. Raises NotFound for whoever said that it is not
    theirs."""
    with reading() as session:
        gift = gift_by_cookie(session, gift_id)
        if reader() == "not_me":
            raise NotFound("There’s no such page.")
        try:
            body = page_of_parcel(session, gift, utc_now(), reader(), this_look(), request.args.get("notice"))
        except NotFound:
            return redirect(f"/gift/{gift_id}", 303)
    response = make_response(body)
    response.headers["Content-Type"] = "text/html; charset=utf-8"
    return response


@blueprint.post("/gift/<gift_id>/<any(wait, 'stop-waiting'):act>")
def press_wait(gift_id: str, act: str) -> ResponseReturnValue:
    """They wait for what there was none left of, or no longer."""
    at = utc_now()
    stale = redirect(f"/gift/{gift_id}/where?notice=wait_gone#done", 303)
    if (refused := refuse_press(gift_id, at, stale)) is not None:
        return refused
    try:
        with transaction() as session:
            gift = gift_by_cookie(session, gift_id)
            (start_waiting if act == "wait" else stop_waiting)(session, gift, at)
    except LinkClosed:
        raise
    except RefusedError:
        return stale
    notice = "waiting" if act == "wait" else "wait_stopped"
    return redirect(f"/gift/{gift_id}/where?notice={notice}#done", 303)
