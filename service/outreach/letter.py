"""A mail as it goes over the wire: the parts that were drawn, and headers that let a mail program unsubscribe with one click."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from urllib.parse import urlsplit

from sqlalchemy.orm import Session

from service.campaigns.models import Campaign
from service.config import settings
from service.content import store
from service.content.links import links_of
from service.content.models import RenditionRow
from service.content.produce import newest
from service.content.question import draw_question
from service.errors import LinkClosed, NotFound
from service.gifting.models import RecipientGift
from service.outreach.models import MailMessage


@dataclass(frozen=True, slots=True)
class Letter:
    """What a person reads."""

    subject: str
    text: str
    html: str


def letter_of(session: Session, message: MailMessage) -> Letter:
    """What the mail says. Raises NotFound where its words went with the rest of an erased person's content or were never drawn,
    RenderRefused for a question that would not be right."""
    if message.kind == "question":
        return _question(session, session.get_one(RecipientGift, message.gift_id))
    rendition = newest(session, message.gift_id, "mail")
    if rendition is None:
        raise NotFound("The words of this mail are not kept any more.")
    return _invitation(rendition)


def _invitation(rendition: RenditionRow) -> Letter:
    return _letter(lambda name: store.read(rendition.input_hash, name))


def _question(session: Session, gift: RecipientGift) -> Letter:
    try:
        drawn = draw_question(session, gift)
    except LinkClosed:
        raise NotFound("The words of this mail are not kept any more.") from None
    return _letter(lambda name: drawn.files[name][1])


def _letter(read: Callable[[str], bytes]) -> Letter:
    subject, text, html = (read(name).decode() for name in ("subject", "text", "body"))
    return Letter(" ".join(subject.split()), text, html)


def write_letter(letter: Letter, gift: RecipientGift, campaign: Campaign, to: str, message_id: str) -> EmailMessage:
    """The whole message. Its id is made from ours, so that a mail sent twice can be known as one."""
    mail = EmailMessage(policy=SMTP)
    name, _, domain = settings().mail_from.rpartition("@")
    mail["From"] = Address(str(campaign.sender["name"]), name, domain)
    mail["To"] = to
    mail["Subject"] = letter.subject
    mail["Message-ID"] = f"<{message_id}@{urlsplit(settings().base_url).hostname}>"
    mail["List-Unsubscribe"] = f"<{links_of(gift).unsubscribe}>"
    mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(letter.text)
    mail.add_alternative(letter.html, subtype="html")
    return mail
