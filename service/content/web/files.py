"""Film, statement and note of a gift, as files; and what the film's player counted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from flask import Blueprint, Response, make_response, redirect, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from werkzeug.exceptions import ServiceUnavailable

from renderers.microsite.waiting import AGAIN_SECONDS, waiting_page
from service.content.donating.note import find_note
from service.content.file_names import disposition
from service.content.films.film import FilmKind, NotYet, await_film, film_part
from service.content.films.watched import count_watched, read_report
from service.content.models import RenditionRow
from service.content.pages.nonce import is_nonce
from service.content.pages.reader import gift_by_cookie, is_still, locale_of_look, reader, this_look
from service.content.statement.shown import paper_now, statement_now
from service.content.statement.versions import find_version
from service.content.web.looks import asks_not_to_be_counted
from service.content.web.press import back
from service.content.web.reply import html
from service.db.base import LARGEST, utc_now
from service.db.connect import reading, transaction
from service.errors import Conflict, Forbidden, NotFound, RefusedError
from service.gifting.live import page_state
from service.gifting.models import RecipientGift
from service.gifting.number import gift_number
from service.recipients.models import Recipient
from service.storage.send import send_stored

blueprint = Blueprint("files", __name__)
FILM: Final = "film.mp4"
SQUARE: Final = "film-square.mp4"
_KINDS: Final[Mapping[str, FilmKind]] = {FILM: "video", SQUARE: "video_square"}
FILM_PARTS: Final = {
    FILM: "body",
    SQUARE: "square",
    "spoken.m4a": "spoken",
    "captions.vtt": "captions",
    "chapters.vtt": "chapters",
    "transcript.txt": "transcript",
    "poster.webp": "poster",
    "poster-square.webp": "poster_square",
}
STATEMENT_PARTS: Final = {"statement.pdf": "body", "statement-archive.pdf": "archive", "statement": "page"}
"""Name in the path -> file of the rendition; the page is of this moment, and is drawn when it is looked at."""
FILES: Final = (*FILM_PARTS, *STATEMENT_PARTS)


@blueprint.get("/gift/<gift_id>/donation.pdf")
def send_note(gift_id: str) -> ResponseReturnValue:
    """The note of a donation that was paid. Raises NotFound while there is none."""
    with reading() as session:
        gift = gift_by_cookie(session, gift_id)
        note, number = find_note(session, gift), gift_number(gift)
    if note is None or reader() == "not_me":
        raise NotFound("There’s no such file.")
    return send_stored(note[0], "body", note[1], f'attachment; filename="donation-{number}.pdf"')


@blueprint.get(f"/gift/<gift_id>/<any({', '.join(repr(name) for name in FILES)}):name>")
def send_part(gift_id: str, name: str) -> ResponseReturnValue:
    """Film, captions, poster or statement of the gift as it is now; with byte ranges, so that a film can be wound.

    A film that is not drawn yet is asked for and waited for; looking with HEAD asks for nothing. Where its square form cannot be
    made, a telephone gets the lying one. All of these name the recipient,
    so whoever said that it is not theirs gets none, also by its address. Raises NotFound for them.
    """
    with reading() as session:
        gift = gift_by_cookie(session, gift_id)
        if reader() == "not_me":
            raise NotFound("There’s no such file.")
        # A statement stays to be checked: what became of the gift stands on it.
        is_asked = name not in STATEMENT_PARTS or gift.launched_at is None
        if is_asked and page_state(session, gift, utc_now()) == "held":
            # Nothing was chosen yet, or what was is not theirs to see before it is launched.
            return back(gift_id, None)
        if name in STATEMENT_PARTS:
            return _statement(session, gift, name)
        found = film_part(session, gift, FILM_PARTS[name])
        locale, number = session.get_one(Recipient, gift.recipient_id).locale, gift_number(gift)
    if found is None and name in _KINDS:
        film = await_film(gift_id, _KINDS[name]) if request.method == "GET" else "making"
        if film == "refused" and name == SQUARE:
            return redirect(f"/gift/{gift_id}/{FILM}", 302)
        if not isinstance(film, RenditionRow):
            return _not_yet(gift_id, locale_of_look(locale), film)
        found = film, "body"
    if found is None:
        return back(gift_id, None)
    row, file = found
    return send_stored(row.input_hash, file, row.files[file]["media_type"], disposition(name, locale, number))


def _statement(session: Session, gift: RecipientGift, name: str) -> ResponseReturnValue:
    """The statement as it is true now, page or paper."""
    locale, number = session.get_one(Recipient, gift.recipient_id).locale, gift_number(gift)
    try:
        if name == "statement":
            return html(statement_now(session, gift, utc_now(), this_look()))
        found = paper_now(session, gift, STATEMENT_PARTS[name])
    except Conflict:
        return back(gift.id, None)
    if isinstance(found, RenditionRow):
        file = STATEMENT_PARTS[name]
        return send_stored(found.input_hash, file, found.files[file]["media_type"], disposition(name, locale, number))
    response = make_response(found)
    response.headers["Content-Type"] = "application/pdf"
    response.headers["Content-Disposition"] = disposition(name, locale, number)
    return response


@blueprint.get("/gift/<gift_id>/statement/<int:version>.pdf")
def send_version(gift_id: str, version: int) -> ResponseReturnValue:
    """The paper of one version, as it was. Raises NotFound."""
    with reading() as session:
        gift = gift_by_cookie(session, gift_id)
        if reader() == "not_me" or version > LARGEST:
            raise NotFound("There’s no such file.")
        row = find_version(session, gift.id, version)
        locale, number = session.get_one(Recipient, gift.recipient_id).locale, gift_number(gift)
    name = disposition("statement.pdf", locale, f"{number}-{version}")
    return send_stored(row.input_hash, "body", row.files["body"]["media_type"], name)


@blueprint.post("/gift/<gift_id>/watched")
def take_watched(gift_id: str) -> ResponseReturnValue:
    """What the film's player counted, sent by the page itself; nobody waits for the answer."""
    at = utc_now()
    if asks_not_to_be_counted():
        return "", 204
    try:
        with reading() as session:
            gift = gift_by_cookie(session, gift_id)
            if not is_nonce(gift, request.form.get("nonce", ""), at):
                raise Forbidden("This page was out of date.", param="nonce")
            report = read_report(session, gift, request.form.get("viewing", ""), request.form.getlist("seen"))
        with transaction() as session:
            count_watched(session, gift, report, at)
    except RefusedError as error:
        return "", error.status
    return "", 204


def _not_yet(gift_id: str, locale: str, state: NotYet) -> Response:
    """A page that refreshes on its own; a player takes the status and offers to play again."""
    response = html(waiting_page(locale, f"/gift/{gift_id}", state, is_still=is_still()), ServiceUnavailable.code)
    if state != "refused":
        response.headers["Retry-After"] = str(AGAIN_SECONDS)
    return response
