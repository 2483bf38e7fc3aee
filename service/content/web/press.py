"""What every press on a recipient's page goes through, and where it leads."""

from __future__ import annotations

from datetime import datetime
from typing import Final, Literal

from flask import Response, redirect, request
from sqlalchemy import bindparam, select
from werkzeug.wrappers import Response as AnyResponse

from renderers.microsite.draw import later_page
from service.content.declining.presses import ELSEWHERE
from service.content.pages.answers import ON_WHERE, PLACES
from service.content.pages.confirm import ask_to_confirm
from service.content.pages.nonce import is_nonce
from service.content.pages.presses import count_press, matters
from service.content.pages.reader import asked_language, gift_by_cookie, locale_of_look, reader
from service.content.web.reply import html
from service.db.connect import reading
from service.errors import TooMany
from service.gifting.look_again import KIND as LOOK
from service.jobs.at_once import do_at_once
from service.recipients.facts.take_away import MustBeNamed
from service.recipients.models import Recipient

_LOCALE: Final = select(Recipient.locale).where(Recipient.id == bindparam("person"))


def refuse_press(gift_id: str, at: datetime, stale: AnyResponse) -> AnyResponse | None:
    """What is answered to a press that is not taken in: `stale` where its form is not ours or too old, a page that asks to wait
    where its person pressed too often. None where it is good. Strangers come no further and cost no write. Raises LinkClosed."""
    with reading() as session:
        gift = gift_by_cookie(session, gift_id)
        if not is_nonce(gift, request.form.get("nonce", ""), at):
            return stale
        locale = locale_of_look(session.scalars(_LOCALE, {"person": gift.recipient_id}).one())
        is_heard = matters(session, gift.recipient_id, request.form)
    try:
        count_press(gift.recipient_id, matters=is_heard)
    except TooMany as error:
        response = html(later_page(locale, "too_many"), error.status)
        response.headers["Retry-After"] = str(error.wait_seconds)
        return response
    return None


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
