"""The gift's page, the link that opens it, and the answers given on it. GET and HEAD change nothing, whoever sends them."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from flask import Blueprint, Response, redirect, request
from flask.typing import ResponseReturnValue

from service.content.declining.colleague import pass_on_page
from service.content.declining.give import donation_page
from service.content.declining.page import closed_for_good, limit_page, why_page
from service.content.declining.presses import CLOSED
from service.content.looking.usual import usual_page
from service.content.opening.views import reading_path
from service.content.others.views import lost, to_others
from service.content.pages.answers import ANSWERS, LOCKED_FIRST, notice_of
from service.content.pages.page import Said, gift_page
from service.content.pages.reader import (
    admit,
    gift_by_cookie,
    gift_by_token,
    greet,
    is_first_look,
    keep_entry,
    keep_seen,
    locked_by_cookie,
    reader,
    this_look,
)
from service.content.questions.await_choice import ARRIVED, await_choice
from service.content.telling.address import show_address_page
from service.content.web.own_time import live_in_time_of
from service.content.web.press import ask_to_confirm_first, back, press_of, refuse_press
from service.content.web.reply import html
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.errors import LinkClosed, RefusedError, Unsafe
from service.gifting.look_again import look_at
from service.recipients.afterwards.scales import MOODS
from service.recipients.facts.take_away import MustBeNamed
from service.recipients.postal.addresses import FIELDS, AddressInvalid

blueprint = Blueprint("gift", __name__)
PLACES_OF_LINK: Final = {
    "page": "",
    "for-you": "",
    "statement": "/statement",
    "privacy": "/privacy",
    "preferences": "/preferences",
    "recall": "/recall",
    "thread": "/thread",
    "how": "/how",
    "where": "/where",
    "donation.pdf": "/donation.pdf",
    "offers": "/offers",
}
_OWN: Final = frozenset({"for-you", "thread", "how", "where", "offers"})
"""Places that stand in the recipient's own mail and nowhere else."""


@blueprint.get("/g/<gift_id>/<token>", defaults={"place": "page"})
@blueprint.get(
    f"/g/<gift_id>/<token>/<any({', '.join(repr(place) for place in PLACES_OF_LINK if place != 'page')}):place>"
)
def open_link(gift_id: str, token: str, place: str) -> ResponseReturnValue:
    """Exchanges the token for a cookie and a clean address. It can be done any number of times: mail scanners come first.

    Only the link marked as the recipient's own has them met by name: a statement is passed on, and its code with it.
    """
    with reading() as session:
        gift = gift_by_token(session, gift_id, token)
    mood = request.args.get("is", "") if place == "how" else ""
    marked = f"?is={mood}" if mood in MOODS else ""
    clean = f"/gift/{gift.id}{PLACES_OF_LINK[place]}{marked}"
    is_page = not PLACES_OF_LINK[place]
    onward = reading_path(gift.id, token, by_name=place in _OWN) if is_page else clean
    response = keep_entry(admit(redirect(onward, 303), gift), gift, "mail" if place in _OWN else "link")
    return greet(response, gift, by_name=True) if place in _OWN else response


@blueprint.get("/gift/<gift_id>")
def show_gift(gift_id: str) -> ResponseReturnValue:
    """The gift's page as it is now."""
    notice, at, is_first = request.args.get("notice"), utc_now(), is_first_look()
    page = None if notice else usual_page(gift_id, at, reader(), this_look(), is_first_look=is_first)
    if page is None:
        live_in_time_of(gift_id)
        said = Said(notice=notice, is_first_look=is_first)
        with reading() as session:
            page = gift_page(session, gift_by_cookie(session, gift_id), utc_now(), said, reader(), this_look())
    return keep_seen(html(page), gift_id)


@blueprint.get("/gift/<gift_id>/no")
def show_why(gift_id: str) -> ResponseReturnValue:
    """Why not, with what each reason does; once it is said, what still works."""
    with reading() as session:
        gift = gift_by_cookie(session, gift_id)
        return html(why_page(session, gift, utc_now(), request.args.get("notice"), reader(), this_look()))


@blueprint.get("/gift/<gift_id>/give")
def show_give(gift_id: str) -> ResponseReturnValue:
    """Where the value should go."""
    with reading() as session:
        gift = gift_by_cookie(session, gift_id)
        return html(donation_page(session, gift, utc_now(), request.args.get("notice"), reader(), this_look()))


@blueprint.get("/gift/<gift_id>/colleague")
def show_colleague(gift_id: str) -> ResponseReturnValue:
    """What it means to give it to a colleague, with the press that does."""
    with reading() as session:
        return html(pass_on_page(session, gift_by_cookie(session, gift_id), utc_now(), reader(), this_look()))


@blueprint.get("/gift/<gift_id>/limit")
def show_limit(gift_id: str) -> ResponseReturnValue:
    """The most that is fine for them."""
    with reading() as session:
        gift = gift_by_cookie(session, gift_id)
        return html(limit_page(session, gift, utc_now(), request.args.get("notice"), reader(), this_look()))


@blueprint.post(f"/gift/<gift_id>/<any({', '.join(repr(act) for act in ANSWERS)}):act>")
def take_answer(gift_id: str, act: str) -> ResponseReturnValue:
    """One press. Whatever comes of it, the reader is sent to a page that can be loaded again without pressing anything."""
    at = utc_now()
    press = press_of(gift_id, at, back(gift_id, "stale"))
    if press.refused is not None:
        return press.refused
    try:
        with transaction() as session:
            if act in LOCKED_FIRST:
                gift = locked_by_cookie(session, gift_id, press.recipient_id)
            else:
                gift = gift_by_cookie(session, gift_id)
            notice = ANSWERS[act](session, gift, request.form, at)
            if notice == CLOSED:
                return html(closed_for_good(session, gift, at, this_look()))
    except AddressInvalid as error:
        return _ask_again(gift_id, at, error)
    except MustBeNamed as must:
        return ask_to_confirm_first(gift_id, "answer", must, at)
    except LinkClosed:
        raise
    except RefusedError as error:
        if isinstance(error, Unsafe):
            _decide_again(gift_id)
        notice = notice_of(act, error)
        if notice == "lost_race":
            return lost(gift_id, request.form.get("product", ""), at)
    if act == "answer" and await_choice(gift_id):
        notice = ARRIVED.get(notice, notice)
    return to_others(gift_id) if notice == "shown" else back(gift_id, notice)


@blueprint.post("/gift/<gift_id>/not-me")
def forget_reader(gift_id: str) -> ResponseReturnValue:
    """ "Not you?": nothing is written down; this browser is shown no name and no film that says it."""
    if (refused := refuse_press(gift_id, utc_now(), back(gift_id, "stale"))) is not None:
        return refused
    with reading() as session:
        gift = gift_by_cookie(session, gift_id)
    return greet(redirect(f"/gift/{gift_id}", 303), gift, by_name=False)


def _ask_again(gift_id: str, at: datetime, error: AddressInvalid) -> Response:
    """The form with what was typed. It is answered at once, not by a redirect: an address has no business in a URL."""
    typed = {name: request.form.get(name, "") for name in (*FIELDS, "keep")}
    with reading() as session:
        if request.form.get("page") == "address":
            gift = gift_by_cookie(session, gift_id)
            page = show_address_page(session, gift, at, reader(), this_look(), error.errors, typed)
            return html(page, AddressInvalid.status)
        said = Said("address_invalid", error.errors, typed)
        return html(
            gift_page(session, gift_by_cookie(session, gift_id), at, said, reader(), this_look()), AddressInvalid.status
        )


def _decide_again(gift_id: str) -> None:
    """What is known about the person made their gift unsafe before the planning room had its turn."""
    with transaction() as session:
        look_at(session, gift_by_cookie(session, gift_id))
