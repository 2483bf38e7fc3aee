"""How somebody of a campaign may be called before there is a gift for them: for the check of what a sender writes."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from renderers.context import Person
from service.campaigns.models import Campaign
from service.content.stories.acquaintance import weighed
from service.content.stories.relation.name_policy import NamePolicy, as_called
from service.content.stories.relation.naming import naming_of
from service.content.stories.story import person_of
from service.gifting.models import RecipientGift
from service.gifting.transitions import KEPT
from service.recipients.models import Account, Recipient


def called_in(session: Session, campaign: Campaign, recipient: Recipient, account: Account) -> Person:
    """The person as their page, mail and film may call them, in their own language."""
    return as_called(person_of(recipient, account), naming_in(session, campaign, recipient, account))


def naming_in(session: Session, campaign: Campaign, recipient: Recipient, account: Account) -> NamePolicy:
    """Whether they are called by name, and why."""
    has_kept = account.relationship != "customer" and bool(
        session.scalar(
            select(RecipientGift.id)
            .where(
                RecipientGift.recipient_id == recipient.id,
                RecipientGift.campaign_id != campaign.id,
                RecipientGift.status.in_(KEPT),
            )
            .limit(1)
        )
    )
    stands = weighed(campaign, account, has_kept_before=has_kept)
    return naming_of(recipient, person_of(recipient, account), stands)
