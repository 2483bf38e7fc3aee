"""The name policy of one person as their rows have it: for everything that calls them by name, and for the console."""

from __future__ import annotations

from sqlalchemy.orm import Session

from renderers.context import Person
from renderers.relation import stage_of
from service.campaigns.models import Campaign
from service.content.stories.acquaintance import Acquaintance, acquaintance
from service.content.stories.relation.name_policy import NamePolicy, as_called, name_policy
from service.gifting.models import RecipientGift
from service.recipients.models import Account, Recipient


def naming_of(recipient: Recipient, person: Person, stands: Acquaintance) -> NamePolicy:
    """Whether they are called by name, and why. `person` as their row knows them, `stands` as of the gift."""
    stage = stage_of(stands.relationship, stands.lifecycle)
    gave_name = recipient.name_told_at is not None or recipient.called is not None
    return name_policy(person, stage, gave_name=gave_name)


def naming_for(session: Session, gift: RecipientGift, person: Person) -> NamePolicy:
    """The same for the person of a gift."""
    campaign, account = session.get_one(Campaign, gift.campaign_id), session.get_one(Account, gift.account_id)
    recipient = session.get_one(Recipient, gift.recipient_id)
    return naming_of(recipient, person, acquaintance(session, campaign, account, gift))


def called(session: Session, gift: RecipientGift, person: Person) -> Person:
    """The person of a gift as its pages, mails and film may call them."""
    return as_called(person, naming_for(session, gift, person))
