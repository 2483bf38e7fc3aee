"""What every page of a reader's own conversation has in common: who may read it, and how a press on it is taken in."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime
from typing import Final

from flask import Blueprint, redirect, request
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from service.content.pages.nonce import is_nonce
from service.content.pages.presses import count_press
from service.content.pages.reader import gift_by_cookie, locale_of_look, reader
from service.content.web.reply import keep_to_the_reader, show_closed
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.errors import LinkClosed, NotFound, RefusedError, TooMany
from service.gifting.models import RecipientGift
from service.recipients.models import Recipient

Act = Callable[[Session, RecipientGift, str, datetime], str | None]
"""What a press does: the gift, the language it is read in and the moment; answers what is said of it, or None for nothing."""
_STALE: Final = 409


def own_pages(name: str) -> Blueprint:
    """Pages that are kept to their reader, and close kindly."""
    pages = Blueprint(name, __name__)
    pages.after_request(keep_to_the_reader)
    pages.register_error_handler(LinkClosed, show_closed)
    pages.register_error_handler(NotFound, show_closed)
    return pages


def own_gift(session: Session, gift_id: str, *, needs_launch: bool = False) -> RecipientGift:
    """The gift whose link this browser came by. Raises LinkClosed, also for whoever said that it is not theirs, and with
    `needs_launch` before there was one."""
    gift = gift_by_cookie(session, gift_id)
    if reader() == "not_me" or (needs_launch and gift.launched_at is None):
        raise LinkClosed("This page belongs to somebody else.")
    return gift


def take_press(
    gift_id: str,
    place: str,
    act: Act,
    again: Callable[[str, int], AnyResponse],
    refusals: Collection[str],
    *,
    needs_launch: bool = False,
) -> AnyResponse:
    """One press on the page `place` below the gift's. What was not taken in is said at once: `again` draws the page with a notice
    and a status, and the codes of `refusals` have a notice of their own. Raises LinkClosed."""
    at = utc_now()
    with reading() as session:
        gift = own_gift(session, gift_id, needs_launch=needs_launch)
        recipient_id = gift.recipient_id
        locale = locale_of_look(session.get_one(Recipient, recipient_id).locale)
        is_ours = is_nonce(gift, request.form.get("nonce", ""), at)
    if not is_ours:
        return again("stale", _STALE)
    try:
        count_press(recipient_id)
        with transaction() as session:
            notice = act(session, own_gift(session, gift_id, needs_launch=needs_launch), locale, at)
    except LinkClosed:
        raise
    except TooMany as error:
        response = again("too_many", error.status)
        response.headers["Retry-After"] = str(error.wait_seconds)
        return response
    except RefusedError as error:
        return again(error.code if error.code in refusals else "stale", error.status)
    said = f"?notice={notice}#done" if notice else ""
    return redirect(f"/gift/{gift_id}/{place}{said}", 303)
