"""A mail drawn, addressed and sealed, before anything is marked as being sent."""

from __future__ import annotations

from email.errors import MessageError

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.campaigns.models import Campaign
from service.content.produce import RenderRefused
from service.db.connect import reading
from service.errors import HandpickedError, NotFound, PermanentError
from service.gifting.models import RecipientGift
from service.outreach.letters.envelope import Envelope, Unmailable, seal
from service.outreach.letters.letter import letter_of, write_letter
from service.outreach.models import MailMessage
from service.recipients.models import Recipient
from service.workspaces.actor import actor_of
from service.workspaces.models import User


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
            letter = letter_of(session, message)
        except NotFound:
            return NotDrawn("The email was never made.")
        except RenderRefused as refused:
            return refused
        if to is None:
            return NotDrawn("There is no address to send it to.")
        campaign = session.get_one(Campaign, gift.campaign_id)
        try:
            return seal(write_letter(letter, gift, campaign, to, message, _giver(session, campaign)), to)
        except Unmailable as error:
            return error
        except (ValueError, MessageError):
            return Unmailable("This email can’t be written in a form mail servers accept.")


def _giver(session: Session, campaign: Campaign) -> str | None:
    """Where an answer goes: the colleague in whose name the campaign gives, else who sends it, else who approved it, else who may;
    None for nobody."""
    users = session.scalars(
        select(User).where(User.workspace_id == campaign.workspace_id).order_by(User.created_at, User.id)
    ).all()
    name = str(campaign.sender["name"]).casefold().strip()
    ranked = sorted(
        (
            user
            for user in users
            if user.disabled_at is None and (actor_of(user).may("change_campaigns") or user.id == campaign.approved_by)
        ),
        key=lambda user: (
            user.name.casefold().strip() != name,
            user.id != campaign.seller_id,
            user.id != campaign.approved_by,
            actor_of(user).may("see_everyone"),
        ),
    )
    return ranked[0].email if ranked else None
