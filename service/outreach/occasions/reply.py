"""Mails a person what was written to them in their thread: by the giver, or automatically to a letter that came by mail."""

from __future__ import annotations

from functools import partial

from sqlalchemy.orm import Session

from service.db.base import utc_now
from service.gifting.models import RecipientGift
from service.jobs.act_types import Effect, Lease
from service.outreach.occasions.write_down import is_written, write_down
from service.recipients.letters.models import Letter


def reply_job(lease: Lease) -> Effect:
    """The act of `outreach.reply`: subject is the letter. All of it is effect."""
    return partial(write_reply, lease.subject_id)


def write_reply(letter_id: str, session: Session) -> None:
    """Writes the mail down, once for each letter. Caps and holdouts let it pass, an unsubscribing or a pause does not. Nothing
    where the letter went with its person."""
    letter = session.get(Letter, letter_id)
    if letter is None or letter.writer == "person":
        return
    gift = session.get_one(RecipientGift, letter.gift_id)
    if not is_written(session, gift, "reply", letter_id):
        write_down(session, gift, "reply", utc_now(), once_for=letter_id, about_id=letter_id)
