"""What somebody tells us, and where their parcel goes. Every press is decided on before it is answered."""

from __future__ import annotations

from flask import Blueprint, redirect, request
from flask.typing import ResponseReturnValue

from service.content.pages.reader import gift_by_cookie, reader, this_look
from service.content.telling.address import show_address_page
from service.content.telling.pages import show_tell_page, show_told_page, show_unclear_page
from service.content.telling.take import Unclear, take
from service.content.web.press import back, refuse_press, tell_what_came
from service.content.web.reply import html
from service.db.base import LARGEST, utc_now
from service.db.connect import reading, transaction
from service.errors import InvalidInput, LinkClosed, NotFound, RefusedError
from service.gifting.address import AFTER_YES, may_change
from service.gifting.look_again import KIND as LOOK
from service.jobs.at_once import do_at_once

blueprint = Blueprint("tell", __name__)


@blueprint.get("/gift/<gift_id>/address")
def show_address(gift_id: str) -> ResponseReturnValue:
    """Where it goes, until it is packed; afterwards other pages say where it is."""
    with reading() as session:
        gift = gift_by_cookie(session, gift_id)
        if not may_change(session, gift):
            return back(gift_id, "address_packed" if gift.status in AFTER_YES else None)
        return html(show_address_page(session, gift, utc_now(), reader(), this_look()))


@blueprint.get("/gift/<gift_id>/tell")
def show_tell(gift_id: str) -> ResponseReturnValue:
    """Where they can tell us something; a chip of another page opens one group of it."""
    with reading() as session:
        gift, opened = gift_by_cookie(session, gift_id), request.args.get("open")
        fault = "stale" if request.args.get("notice") == "stale" else None
        return html(show_tell_page(session, gift, utc_now(), opened, reader(), this_look(), fault))


@blueprint.post("/gift/<gift_id>/tell")
def take_told(gift_id: str) -> ResponseReturnValue:
    """One thing told. What it leads to is decided before the answer, and told on a page that can be loaded again."""
    at = utc_now()
    stale = redirect(f"/gift/{gift_id}/tell?notice=stale#done", 303)
    if (refused := refuse_press(gift_id, at, stale)) is not None:
        return refused
    try:
        with transaction() as session:
            told = take(session, gift_by_cookie(session, gift_id), request.form, at)
    except LinkClosed:
        raise
    except RefusedError as error:
        group, is_input = request.form.get("group"), isinstance(error, InvalidInput)
        with reading() as session:
            gift, fault = gift_by_cookie(session, gift_id), error.param if is_input else "stale"
            page = show_tell_page(session, gift, at, group, reader(), this_look(), fault, request.form.to_dict())
        return html(page, error.status)
    if isinstance(told, Unclear):
        do_at_once(LOOK, gift_id)
        with reading() as session:
            gift = gift_by_cookie(session, gift_id)
            return html(show_unclear_page(session, gift, at, told, reader(), this_look()))
    return back(gift_id, "language_kept") if told.event_id is None else tell_what_came(gift_id, told.event_id)


@blueprint.get("/gift/<gift_id>/told/<int:event_id>")
def show_told(gift_id: str, event_id: int) -> ResponseReturnValue:
    """What came of what they told us. Raises NotFound for a number that is none of theirs."""
    with reading() as session:
        gift = gift_by_cookie(session, gift_id)
        if event_id > LARGEST:
            raise NotFound("There’s no such answer.")
        page = show_told_page(session, gift, event_id, utc_now(), reader(), this_look())
    return back(gift_id, None) if page is None else html(page)
