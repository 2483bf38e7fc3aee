"""Asks a person for whom nothing can be chosen until they answer: one mail with the link to their question."""

from __future__ import annotations

from contextlib import suppress
from functools import partial
from typing import Final

from sqlalchemy.orm import Session

from service.campaigns.transitions import PAUSED
from service.contact.gift_state import ended
from service.content.mails.question import draw_question
from service.db.base import utc_now
from service.db.connect import reading
from service.errors import LinkClosed
from service.gifting.find import campaign_of
from service.gifting.models import RecipientGift
from service.jobs.act_types import Effect, Lease
from service.jobs.put_off import put_off_wish
from service.outreach.best_now import LOOK_AGAIN, is_best_now
from service.outreach.occasions.write_down import come_back, is_written, write_down

KIND: Final = "outreach.ask"


def ask_job(lease: Lease) -> Effect:
    """The act of `outreach.ask`: subject is the gift. Raises RenderRefused where the mail would not be right."""
    # Someone who was erased is not asked, and the effect writes that down.
    with reading() as session, suppress(LinkClosed):
        draw_question(session, session.get_one(RecipientGift, lease.subject_id))
    return partial(ask, gift_id=lease.subject_id, version=lease.version)


def ask(session: Session, *, gift_id: str, version: int = 1) -> None:
    """Writes the question mail down, once for a gift, and asks for it to be sent, where nothing else is better for them now. A
    paused campaign asks nobody yet."""
    at = utc_now()
    gift = session.get_one(RecipientGift, gift_id)
    if is_written(session, gift, "question") or ended(session, gift, "question", at):
        return
    if campaign_of(session, gift).status == PAUSED:
        come_back(session, gift, KIND, version, at)
        return
    verdict = is_best_now(session, gift, "ask", at)
    if not verdict.is_best:
        put_off_wish(session, KIND, gift.id, version, verdict.again or at + LOOK_AGAIN)
        return
    write_down(session, gift, "question", at)
