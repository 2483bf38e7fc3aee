"""A mail as it goes over the wire: the parts that were drawn, and headers that let a mail program unsubscribe with one click."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Final

from sqlalchemy.orm import Session

from renderers.brand.theme import theme_of
from renderers.context import Rendition
from renderers.errors import ImageRefused
from renderers.language.translations import direction
from renderers.mail.draw import FILM_MOVING, FILM_PICTURE, without_pictures
from renderers.mail.film_picture import MEDIA_TYPE, film_picture
from service.campaigns.drawn import drawn_for
from service.campaigns.models import Campaign
from service.config import settings
from service.contact.rules import SAFETY
from service.content.links import links_of
from service.content.mails.donation import draw_donation
from service.content.mails.how_is_it import draw_how_is_it
from service.content.mails.on_its_way import draw_on_its_way
from service.content.mails.question import draw_question
from service.content.mails.reminder import draw_reminder, draw_swap_offer
from service.content.mails.reply import draw_reply
from service.content.mails.safety import draw_chosen_again, draw_safety_notice
from service.content.mails.welcome import draw_welcome
from service.content.mails.withdrawn import draw_withdrawn
from service.content.produce import newest
from service.content.stories.story import brand_of
from service.db.base import utc_now
from service.errors import Conflict, LinkClosed, NotFound
from service.gifting.models import Incident, RecipientGift
from service.gifting.others_free import others_free
from service.outreach.letters.envelope import POLICY, mail_address
from service.outreach.letters.recall_letter import draw_recall, recall_picture
from service.outreach.letters.return_path import message_id_of
from service.outreach.models import MailMessage
from service.recipients.models import Recipient
from service.storage.in_force import storage

_Drawing = Callable[[Session, MailMessage], Rendition]


def _of_gift(draw: Callable[[Session, RecipientGift], Rendition]) -> _Drawing:
    return lambda session, message: draw(session, session.get_one(RecipientGift, message.gift_id))


def _of_incident(session: Session, message: MailMessage) -> Rendition:
    incident = session.get_one(Incident, message.about_id)
    return draw_safety_notice(session, session.get_one(RecipientGift, message.gift_id), incident.product_id)


def _of_letter(session: Session, message: MailMessage) -> Rendition:
    return draw_reply(session, session.get_one(RecipientGift, message.gift_id), message.about_id or "")


def _of_reminder(session: Session, message: MailMessage) -> Rendition:
    return draw_reminder(session, session.get_one(RecipientGift, message.gift_id), message.about_id)


def _of_welcome(session: Session, message: MailMessage) -> Rendition:
    return draw_welcome(session, session.get_one(RecipientGift, message.gift_id), message.about_id or "")


def _of_welcome_untold(session: Session, message: MailMessage) -> Rendition:
    gift = session.get_one(RecipientGift, message.gift_id)
    return draw_welcome(session, gift, message.about_id or "", for_staff=True)


_DRAWN_WHEN_READ: Final[Mapping[str, _Drawing]] = {
    "question": _of_gift(draw_question),
    "reminder": _of_reminder,
    "how_is_it": _of_gift(draw_how_is_it),
    "welcome": _of_welcome,
    "donation_note": _of_gift(draw_donation),
    "reply": _of_letter,
    "delivery_news": _of_gift(draw_on_its_way),
    "withdrawn": _of_gift(draw_withdrawn),
    "chosen_again": _of_gift(draw_chosen_again),
    "safety_notice": _of_incident,
    "recall": draw_recall,
}
"""Mails whose words are drawn when they are read: no copy of them and their link is kept."""
_FOR_STAFF: Final[Mapping[str, _Drawing]] = {
    "delivery_news": _of_gift(lambda session, gift: draw_on_its_way(session, gift, for_staff=True)),
    "reminder": _of_gift(draw_reminder),
    "welcome": _of_welcome_untold,
}
"""Those that hold what their reader alone may know, without it."""


@dataclass(frozen=True, slots=True)
class Letter:
    """What a person reads. `pictures` (content id -> media type, bytes) travel inside the mail: nothing is fetched to read it."""

    subject: str
    text: str
    html: str
    pictures: Mapping[str, tuple[str, bytes]] = field(default_factory=dict)
    others: tuple[str, ...] = ()
    """Ids of products that it names, which their person could have instead."""


def letter_of(session: Session, message: MailMessage, *, for_staff: bool = False) -> Letter:
    """What the mail says; `for_staff`: without what leads to its person’s address, and without an offer, which would tell who is
    in a segment.

    Raises NotFound where its words went with the rest of an erased person's content or were never drawn, RenderRefused for a
    question or a reminder that would not be right.
    """
    if message.kind == "swap_offer":
        return _of_swap_offer(session, message, for_staff=for_staff)
    if message.kind in _DRAWN_WHEN_READ:
        draw = _DRAWN_WHEN_READ[message.kind]
        letter = _drawn(_FOR_STAFF.get(message.kind, draw) if for_staff else draw, session, message)
        return replace(letter, pictures=recall_picture(session, message)) if message.kind == "recall" else letter
    rendition = newest(session, message.gift_id, "mail")
    if rendition is None:
        raise NotFound("We no longer keep the text of this email.")
    gift = session.get_one(RecipientGift, message.gift_id)
    letter = _letter(lambda name: storage().read(rendition.input_hash, name))
    pictures = _pictures(session, gift)
    return replace(letter, pictures=pictures) if pictures else replace(letter, html=without_pictures(letter.html))


def _pictures(session: Session, gift: RecipientGift) -> Mapping[str, tuple[str, bytes]]:
    """The film's preview, moving and still; none where it is not there. It shows the gift, and nobody's name or reason."""
    rendition = newest(session, gift.id, "video")
    if rendition is None or "preview" not in rendition.files:
        return {}
    if not drawn_for(session, gift.recipient_id, gift.campaign_id).has_film:
        return {}
    campaign, reader = session.get_one(Campaign, gift.campaign_id), session.get_one(Recipient, gift.recipient_id)
    ember, starts_right = theme_of(brand_of(campaign.brand)).light.ember, direction(reader.locale) == "rtl"
    with suppress(NotFound, ImageRefused):
        preview = storage().read(rendition.input_hash, "preview")
        still = film_picture(preview, ember, starts_right=starts_right)
        return {
            FILM_PICTURE: (MEDIA_TYPE, still),
            FILM_MOVING: (str(rendition.files["preview"]["media_type"]), preview),
        }
    return {}


def _of_swap_offer(session: Session, message: MailMessage, *, for_staff: bool) -> Letter:
    """What is free for somebody rests on what they told, so staff read it without."""
    gift = session.get_one(RecipientGift, message.gift_id)
    others = () if for_staff else others_free(session, gift, utc_now())
    letter = _drawn(lambda session, _: draw_swap_offer(session, gift, others), session, message)
    return replace(letter, others=tuple(product.id for product in others))


def _drawn(draw: _Drawing, session: Session, message: MailMessage) -> Letter:
    try:
        drawn = draw(session, message)
    except (Conflict, LinkClosed):
        raise NotFound("We no longer keep the text of this email.") from None
    return _letter(lambda name: drawn.files[name][1])


def _letter(read: Callable[[str], bytes]) -> Letter:
    subject, text, html = (read(name).decode() for name in ("subject", "text", "body"))
    return Letter(" ".join(subject.split()), text, html)


def write_letter(
    letter: Letter, gift: RecipientGift, giver: str, to: str, message: MailMessage, reply_to: str | None
) -> EmailMessage:
    """The whole message; `giver`: in whose name, `reply_to`: where an answer goes. Its id is made from ours, so that a mail sent
    twice can be known as one.

    A safety mail offers no way out, since there is none: it would promise what does not hold. Raises Unmailable for an address that
    cannot be written.
    """
    mail = EmailMessage(policy=POLICY)
    giver = " ".join(giver.split())
    mail["From"] = mail_address(settings().mail_from, giver)
    mail["To"] = mail_address(to)
    if reply_to is not None:
        mail["Reply-To"] = mail_address(reply_to, giver)
    mail["Subject"] = letter.subject
    mail["Date"] = format_datetime(utc_now())
    mail["Message-ID"] = message_id_of(message.id)
    if message.kind not in SAFETY:
        mail["List-Unsubscribe"] = f"<{links_of(gift).unsubscribe}>"
        mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(letter.text)
    mail.add_alternative(letter.html, subtype="html")
    _, html = mail.iter_parts()
    for name, (media_type, picture) in letter.pictures.items():
        kind = media_type.removeprefix("image/")
        html.add_related(picture, "image", kind, cid=f"<{name}>", disposition="inline", filename=f"{name}.{kind}")
    return mail
