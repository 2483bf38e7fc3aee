"""A mail as it goes over the wire: the parts that were drawn, and headers that let a mail program unsubscribe with one click."""

from __future__ import annotations

from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from urllib.parse import urlsplit

from service.campaigns.models import Campaign
from service.config import settings
from service.content import store
from service.content.links import links_of
from service.content.models import RenditionRow
from service.gifting.models import RecipientGift


@dataclass(frozen=True, slots=True)
class Letter:
    """What a person reads."""

    subject: str
    text: str
    html: str


def read_letter(rendition: RenditionRow) -> Letter:
    """The drawn mail. Raises NotFound where its files are gone."""
    parts = {name: store.read(rendition.input_hash, name).decode() for name in ("subject", "text", "body")}
    return Letter(" ".join(parts["subject"].split()), parts["text"], parts["body"])


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
