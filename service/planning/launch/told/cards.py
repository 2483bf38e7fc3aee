"""Who of a running campaign is reached by a printed card, and whose card was printed: the launch page says how many."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sqlalchemy import ColumnElement, String, cast, exists, func, literal, select, true
from sqlalchemy.orm import Session

from service.campaigns.models import Campaign
from service.contact.models import Contact
from service.gifting.models import RecipientGift
from service.gifting.transitions import ANSWERABLE
from service.outreach.models import MailMessage
from service.recipients.models import Recipient
from service.recipients.names import person_name

SHOWN: Final = 40


@dataclass(frozen=True, slots=True)
class Cards:
    """People who were launched, may not be mailed for want of a basis, and still may answer. `waiting`: the first of those whose
    card nobody has printed for their link as it is now: (gift's id, name, language of the name)."""

    people: int
    printed: int
    waiting: tuple[tuple[str, str, str], ...]


def cards_of(session: Session, campaign: Campaign, seen: ColumnElement[bool] | None = None) -> Cards | None:
    """None where nobody is reached by a card. `seen`: the condition on those who may be named, None for all."""
    if not campaign.reaches_by_card:
        return None
    theirs = (
        select(RecipientGift.id)
        .join(MailMessage, MailMessage.gift_id == RecipientGift.id)
        .where(
            RecipientGift.campaign_id == campaign.id,
            RecipientGift.status.in_(ANSWERABLE),
            MailMessage.kind == "invitation",
            MailMessage.state == "suppressed",
            MailMessage.error_code == "no_basis",
            true() if seen is None else seen,
        )
        .distinct()
        .subquery()
    )
    people, printed = session.execute(
        select(func.count(), func.count().filter(_is_printed()))
        .select_from(RecipientGift)
        .join(theirs, theirs.c.id == RecipientGift.id)
    ).one()
    if not people:
        return None
    first = session.execute(
        select(RecipientGift.id, Recipient)
        .join(theirs, theirs.c.id == RecipientGift.id)
        .join(Recipient, Recipient.id == RecipientGift.recipient_id)
        .where(~_is_printed())
        .order_by(RecipientGift.wave, RecipientGift.id)
        .limit(SHOWN)
    )
    return Cards(people, printed, tuple((gift_id, person_name(one), one.locale) for gift_id, one in first))


def _is_printed() -> ColumnElement[bool]:
    """Noted by the press that made the card (`outreach/by_hand/pass_on`)."""
    version = cast(RecipientGift.link_version, String)
    return exists().where(Contact.message_id == literal("card:") + RecipientGift.id + literal(":") + version)
