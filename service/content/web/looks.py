"""A look at one of our pages, as the page itself reports it after a real pointer, touch or key event. A GET is never
one (rule 18)."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import Session

from service.brain.events.models import ENTRIES
from service.brain.events.on_page import note_look, note_other_looked
from service.contact.wishes.choices import choices_of
from service.content.pages.nonce import is_nonce
from service.content.pages.reader import ENTRY, gift_by_cookie, reader
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.errors import Forbidden, RefusedError
from service.gifting.models import SoftHold
from service.recipients.models import Recipient

blueprint = Blueprint("looks", __name__)
_ASKS_NOT: Final = {"DNT": "1", "Sec-GPC": "1"}
"""What a browser sends whose user does not want to be tracked."""
_ENTRIES: Final = {name: name for name in ENTRIES}
_TABLETS: Final = ("ipad", "tablet")
_PHONES: Final = ("mobile", "iphone", "android")


@blueprint.post("/gift/<gift_id>/look")
def take_look(gift_id: str) -> ResponseReturnValue:
    """One look, sent by the page; nobody waits for the answer."""
    at = utc_now()
    if asks_not_to_be_counted():
        return "", 204
    try:
        with reading() as session:
            gift = gift_by_cookie(session, gift_id)
            if not is_nonce(gift, request.form.get("nonce", ""), at):
                raise Forbidden("This page was out of date.", param="nonce")
        if reader() == "not_me":
            return "", 204
        with transaction() as session:
            if product_id := request.form.get("product", ""):
                _note_other(session, gift.id, gift.recipient_id, product_id, at)
                return "", 204
            entry = request.cookies.get(ENTRY, "")
            device = device_of(request.headers.get("User-Agent", ""))
            if entry == "mail" and _comes_by_text(session, gift.recipient_id, at):
                entry = "text"
            note_look(session, gift.recipient_id, request.form.get("page", ""), _ENTRIES.get(entry), device, at)
    except RefusedError as error:
        return "", error.status
    return "", 204


def asks_not_to_be_counted() -> bool:
    """Whether this request comes from a browser whose user does not want to be tracked."""
    return any(request.headers.get(name, "").strip() == asks for name, asks in _ASKS_NOT.items())


def _note_other(session: Session, gift_id: str, recipient_id: str, product_id: str, at: datetime) -> None:
    """A look at one of the other gifts, as long as it is set aside for them: any other was not shown."""
    shown = select(SoftHold.product_id).where(
        SoftHold.gift_id == gift_id, SoftHold.product_id == product_id, SoftHold.until > at
    )
    if session.scalar(shown) is not None:
        note_other_looked(session, recipient_id, gift_id, product_id, at)


def _comes_by_text(session: Session, recipient_id: str, at: datetime) -> bool:
    """A message and a text hold the same link; which of them somebody chose tells them apart."""
    return choices_of(session, session.get_one(Recipient, recipient_id), at.date()).channel == "text"


def device_of(user_agent: str) -> str:
    """phone, tablet or computer, by what a browser says of itself. Nothing finer is ever kept."""
    said = user_agent.lower()
    is_tablet = any(word in said for word in _TABLETS) or ("android" in said and "mobile" not in said)
    return "tablet" if is_tablet else "phone" if any(word in said for word in _PHONES) else "computer"
