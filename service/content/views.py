"""What a recipient sees and presses. GET and HEAD change nothing, whoever sends them; every answer is a form of ours, pressed."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from flask import Blueprint, Response, make_response, redirect, request, send_file
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response as AnyResponse

from renderers.microsite.draw import closed_page
from service.content import store
from service.content.answers import ANSWERS, PLACES, notice_of
from service.content.nonce import is_nonce
from service.content.page import Said, gift_page
from service.content.privacy import change_known, known_page
from service.content.produce import ready
from service.content.reader import admit, gift_by_cookie, gift_by_token, greet, reader, readers_locale
from service.content.watched import count_watched
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.errors import Forbidden, InvalidInput, LinkClosed, NotFound, RefusedError, Unsafe
from service.gifting.answer import request_redecision
from service.gifting.live import page_state
from service.recipients.addresses import FIELDS, AddressInvalid

blueprint = Blueprint("content", __name__)
PLACES_OF_LINK: Final = {"page": "", "for-you": "", "statement": "/statement", "privacy": "/privacy"}
FILES: Final = {
    "film.mp4": ("video", "body"),
    "captions.vtt": ("video", "captions"),
    "chapters.vtt": ("video", "chapters"),
    "transcript.txt": ("video", "transcript"),
    "poster.webp": ("video", "poster"),
    "statement.pdf": ("statement", "body"),
    "statement-archive.pdf": ("statement", "archive"),
    "statement": ("statement", "page"),
}
"""Name in the path -> kind of rendition and file of it."""
HEADERS: Final = {
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
}


@blueprint.after_request
def keep_to_the_reader(response: Response) -> Response:
    """Nothing of these pages is kept, indexed or told to another site."""
    for name, value in HEADERS.items():
        response.headers[name] = value
    return response


@blueprint.errorhandler(LinkClosed)
@blueprint.errorhandler(NotFound)
def show_closed(_: RefusedError) -> ResponseReturnValue:
    """A link that leads nowhere: no name and no gift, since it proves nobody."""
    return _html(closed_page(readers_locale()), LinkClosed.status)


@blueprint.get("/g/<gift_id>/<token>", defaults={"place": "page"})
@blueprint.get("/g/<gift_id>/<token>/<any('for-you', statement, privacy):place>")
def open_link(gift_id: str, token: str, place: str) -> ResponseReturnValue:
    """Exchanges the token for a cookie and a clean address. It can be done any number of times: mail scanners come first.

    Only the link marked as the recipient's own has them met by name: a statement is passed on, and its code with it.
    """
    with reading() as session:
        gift = gift_by_token(session, gift_id, token)
    response = admit(redirect(f"/gift/{gift.id}{PLACES_OF_LINK[place]}", 303), gift)
    return greet(response, gift, by_name=True) if place == "for-you" else response


@blueprint.get("/gift/<gift_id>")
def show_gift(gift_id: str) -> ResponseReturnValue:
    """The gift's page as it is now."""
    said = Said(notice=request.args.get("notice"))
    with reading() as session:
        return _html(gift_page(session, gift_by_cookie(session, gift_id), utc_now(), said, reader()))


@blueprint.post(f"/gift/<gift_id>/<any({', '.join(repr(act) for act in ANSWERS)}):act>")
def take_answer(gift_id: str, act: str) -> ResponseReturnValue:
    """One press. Whatever comes of it, the reader is sent to a page that can be loaded again without pressing anything."""
    at = utc_now()
    try:
        with transaction() as session:
            gift = gift_by_cookie(session, gift_id)
            if not is_nonce(gift, request.form.get("nonce", ""), at):
                return _back(gift_id, "stale")
            notice = ANSWERS[act](session, gift, request.form, at)
    except AddressInvalid as error:
        return _ask_again(gift_id, at, error)
    except LinkClosed:
        raise
    except RefusedError as error:
        if isinstance(error, Unsafe):
            _decide_again(gift_id)
        notice = notice_of(act, error)
    return _back(gift_id, notice)


@blueprint.post("/gift/<gift_id>/not-me")
def forget_reader(gift_id: str) -> ResponseReturnValue:
    """ "Not you?": nothing is written down; this browser is shown no name and no film that says it."""
    with reading() as session:
        gift = gift_by_cookie(session, gift_id)
    if not is_nonce(gift, request.form.get("nonce", ""), utc_now()):
        return _back(gift_id, "stale")
    return greet(redirect(f"/gift/{gift_id}", 303), gift, by_name=False)


@blueprint.get(f"/gift/<gift_id>/<any({', '.join(repr(name) for name in FILES)}):name>")
def send_part(gift_id: str, name: str) -> ResponseReturnValue:
    """Film, captions, poster or statement of the gift as it is now; with byte ranges, so that a film can be wound."""
    kind, file = FILES[name]
    with reading() as session:
        gift = gift_by_cookie(session, gift_id)
        page_state(session, gift, utc_now())
        row = ready(session, gift).get(kind)
    if row is None or file not in row.files:
        return _back(gift_id, None)
    path = store.path_of(row.input_hash, file)
    if not path.is_file():
        raise NotFound("There is no such file.")
    return send_file(path, mimetype=row.files[file]["media_type"], conditional=True, etag=f"{row.input_hash}.{file}")


@blueprint.post("/gift/<gift_id>/watched")
def take_watched(gift_id: str) -> ResponseReturnValue:
    """What the film's player counted, sent by the page itself; nobody waits for the answer."""
    at = utc_now()
    try:
        with transaction() as session:
            gift = gift_by_cookie(session, gift_id)
            if not is_nonce(gift, request.form.get("nonce", ""), at):
                raise Forbidden("This page was out of date.", param="nonce")
            count_watched(session, gift, request.form.get("viewing", ""), request.form.getlist("seen"), at)
    except RefusedError as error:
        return "", error.status
    return "", 204


@blueprint.get("/gift/<gift_id>/privacy")
def show_known(gift_id: str) -> ResponseReturnValue:
    """What we know about the reader. It stays to be seen after the campaign: their facts outlive it."""
    with reading() as session:
        gift = gift_by_cookie(session, gift_id)
        return _html(known_page(session, gift, utc_now(), request.args.get("notice"), reader()))


@blueprint.post("/gift/<gift_id>/privacy")
def take_change(gift_id: str) -> ResponseReturnValue:
    """Correct, delete, keep to oneself, stop, or erase everything."""
    at = utc_now()
    try:
        with transaction() as session:
            gift = gift_by_cookie(session, gift_id)
            if not is_nonce(gift, request.form.get("nonce", ""), at):
                raise InvalidInput("This page was out of date.", param="nonce")
            notice = change_known(session, gift, request.form.to_dict(), at)
    except LinkClosed:
        raise
    except RefusedError:
        notice = "invalid"
    if notice is None:
        return _back(gift_id, None)
    return redirect(f"/gift/{gift_id}/privacy?notice={notice}#done", 303)


def _html(body: bytes, status: int = 200) -> Response:
    response = make_response(body, status)
    response.headers["Content-Type"] = "text/html; charset=utf-8"
    return response


def _back(gift_id: str, notice: str | None) -> AnyResponse:
    if notice is None:
        return redirect(f"/gift/{gift_id}", 303)
    told = "" if notice in PLACES else f"?notice={notice}"
    return redirect(f"/gift/{gift_id}{told}#{PLACES.get(notice, 'done')}", 303)


def _ask_again(gift_id: str, at: datetime, error: AddressInvalid) -> Response:
    """The form with what was typed. It is answered at once, not by a redirect: an address has no business in a URL."""
    typed = {name: request.form.get(name, "") for name in FIELDS}
    with reading() as session:
        said = Said("address_invalid", error.errors, typed)
        return _html(gift_page(session, gift_by_cookie(session, gift_id), at, said, reader()), AddressInvalid.status)


def _decide_again(gift_id: str) -> None:
    """What is known about the person made their gift unsafe before the planning room had its turn."""
    with transaction() as session:
        request_redecision(session, gift_by_cookie(session, gift_id))
