"""The offer that a reminder carries: a message that we begin, so that limits, pauses and an unsubscription hold for it.

News of a parcel, confirmations, replies and warnings pass those limits, so they never sell; an invitation and a question are about
the gift alone, and whoever is asked how it is, is asked and nothing else.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from service.brain.offers.mailed import may_carry, note_mailed, offer_for_mail
from service.outreach.models import MailMessage
from service.recipients.models import Recipient


def put_offer_beside(session: Session, message: MailMessage, person: Recipient, at: datetime) -> None:
    """Gives a reminder that was just written the offer that fits best, where there is one. Staff's acts are not waited for: whether
    it still stands is asked when the mail leaves."""
    if message.kind == "reminder" and message.way == "mail" and message.state == "queued":
        offer = offer_for_mail(session, person, at)
        message.about_id = None if offer is None else offer.id


def offer_beside(message: MailMessage) -> str | None:
    """The id of the offer in it."""
    return message.about_id if message.kind == "reminder" else None


def leaves_with(
    session: Session, message: MailMessage, person: Recipient, drawn_with: str | None, at: datetime
) -> bool:
    """Whether a mail that was drawn with this offer, or None, may leave so; counted then. False: it is to be drawn again. Asked in
    the transaction that commits `sending`, the person locked."""
    if drawn_with is None:
        if offer_beside(message) is not None:
            message.about_id = None  # it could not be drawn
        return True
    if offer_beside(message) != drawn_with:
        return False
    if not may_carry(session, person, drawn_with, message.id, at):
        message.about_id = None
        return False
    note_mailed(session, person, drawn_with, message.id, at)
    return True


def is_still_carried(session: Session, message: MailMessage, person: Recipient, at: datetime) -> bool:
    """The same, asked once more as the text is about to go; nothing is written."""
    offer_id = offer_beside(message)
    return offer_id is None or may_carry(session, person, offer_id, message.id, at)
