"""A mail drawn, addressed and sealed, before anything is marked as being sent."""

from __future__ import annotations

from dataclasses import replace
from email.errors import MessageError

from sqlalchemy.orm import Session

from service.campaigns.givers.colleague import giver_user
from service.campaigns.givers.whose import sender_words
from service.campaigns.models import Campaign
from service.config import settings
from service.content.produce import RenderRefused, newest
from service.db.connect import reading
from service.errors import HandpickedError, NotFound, PermanentError
from service.gifting.models import RecipientGift
from service.outreach.letters.carried_offer import offer_beside
from service.outreach.letters.envelope import Envelope, Unmailable, seal
from service.outreach.letters.letter import Letter, letter_of, write_letter
from service.outreach.letters.return_path import return_path_of
from service.outreach.models import MailMessage
from service.recipients.models import Recipient


class NotDrawn(PermanentError):
    """The mail's words are not there."""

    code = "mail_not_drawn"


def ready_letter(message_id: str) -> Envelope | HandpickedError:
    """The sealed mail; or what keeps it from being one: NotDrawn where its words are not there, Unmailable where its address or any
    part of it cannot be written, RenderRefused where its words would not be right."""
    with reading() as session:
        message = session.get_one(MailMessage, message_id)
        gift = session.get_one(RecipientGift, message.gift_id)
        to = session.get_one(Recipient, message.recipient_id).email
        try:
            letter, offer_id = _with_offer(session, message)
        except NotFound:
            return NotDrawn("The email was never made.")
        except RenderRefused as refused:
            return refused
        if to is None:
            return NotDrawn("There is no address to send it to.")
        campaign = session.get_one(Campaign, gift.campaign_id)
        try:
            giver = str(sender_words(session, campaign, message.recipient_id)["name"])
            mail = write_letter(letter, gift, giver, to, message, _answers_to(session, campaign, message))
            return replace(seal(mail, to), offer_id=offer_id, others=letter.others, giver=giver)
        except Unmailable as error:
            return error
        except (ValueError, MessageError):
            return Unmailable("This email can’t be written in a form mail servers accept.")


def is_as_drawn(session: Session, message: MailMessage, gift: RecipientGift, giver: str) -> bool:
    """Whether a letter in this giver's name still is what its person is to read: nobody else gives to them meanwhile, and no newer
    page than the one it invites to is about to be drawn."""
    campaign = session.get_one(Campaign, gift.campaign_id)
    if str(sender_words(session, campaign, gift.recipient_id)["name"]) != giver:
        return False
    if message.kind != "invitation" or gift.status != "created":
        return True
    drawn = newest(session, gift.id, "mail")
    return drawn is None or drawn.content_version >= gift.content_version


def _with_offer(session: Session, message: MailMessage) -> tuple[Letter, str | None]:
    """The letter and the offer in it. One that cannot be drawn never keeps the mail from leaving: it goes without."""
    offer_id = offer_beside(message)
    try:
        return letter_of(session, message), offer_id
    except RenderRefused:
        if offer_id is None:
            raise
    return letter_of(session, message, for_staff=True), None


def _answers_to(session: Session, campaign: Campaign, message: MailMessage) -> str | None:
    """Where an answer goes: to our own address with the mark of this mail where one is set, so that it joins the thread; else to
    the giver, None for nobody."""
    if settings().return_path:
        return return_path_of(message.id)
    giver = giver_user(session, campaign, message.recipient_id)
    return None if giver is None else giver.email
