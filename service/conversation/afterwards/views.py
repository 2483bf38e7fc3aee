"""The pages after an answer, on the recipient's own link. GET changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from typing import Final

from flask import make_response, redirect, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from renderers.microsite.afterwards.pages import RULE_SAID, meeting_title
from service.campaigns.models import Campaign
from service.content.declining.presses import press_company_rule
from service.content.pages.reader import locale_of_look, reader, this_look
from service.content.stories.giver import giver_of
from service.content.web.reply import html
from service.conversation.afterwards.calendar_file import calendar_file
from service.conversation.afterwards.meeting import booked
from service.conversation.afterwards.office import office_says_no
from service.conversation.afterwards.press import press_after, press_how
from service.conversation.afterwards.read_pages import is_too_early, read_after, read_how, read_office
from service.conversation.own_pages import own_gift, own_pages, take_press
from service.db.base import utc_now
from service.db.connect import reading
from service.errors import NotFound
from service.gifting.models import RecipientGift
from service.recipients.afterwards.export import export_afterwards
from service.recipients.models import Recipient

pages = own_pages("afterwards")
_SAID: Final = frozenset(
    {
        "thanks_shown", "thanks_own", "thanks_gone", "meeting_booked", "meeting_canceled", "meetings_refused",
        "office_decline", "office_stop", "office_send_back", *RULE_SAID,
    }
)  # fmt: skip
"""What an address may have a page say: only what has happened, and each at its own page."""


def _office(session: Session, gift: RecipientGift, form: Mapping[str, str], locale: str, at: datetime) -> str:
    if "rule" in form:
        # A sum that cannot be read is told on the page; nothing has changed then.
        return press_company_rule(session, gift, form, at)
    return f"office_{office_says_no(session, gift, form.get('way', ''), locale, form.get('nonce', ''), at)}"


_PRESSES: Final[Mapping[str, Callable[[Session, RecipientGift, Mapping[str, str], str, datetime], str | None]]] = {
    "how": press_how,
    "after": press_after,
    "office": _office,
}


@pages.get("/gift/<gift_id>/<any(how, after, office):place>")
def show_place(gift_id: str, place: str) -> ResponseReturnValue:
    """One of the pages. A link in our mail marks an answer on "how is it?"; only a press there counts. Before the gift has
    arrived it leads to the gift's own page, which says what is true."""
    notice = request.args.get("notice", "")
    if place == "how":
        with reading() as session:
            if is_too_early(session, own_gift(session, gift_id, needs_launch=True)):
                return redirect(f"/gift/{gift_id}", 303)
    return _page(gift_id, place, notice if notice in _SAID else None)


@pages.post("/gift/<gift_id>/<any(how, after, office):place>")
def press_place(gift_id: str, place: str) -> ResponseReturnValue:
    """One press. What was not taken in is said at once, with what was typed still in its field."""

    def act(session: Session, gift: RecipientGift, locale: str, at: datetime) -> str | None:
        return _PRESSES[place](session, gift, request.form, locale, at)

    return take_press(gift_id, place, act, partial(_page, gift_id, place), _REFUSALS, needs_launch=True)


_REFUSALS: Final = frozenset({"note_empty", "note_too_long", "slot_taken", "office_nothing"})


@pages.get("/gift/<gift_id>/meeting.ics")
def send_calendar_file(gift_id: str) -> ResponseReturnValue:
    """The booked meeting for a calendar. Raises NotFound where none is booked."""
    with reading() as session:
        gift = own_gift(session, gift_id, needs_launch=True)
        found = booked(session, gift.id)
        if found is None:
            raise NotFound("There’s no meeting.")
        answer, slot = found
        sender, _ = giver_of(session, session.get_one(Campaign, gift.campaign_id), gift.recipient_id)
        locale = locale_of_look(session.get_one(Recipient, gift.recipient_id).locale)
        title = meeting_title(locale, sender)
        body = calendar_file(gift.id, title, slot.starts_at, slot.minutes, answer.changes, answer.at)
    response = make_response(body)
    response.headers["Content-Type"] = "text/calendar; charset=utf-8; method=PUBLISH"
    response.headers["Content-Disposition"] = "attachment; filename=meeting.ics"
    return response


@pages.get("/gift/<gift_id>/after.json")
def save_afterwards(gift_id: str) -> ResponseReturnValue:
    """What the reader said of this gift, for them to keep."""
    with reading() as session:
        gift = own_gift(session, gift_id, needs_launch=True)
        said = export_afterwards(session, gift.recipient_id, gift.id)
    response = make_response(said)
    response.headers["Content-Disposition"] = "attachment; filename=afterwards.json"
    return response


def _page(gift_id: str, place: str, notice: str | None, status: int = 200) -> AnyResponse:
    at, look = utc_now(), this_look()
    with reading() as session:
        gift = own_gift(session, gift_id, needs_launch=True)
        if place == "how":
            ready = request.args.get("is", "")
            body = read_how(session, gift, at, reader(), look, notice=notice, ready=ready)
        elif place == "after":
            typed = request.form.get("words", "")
            body = read_after(session, gift, at, reader(), look, notice=notice, typed=typed)
        else:
            body = read_office(session, gift, at, reader(), look, notice=notice)
    return html(body, status)
