"""A recall as the person reads it at their own link, also after their gift's page has closed. Looking changes nothing."""

from __future__ import annotations

from flask import Blueprint, redirect, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from renderers.microsite.recall import recall_page
from service.content.pages.language import note_of
from service.content.pages.nonce import form_nonce, is_nonce
from service.content.pages.presses import count_press
from service.content.pages.reader import gift_by_cookie, this_look
from service.content.stories.story import waiting_story
from service.content.web.reply import html, keep_to_the_reader, show_closed
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.errors import LinkClosed, NotFound
from service.gifting.models import RecipientGift
from service.outreach.letters.recall_letter import recall_facts
from service.outreach.models import Recall, RecallNotice
from service.outreach.warnings.recalls import confirm_notice, sent_notice
from service.recipients.models import Recipient

blueprint = Blueprint("reader", __name__)


blueprint.after_request(keep_to_the_reader)
blueprint.register_error_handler(LinkClosed, show_closed)
blueprint.register_error_handler(NotFound, show_closed)


@blueprint.get("/gift/<gift_id>/recall")
def show_notice(gift_id: str) -> ResponseReturnValue:
    """The notice to a person whose gift was recalled or is not safe."""
    with reading() as session:
        gift = gift_by_cookie(session, gift_id)
        return html(_page(session, gift, _notice(session, gift), is_stale=request.args.get("notice") == "stale"))


@blueprint.post("/gift/<gift_id>/recall")
def press_read(gift_id: str) -> ResponseReturnValue:
    """ "I have read this": counts once, from a form of ours alone."""
    at = utc_now()
    with reading() as session:
        count_press(gift_by_cookie(session, gift_id).recipient_id, matters=True)
    with transaction() as session:
        gift = gift_by_cookie(session, gift_id)
        notice = _notice(session, gift)
        if not is_nonce(gift, request.form.get("nonce", ""), at):
            return redirect(f"/gift/{gift_id}/recall?notice=stale#done", 303)
        confirm_notice(session, notice, at)
    return redirect(f"/gift/{gift_id}/recall#done", 303)


def _notice(session: Session, gift: RecipientGift) -> RecallNotice:
    notice = sent_notice(session, gift.id)
    if notice is None:
        raise NotFound("There’s no such notice.")
    return notice


def _page(session: Session, gift: RecipientGift, notice: RecallNotice, *, is_stale: bool) -> bytes:
    recall = session.get_one(Recall, notice.recall_id)
    listed, look = session.get_one(Recipient, gift.recipient_id).locale, this_look()
    locale = look.asked or listed
    return recall_page(
        waiting_story(session, gift, locale),
        recall_facts(session, recall, gift, locale),
        base_path=f"/gift/{gift.id}",
        nonce=form_nonce(gift, utc_now()),
        confirmed_at=notice.confirmed_at,
        is_stale=is_stale,
        # Which language their other things are in has no place beside a warning.
        language=None if look.asked else note_of(listed, None, look.browser),
    )
