"""Everything the sender has for the reader, and the way on to each. A look changes nothing."""

from __future__ import annotations

from flask import Blueprint, redirect, request
from flask.typing import ResponseReturnValue

from service.brain.offers.models import Offer
from service.brain.offers.rank import ranked_offers
from service.content.offers.press import press_offers
from service.content.offers.shown import all_offers, on_to
from service.content.pages.reader import gift_by_cookie, reader, this_look
from service.content.web.press import refuse_press
from service.content.web.reply import html
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.errors import LinkClosed, NotFound, RefusedError
from service.recipients.models import Recipient

blueprint = Blueprint("offers", __name__)


@blueprint.get("/gift/<gift_id>/offers")
def show(gift_id: str) -> ResponseReturnValue:
    """All of them, by rank. Raises LinkClosed for whoever said that the gift is not theirs."""
    with reading() as session:
        gift = gift_by_cookie(session, gift_id)
        _require_own()
        return html(all_offers(session, gift, utc_now(), request.args.get("notice"), reader(), this_look()))


@blueprint.post("/gift/<gift_id>/offers")
def press(gift_id: str) -> ResponseReturnValue:
    """One press; see `press_offers`."""
    at, page = utc_now(), f"/gift/{gift_id}/offers"
    if (refused := refuse_press(gift_id, at, redirect(f"{page}?notice=stale#done", 303))) is not None:
        return refused
    _require_own()
    try:
        with transaction() as session:
            pressed = press_offers(session, gift_by_cookie(session, gift_id), request.form, at)
            onward = f"{page}/{pressed.id}" if isinstance(pressed, Offer) else page
            notice = pressed if isinstance(pressed, str) else ""
    except LinkClosed:
        raise
    except NotFound:
        onward, notice = page, "gone"
    except RefusedError:
        onward, notice = page, "stale"
    return redirect(f"{onward}?notice={notice}#done" if notice else onward, 303)


@blueprint.get("/gift/<gift_id>/offers/<offer_id>")
def lead_on(gift_id: str, offer_id: str) -> ResponseReturnValue:
    """On to the sender's own page, while the person may get it."""
    at = utc_now()
    with reading() as session:
        gift = gift_by_cookie(session, gift_id)
        _require_own()
        offers = ranked_offers(session, session.get_one(Recipient, gift.recipient_id), at)
        offer = next((one for one in offers if one.id == offer_id), None)
        if offer is None:
            return redirect(f"/gift/{gift_id}/offers?notice=gone#done", 303)
        return html(on_to(session, gift, offer, at, reader(), this_look()))


def _require_own() -> None:
    if reader() == "not_me":
        raise LinkClosed("This page belongs to somebody else.")
