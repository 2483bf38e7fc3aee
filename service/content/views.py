"""What a recipient sees and presses. GET and HEAD change nothing, whoever sends them; every answer is a form of ours, pressed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final, Literal, cast

from flask import Blueprint, Response, make_response, redirect, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from werkzeug.exceptions import ServiceUnavailable
from werkzeug.wrappers import Response as AnyResponse

from renderers.microsite.draw import Became, closed_page, later_page
from renderers.microsite.waiting import AGAIN_SECONDS, waiting_page
from service.content.declining.give import donation_page
from service.content.declining.page import closed_for_good, limit_page, why_page
from service.content.declining.presses import CLOSED, ELSEWHERE
from service.content.donating.note import find_note
from service.content.file_names import disposition
from service.content.films.film import NotYet, await_film, film_part
from service.content.films.watched import count_watched, read_report
from service.content.models import RenditionRow
from service.content.opening.views import blueprint as opening
from service.content.opening.views import reading_path
from service.content.others.views import blueprint as others
from service.content.others.views import lost, to_others
from service.content.pages.answers import ANSWERS, PLACES, notice_of
from service.content.pages.await_choice import ARRIVED, await_choice
from service.content.pages.confirm import ask_to_confirm
from service.content.pages.nonce import is_nonce
from service.content.pages.page import Said, gift_page
from service.content.pages.presses import count_press, matters
from service.content.pages.privacy import TOLD_BY, change_known, known_page
from service.content.pages.reader import (
    admit,
    asked_language,
    gift_by_cookie,
    gift_by_token,
    greet,
    is_first_look,
    keep_asked_language,
    keep_seen,
    locale_of_look,
    reader,
    readers_locale,
    readers_note,
    this_look,
)
from service.content.preferences.erased import ACT as ERASE
from service.content.preferences.erased import erase_all
from service.content.statement.shown import paper_now, statement_now
from service.content.statement.versions import find_version
from service.content.telling.address import show_address_page
from service.content.telling.pages import show_tell_page, show_told_page, show_unclear_page
from service.content.telling.take import Unclear, take
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.errors import (
    Conflict,
    Forbidden,
    GiftLapsed,
    GiftUndelivered,
    GiftWithdrawn,
    InvalidInput,
    LinkClosed,
    LinkNotKept,
    NotFound,
    RefusedError,
    TooMany,
    Unsafe,
)
from service.gifting.address import MAY_CHANGE
from service.gifting.live import page_state
from service.gifting.look_again import KIND as LOOK
from service.gifting.look_again import look_at
from service.gifting.models import RecipientGift
from service.gifting.number import gift_number
from service.gifting.tell import note_change
from service.jobs.at_once import do_at_once
from service.recipients.afterwards.scales import MOODS
from service.recipients.facts.take_away import MustBeNamed
from service.recipients.models import Recipient
from service.recipients.postal.addresses import FIELDS, AddressInvalid
from service.storage.send import send_stored

blueprint = Blueprint("content", __name__)
blueprint.register_blueprint(others)
blueprint.register_blueprint(opening)
PLACES_OF_LINK: Final = {
    "page": "",
    "for-you": "",
    "statement": "/statement",
    "privacy": "/privacy",
    "preferences": "/preferences",
    "recall": "/recall",
    "thread": "/thread",
    "how": "/how",
}
_OWN: Final = frozenset({"for-you", "thread", "how"})
"""Places that stand in the recipient's own mail and nowhere else."""
FILM: Final = "film.mp4"
FILM_PARTS: Final = {
    FILM: "body",
    "captions.vtt": "captions",
    "chapters.vtt": "chapters",
    "transcript.txt": "transcript",
    "poster.webp": "poster",
}
STATEMENT_PARTS: Final = {"statement.pdf": "body", "statement-archive.pdf": "archive", "statement": "page"}
"""Name in the path -> file of the rendition; the page is of this moment, and is drawn when it is looked at."""
FILES: Final = (*FILM_PARTS, *STATEMENT_PARTS)
_BECAME: Final[Mapping[type[RefusedError], Became]] = {
    GiftLapsed: "lapsed",
    GiftUndelivered: "undelivered",
    LinkNotKept: "no_cookie",
}
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
    keep_asked_language(response)
    return response


@blueprint.errorhandler(LinkClosed)
@blueprint.errorhandler(NotFound)
def show_closed(error: RefusedError) -> ResponseReturnValue:
    """A link that leads nowhere: no name and no gift, since it proves nobody."""
    return _html(closed_page(readers_locale(), _became(error), readers_note()), LinkClosed.status)


@blueprint.get("/g/<gift_id>/<token>", defaults={"place": "page"})
@blueprint.get("/g/<gift_id>/<token>/<any('for-you', statement, privacy, preferences, recall, thread, how):place>")
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
    response = admit(redirect(onward, 303), gift)
    return greet(response, gift, by_name=True) if place in _OWN else response


@blueprint.get("/gift/<gift_id>")
def show_gift(gift_id: str) -> ResponseReturnValue:
    """The gift's page as it is now."""
    said = Said(notice=request.args.get("notice"), is_first_look=is_first_look())
    with reading() as session:
        gift = gift_by_cookie(session, gift_id)
        return keep_seen(_html(gift_page(session, gift, utc_now(), said, reader(), this_look())), gift)


@blueprint.get("/gift/<gift_id>/no")
def show_why(gift_id: str) -> ResponseReturnValue:
    """Why not, with what each reason does; once it is said, what still works."""
    with reading() as session:
        gift = gift_by_cookie(session, gift_id)
        return _html(why_page(session, gift, utc_now(), request.args.get("notice"), reader(), this_look()))


@blueprint.get("/gift/<gift_id>/give")
def show_give(gift_id: str) -> ResponseReturnValue:
    """Where the value should go."""
    with reading() as session:
        gift = gift_by_cookie(session, gift_id)
        return _html(donation_page(session, gift, utc_now(), request.args.get("notice"), reader(), this_look()))


@blueprint.get("/gift/<gift_id>/donation.pdf")
def send_note(gift_id: str) -> ResponseReturnValue:
    """The note of a donation that was paid. Raises NotFound while there is none."""
    with reading() as session:
        gift = gift_by_cookie(session, gift_id)
        note, number = find_note(session, gift), gift_number(gift)
    if note is None or reader() == "not_me":
        raise NotFound("There’s no such file.")
    return send_stored(note[0], "body", note[1], f'attachment; filename="donation-{number}.pdf"')


@blueprint.get("/gift/<gift_id>/limit")
def show_limit(gift_id: str) -> ResponseReturnValue:
    """The most that is fine for them."""
    with reading() as session:
        gift = gift_by_cookie(session, gift_id)
        return _html(limit_page(session, gift, utc_now(), request.args.get("notice"), reader(), this_look()))


@blueprint.post(f"/gift/<gift_id>/<any({', '.join(repr(act) for act in ANSWERS)}):act>")
def take_answer(gift_id: str, act: str) -> ResponseReturnValue:
    """One press. Whatever comes of it, the reader is sent to a page that can be loaded again without pressing anything."""
    at = utc_now()
    if (refused := refuse_press(gift_id, at, _back(gift_id, "stale"))) is not None:
        return refused
    try:
        with transaction() as session:
            notice = ANSWERS[act](session, gift_by_cookie(session, gift_id), request.form, at)
            if notice == CLOSED:
                gift = session.get_one(RecipientGift, gift_id)
                return _html(closed_for_good(session, gift, at, this_look()))
    except AddressInvalid as error:
        return _ask_again(gift_id, at, error)
    except MustBeNamed as must:
        return _ask_to_confirm(gift_id, "answer", must, at)
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
    return to_others(gift_id) if notice == "shown" else _back(gift_id, notice)


@blueprint.post("/gift/<gift_id>/not-me")
def forget_reader(gift_id: str) -> ResponseReturnValue:
    """ "Not you?": nothing is written down; this browser is shown no name and no film that says it."""
    if (refused := refuse_press(gift_id, utc_now(), _back(gift_id, "stale"))) is not None:
        return refused
    with reading() as session:
        gift = gift_by_cookie(session, gift_id)
    return greet(redirect(f"/gift/{gift_id}", 303), gift, by_name=False)


def refuse_press(gift_id: str, at: datetime, stale: AnyResponse) -> AnyResponse | None:
    """What is answered to a press that is not taken in: `stale` where its form is not ours or too old, a page that asks to wait
    where its person pressed too often. None where it is good. Strangers come no further and cost no write. Raises LinkClosed."""
    with reading() as session:
        gift = gift_by_cookie(session, gift_id)
        if not is_nonce(gift, request.form.get("nonce", ""), at):
            return stale
        locale = locale_of_look(session.get_one(Recipient, gift.recipient_id).locale)
        is_heard = matters(session, gift.recipient_id, request.form)
    try:
        count_press(gift.recipient_id, matters=is_heard)
    except TooMany as error:
        response = _html(later_page(locale, "too_many"), error.status)
        response.headers["Retry-After"] = str(error.wait_seconds)
        return response
    return None


@blueprint.get(f"/gift/<gift_id>/<any({', '.join(repr(name) for name in FILES)}):name>")
def send_part(gift_id: str, name: str) -> ResponseReturnValue:
    """Film, captions, poster or statement of the gift as it is now; with byte ranges, so that a film can be wound.

    A film that is not drawn yet is asked for and waited for; looking with HEAD asks for nothing. All of these name the recipient,
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
            return _back(gift_id, None)
        if name in STATEMENT_PARTS:
            return _statement(session, gift, name)
        found = film_part(session, gift, FILM_PARTS[name])
        locale, number = session.get_one(Recipient, gift.recipient_id).locale, gift_number(gift)
    if found is None and name == FILM:
        film = await_film(gift_id) if request.method == "GET" else "making"
        if not isinstance(film, RenditionRow):
            return _not_yet(gift_id, locale_of_look(locale), film)
        found = film, FILM_PARTS[FILM]
    if found is None:
        return _back(gift_id, None)
    row, file = found
    return send_stored(row.input_hash, file, row.files[file]["media_type"], disposition(name, locale, number))


def _statement(session: Session, gift: RecipientGift, name: str) -> ResponseReturnValue:
    """The statement as it is true now, page or paper."""
    locale, number = session.get_one(Recipient, gift.recipient_id).locale, gift_number(gift)
    try:
        if name == "statement":
            return _html(statement_now(session, gift, utc_now(), this_look()))
        found = paper_now(session, gift, STATEMENT_PARTS[name])
    except Conflict:
        return _back(gift.id, None)
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
        if reader() == "not_me":
            raise NotFound("There’s no such file.")
        row = find_version(session, gift.id, version)
        locale, number = session.get_one(Recipient, gift.recipient_id).locale, gift_number(gift)
    name = disposition("statement.pdf", locale, f"{number}-{version}")
    return send_stored(row.input_hash, "body", row.files["body"]["media_type"], name)


@blueprint.post("/gift/<gift_id>/watched")
def take_watched(gift_id: str) -> ResponseReturnValue:
    """What the film's player counted, sent by the page itself; nobody waits for the answer."""
    at = utc_now()
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


@blueprint.get("/gift/<gift_id>/address")
def show_address(gift_id: str) -> ResponseReturnValue:
    """Where it goes, until it has left; afterwards the gift's page says where it is."""
    with reading() as session:
        gift = gift_by_cookie(session, gift_id)
        if gift.status not in MAY_CHANGE:
            return _back(gift_id, None)
        return _html(show_address_page(session, gift, utc_now(), reader(), this_look()))


@blueprint.get("/gift/<gift_id>/tell")
def show_tell(gift_id: str) -> ResponseReturnValue:
    """Where they can tell us something; a chip of another page opens one group of it."""
    with reading() as session:
        gift, opened = gift_by_cookie(session, gift_id), request.args.get("open")
        fault = "stale" if request.args.get("notice") == "stale" else None
        return _html(show_tell_page(session, gift, utc_now(), opened, reader(), this_look(), fault))


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
        return _html(page, error.status)
    if isinstance(told, Unclear):
        do_at_once(LOOK, gift_id)
        with reading() as session:
            gift = gift_by_cookie(session, gift_id)
            return _html(show_unclear_page(session, gift, at, told, reader(), this_look()))
    return _back(gift_id, "language_kept") if told.event_id is None else _tell_what_came(gift_id, told.event_id)


@blueprint.get("/gift/<gift_id>/told/<int:event_id>")
def show_told(gift_id: str, event_id: int) -> ResponseReturnValue:
    """What came of what they told us."""
    with reading() as session:
        gift = gift_by_cookie(session, gift_id)
        page = show_told_page(session, gift, event_id, utc_now(), reader(), this_look())
    return _back(gift_id, None) if page is None else _html(page)


def _tell_what_came(gift_id: str, event_id: int) -> AnyResponse:
    """The look at this gift is done here, in milliseconds; where it cannot be, the page waits for a worker's."""
    do_at_once(LOOK, gift_id)
    return redirect(f"/gift/{gift_id}/told/{event_id}#done", 303)


@blueprint.get("/gift/<gift_id>/privacy")
def show_known(gift_id: str) -> ResponseReturnValue:
    """What we know about the reader. It stays to be seen after the campaign: their facts outlive it."""
    with reading() as session:
        gift = gift_by_cookie(session, gift_id)
        return _html(known_page(session, gift, utc_now(), request.args.get("notice"), reader(), this_look()))


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
        return _ask_to_confirm(gift_id, "privacy", must, at)
    except RefusedError:
        notice = "invalid"
        event_id = None
    if event_id is not None:
        return _tell_what_came(gift_id, event_id)
    return redirect(f"/gift/{gift_id}/privacy?notice={notice}#done", 303)


def _erase(gift_id: str, at: datetime, not_confirmed: AnyResponse) -> AnyResponse:
    """The page that says what was erased answers the press itself: afterwards no address opens anything."""
    try:
        with transaction() as session:
            erased = erase_all(session, gift_by_cookie(session, gift_id), request.form, at, asked_language())
    except InvalidInput:
        return not_confirmed
    return _html(erased.page())


def _became(error: RefusedError) -> Became | None:
    if isinstance(error, GiftWithdrawn):
        return cast("Became", f"withdrawn_{error.param}") if error.param else "withdrawn"
    return _BECAME.get(type(error))


def _html(body: bytes, status: int = 200) -> Response:
    response = make_response(body, status)
    response.headers["Content-Type"] = "text/html; charset=utf-8"
    return response


def _not_yet(gift_id: str, locale: str, state: NotYet) -> Response:
    """A page that refreshes on its own; a player takes the status and offers to play again."""
    response = _html(waiting_page(locale, f"/gift/{gift_id}", state), ServiceUnavailable.code)
    if state != "refused":
        response.headers["Retry-After"] = str(AGAIN_SECONDS)
    return response


def _back(gift_id: str, notice: str | None) -> AnyResponse:
    if notice is None:
        return redirect(f"/gift/{gift_id}", 303)
    if notice in ELSEWHERE:
        return redirect(f"/gift/{gift_id}{ELSEWHERE[notice]}#done", 303)
    told = "" if notice in PLACES else f"?notice={notice}"
    return redirect(f"/gift/{gift_id}{told}#{PLACES.get(notice, 'done')}", 303)


def _ask_again(gift_id: str, at: datetime, error: AddressInvalid) -> Response:
    """The form with what was typed. It is answered at once, not by a redirect: an address has no business in a URL."""
    typed = {name: request.form.get(name, "") for name in FIELDS}
    with reading() as session:
        if request.form.get("page") == "address":
            gift = gift_by_cookie(session, gift_id)
            page = show_address_page(session, gift, at, reader(), this_look(), error.errors, typed)
            return _html(page, AddressInvalid.status)
        said = Said("address_invalid", error.errors, typed)
        return _html(
            gift_page(session, gift_by_cookie(session, gift_id), at, said, reader(), this_look()), AddressInvalid.status
        )


def _ask_to_confirm(gift_id: str, act: Literal["privacy", "answer"], must: MustBeNamed, at: datetime) -> Response:
    with reading() as session:
        gift = gift_by_cookie(session, gift_id)
        return _html(ask_to_confirm(session, gift, act, request.form, must, at, reader(), asked_language()))


def _decide_again(gift_id: str) -> None:
    """What is known about the person made their gift unsafe before the planning room had its turn."""
    with transaction() as session:
        look_at(session, gift_by_cookie(session, gift_id))
