"""What a text message says, drawn when it is sent or looked at: no copy of it and of its link is kept."""

from __future__ import annotations

from datetime import datetime
from typing import Final, cast

from markupsafe import escape
from sqlalchemy.orm import Session

from renderers.mail.after_yes.welcome import NUMBERS
from renderers.sms.draw import TextMessage, Told, text_message
from service.campaigns.givers.whose import sender_words
from service.config import settings
from service.content.stories.sender import sender_of
from service.gifting.find import campaign_of
from service.gifting.models import RecipientGift
from service.outreach.by_hand.codes import code_link, give_code
from service.outreach.letters.letter import Letter
from service.outreach.models import MailMessage
from service.recipients.models import Recipient

_NOWHERE: Final = "00000-00000"
"""Stands for the code where staff look: a person's own link is nobody else's to hold."""


def draw_text(session: Session, message: MailMessage, at: datetime) -> TextMessage:
    """The message with its person's own short link, which opens their page from now on. Raises RenderError where it would not be
    right."""
    gift = session.get_one(RecipientGift, message.gift_id)
    return _drawn(session, message, gift, code_link(give_code(session, gift, at)))


def text_for_staff(session: Session, message: MailMessage) -> Letter:
    """The message as staff look at it: its link leads nowhere. Raises RenderError."""
    gift = session.get_one(RecipientGift, message.gift_id)
    text = _drawn(session, message, gift, f"{settings().base_url}/c/{_NOWHERE}")
    size = text.size
    subject = f"Text message, {size.parts} part{'' if size.parts == 1 else 's'}"
    return Letter(subject, text.words, f'<p style="white-space:pre-line">{escape(text.words)}</p>')


def _told(message: MailMessage) -> Told:
    """Its sentence; each of the first messages has one of its own."""
    number = f"_{NUMBERS.index(message.about_id) + 1}" if message.kind == "welcome" and message.about_id else ""
    return cast(Told, f"{message.kind}{number}")


def _drawn(session: Session, message: MailMessage, gift: RecipientGift, link: str) -> TextMessage:
    locale = session.get_one(Recipient, message.recipient_id).locale
    campaign = campaign_of(session, gift)
    sender = sender_of(campaign, locale, sender_words(session, campaign, gift.recipient_id))
    return text_message(_told(message), locale, sender, link)
