"""One card that travels: made, handed in, kept. Until its reader says that it is theirs, nothing of a card is written anywhere."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from flask import Blueprint, make_response, redirect, request
from flask.typing import ResponseReturnValue

from service.content.card.issuers import published
from service.content.card.keep import check_card, keep_card, make_card, require_real
from service.content.card.pages import travelling_page
from service.content.card.sealed import BYTES_MOST, CODE_MOST, Card, to_code
from service.content.pages.reader import gift_by_cookie, reader, this_look
from service.content.web.press import refuse_press, tell_what_came
from service.content.web.reply import html
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.errors import InvalidInput, LinkClosed, NotFound, RefusedError
from service.recipients.models import Recipient

blueprint = Blueprint("travelling_card", __name__)
FILE: Final = "my-gift-card.json"


@blueprint.get("/.well-known/handpicked-card-keys.json")
def show_keys() -> ResponseReturnValue:
    """What cards of this installation are signed with, for whoever is handed one."""
    response = make_response(published())
    response.headers["Content-Type"] = "application/json"
    return response


@blueprint.get("/gift/<gift_id>/my-card")
def show_card(gift_id: str) -> ResponseReturnValue:
    """What would stand on the reader's card, and where one from elsewhere is handed in."""
    _require_own()
    with reading() as session:
        gift, stale = gift_by_cookie(session, gift_id), request.args.get("notice")
        return html(travelling_page(session, gift, utc_now(), reader(), this_look(), notice=stale))


@blueprint.post("/gift/<gift_id>/my-card/<any('file', 'code'):form>")
def take_card(gift_id: str, form: str) -> ResponseReturnValue:
    """The reader's own card, for whoever came by their own link. Nothing is written. Raises NotFound for anybody else."""
    at = utc_now()
    if (refused := _refused(gift_id, at)) is not None:
        return refused
    if reader() != "greeted":
        raise NotFound("There’s no such page.")
    with reading() as session:
        gift = gift_by_cookie(session, gift_id)
        try:
            card = make_card(session, session.get_one(Recipient, gift.recipient_id), at)
        except InvalidInput as error:
            return html(travelling_page(session, gift, at, reader(), this_look(), notice=error.param), error.status)
        if form == "code":
            return html(travelling_page(session, gift, at, reader(), this_look(), code=to_code(card)))
    response = make_response(card)
    response.headers["Content-Type"] = "application/json"
    response.headers["Content-Disposition"] = f'attachment; filename="{FILE}"'
    return response


@blueprint.post("/gift/<gift_id>/my-card/read")
def read_handed_in(gift_id: str) -> ResponseReturnValue:
    """A card from elsewhere: whose it is and what it says, or what is wrong with it. Nothing is written."""
    at = utc_now()
    if (refused := _refused(gift_id, at)) is not None:
        return refused
    file, code = request.files.get("file"), request.form.get("code", "")
    given = file.stream.read(BYTES_MOST + 1) if file is not None and file.filename else code.encode()
    try:
        card = check_card(given, at)
        with reading() as session:
            gift = gift_by_cookie(session, gift_id)
            require_real(session, gift, card)
            handed_in = (card, _as_code(given))
            return html(travelling_page(session, gift, at, reader(), this_look(), handed_in=handed_in))
    except InvalidInput as error:
        return _told(gift_id, at, error)


@blueprint.post("/gift/<gift_id>/my-card/keep")
def keep_handed_in(gift_id: str) -> ResponseReturnValue:
    """They say that it is theirs. It is checked once more, and what it says is written down as told by them."""
    at = utc_now()
    if (refused := _refused(gift_id, at)) is not None:
        return refused
    try:
        if request.form.get("agree") != "yes":
            raise InvalidInput("Tick the box first.", param="agree")
        card: Card = check_card(request.form.get("card", "")[: CODE_MOST + 1].encode(), at)
        with transaction() as session:
            event_id = keep_card(session, gift_by_cookie(session, gift_id), card, at)
    except LinkClosed:
        raise
    except RefusedError as error:
        return _told(gift_id, at, error)
    return tell_what_came(gift_id, event_id)


def _told(gift_id: str, at: datetime, error: RefusedError) -> ResponseReturnValue:
    """The page with what is wrong; what is wrong with a value of it is said of all of it."""
    notice = error.param if error.param in _FAULTS else "unreadable"
    with reading() as session:
        gift = gift_by_cookie(session, gift_id)
        return html(travelling_page(session, gift, at, reader(), this_look(), notice=notice), error.status)


_FAULTS: Final = frozenset({"unreadable", "later", "forged", "changed", "over", "unasked", "sandbox", "agree"})


def _as_code(given: bytes) -> str:
    """The card once more, for the form that keeps it; what was a code already stays one."""
    return given.decode().strip() if given.strip().startswith(b"HPC1.") else to_code(given)


def _refused(gift_id: str, at: datetime) -> ResponseReturnValue | None:
    """What is answered to a press that is not taken in; None where it is good. Raises NotFound where it is not theirs."""
    refused = refuse_press(gift_id, at, redirect(f"/gift/{gift_id}/my-card?notice=stale#done", 303))
    if refused is None:
        _require_own()
    return refused


def _require_own() -> None:
    if reader() == "not_me":
        raise NotFound("There’s no such page.")
