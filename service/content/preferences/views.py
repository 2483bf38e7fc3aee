"""What somebody sets and takes with them: how they are written to, and a copy of everything. Their link opens it, no account."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, make_response, redirect, request
from flask.typing import ResponseReturnValue

from service.content.pages.reader import gift_by_cookie, locale_of_look, reader, this_look
from service.content.preferences.export import everything_page, export_json, export_of
from service.content.preferences.page import change_settings, settings_page
from service.content.web.press import refuse_press
from service.content.web.reply import html, keep_to_the_reader, show_closed
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.errors import LinkClosed, NotFound, RefusedError
from service.recipients.models import Recipient

blueprint = Blueprint("preferences", __name__)
blueprint.after_request(keep_to_the_reader)
blueprint.register_error_handler(LinkClosed, show_closed)
blueprint.register_error_handler(NotFound, show_closed)
FILE: Final = "everything.json"


@blueprint.get("/gift/<gift_id>/preferences")
def show_settings(gift_id: str) -> ResponseReturnValue:
    """How the reader may be written to. It stays to be set after the campaign."""
    with reading() as session:
        gift = gift_by_cookie(session, gift_id)
        return html(settings_page(session, gift, utc_now(), request.args.get("notice"), reader(), this_look()))


@blueprint.post("/gift/<gift_id>/preferences")
def save_settings(gift_id: str) -> ResponseReturnValue:
    """All settings at once, or none of them."""
    at, back = utc_now(), f"/gift/{gift_id}/preferences?notice="
    if (refused := refuse_press(gift_id, at, redirect(f"{back}nonce#done", 303))) is not None:
        return refused
    try:
        with transaction() as session:
            notice = change_settings(session, gift_by_cookie(session, gift_id), request.form, at)
    except LinkClosed:
        raise
    except RefusedError as error:
        notice = error.param or "nonce"
    return redirect(f"{back}{notice}#done", 303)


@blueprint.get("/gift/<gift_id>/export")
def show_everything(gift_id: str) -> ResponseReturnValue:
    """Everything we hold about the reader, as a page. Raises NotFound for whoever said that it is not theirs."""
    _require_own()
    with reading() as session:
        return html(everything_page(session, gift_by_cookie(session, gift_id), utc_now(), reader(), this_look()))


@blueprint.get("/gift/<gift_id>/export.json")
def send_everything(gift_id: str) -> ResponseReturnValue:
    """The same as a file. Raises NotFound for whoever said that it is not theirs."""
    _require_own()
    at = utc_now()
    with reading() as session:
        gift = gift_by_cookie(session, gift_id)
        locale = locale_of_look(session.get_one(Recipient, gift.recipient_id).locale)
        body = export_json(export_of(session, gift, at, locale), at)
    response = make_response(body)
    response.headers["Content-Type"] = "application/json"
    response.headers["Content-Disposition"] = f'attachment; filename="{FILE}"'
    return response


def _require_own() -> None:
    if reader() == "not_me":
        raise NotFound("There’s no such page.")
