"""What every press on a recipient's page goes through, and where it leads."""

from __future__ import annotations

from datetime import datetime
from typing import Literal, NamedTuple

from flask import Response, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from renderers.microsite.draw import later_page
from service.content.declining.presses import ELSEWHERE
from service.content.pages.answers import ON_WHERE, PLACES
from service.content.pages.confirm import ask_to_confirm
from service.content.pages.nonce import is_nonce
from service.content.pages.presses import count_press, matters
from service.content.pages.reader import asked_language, gift_by_cookie, locale_of_look, presser_by_cookie, reader
from service.content.web.reply import html
from service.db.connect import glancing, reading
from service.errors import TooMany
from service.gifting.look_again import KIND as LOOK
from service.jobs.at_once import do_at_once
from service.recipients.facts.take_away import MustBeNamed


def refuse_press(gift_id: str, at: datetime, stale: AnyResponse) -> AnyResponse | None:
    """What is answered to a press that is not taken in: `stale` where its form is not ours or too old, a page that asks to wait
    where its person pressed too often. None where it is good. Strangers come no further and cost no write. Raises LinkClosed."""
    return press_of(gift_id, at, stale).refused


class Press(NamedTuple):
    """Whose press it is, and what is answered to one that is not taken in."""

    recipient_id: str
    refused: AnyResponse | None


def press_of(gift_id: str, at: datetime, stale: AnyResponse) -> Press:
    """The same, with whose press it is: the transaction that takes it in locks them first. Raises LinkClosed."""
    with glancing() as connection:
        gift = presser_by_cookie(connection, gift_id)
        if not is_nonce(gift, request.form.get("nonce", ""), at):
            return Press(gift.recipient_id, stale)
        is_heard = matters(connection, gift.recipient_id, request.form)
    try:
        count_press(gift.recipient_id, matters=is_heard)
    except TooMany as error:
        response = html(later_page(locale_of_look(gift.locale), "too_many"), error.status)
        response.headers["Retry-After"] = str(error.wait_seconds)
        return Press(gift.recipient_id, response)
    return Press(gift.recipient_id, None)


def back(gift_id: str, notice: str | None) -> AnyResponse:
    if notice is None:
        return redirect(f"/gift/{gift_id}", 303)
    if notice in ELSEWHERE:
        return redirect(f"/gift/{gift_id}{ELSEWHERE[notice]}#done", 303)
    if notice in ON_WHERE:
        return redirect(f"/gift/{gift_id}/where?notice={notice}#done", 303)
    told = "" if notice in PLACES else f"?notice={notice}"
    return redirect(f"/gift/{gift_id}{told}#{PLACES.get(notice, 'done')}", 303)


def tell_what_came(gift_id: str, event_id: int) -> AnyResponse:
    """The look at this gift is done here, in milliseconds; where it cannot be, the page waits for a worker's."""
    do_at_once(LOOK, gift_id)
    return redirect(f"/gift/{gift_id}/told/{event_id}#done", 303)


def ask_to_confirm_first(gift_id: str, act: Literal["privacy", "answer"], must: MustBeNamed, at: datetime) -> Response:
    with reading() as session:
        gift = gift_by_cookie(session, gift_id)
        return html(ask_to_confirm(session, gift, act, request.form, must, at, reader(), asked_language()))
