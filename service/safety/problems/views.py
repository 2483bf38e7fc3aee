"""What is wrong with a gift that has arrived, on the reader's own link. GET changes nothing; each press counts once."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Final

from flask import request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from renderers.language.translations import text
from service.content.pages.reader import reader, this_look
from service.content.web.reply import html
from service.conversation.answer import answer_letter
from service.conversation.own_pages import own_gift, own_pages, take_press
from service.db.base import utc_now
from service.db.connect import reading
from service.errors import InvalidInput
from service.gifting.models import RecipientGift
from service.gifting.report_problem import report_broken, report_ill, report_wrong
from service.recipients.letters.keep import Place, keep_persons_letter
from service.recipients.lock import lock_person
from service.safety.problems.page import read_problem

blueprint = own_pages("problems")
_REFUSALS: Final = frozenset({"problem_none_left", "problem_known", "problem_not_arrived"})


@blueprint.get("/gift/<gift_id>/problem")
def show_problem(gift_id: str) -> ResponseReturnValue:
    """What can be said, and what was."""
    return _page(gift_id, None)


@blueprint.post("/gift/<gift_id>/problem")
def press_problem(gift_id: str) -> ResponseReturnValue:
    """One press. What was not taken in is said at once, and nothing has changed then."""
    return take_press(gift_id, "problem", _act, partial(_page, gift_id), _REFUSALS, needs_launch=True)


def _act(session: Session, gift: RecipientGift, locale: str, at: datetime) -> None:
    said = request.form.get("act", "")
    if said == "another":
        report_broken(session, gift, "another", at)
    elif said == "none":
        report_broken(session, gift, "none", at)
    elif said == "ill":
        report_ill(session, gift, at)
    elif said == "wrong":
        report_wrong(session, gift, at)
        _ask_giver(session, gift, locale, at)
    else:
        raise InvalidInput("There’s no such button.", param="act")


def _ask_giver(session: Session, gift: RecipientGift, locale: str, at: datetime) -> None:
    """How it goes back is for the giver to say, in the thread."""
    person = lock_person(session, gift.recipient_id)
    words, once_for = text(locale, "problem.wrong.message"), f"problem\n{request.form.get('nonce', '')}"
    kept = keep_persons_letter(
        session, person, Place(gift.id, gift.campaign_id), words, at, came_by="page", once_for=once_for
    )
    if kept.letter is not None:
        answer_letter(session, kept.letter, locale, at, only_giver=True)


def _page(gift_id: str, notice: str | None, status: int = 200) -> AnyResponse:
    at, look = utc_now(), this_look()
    with reading() as session:
        gift = own_gift(session, gift_id, needs_launch=True)
        return html(read_problem(session, gift, at, reader(), look, notice=notice), status)
