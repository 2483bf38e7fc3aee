"""What a check of all words needs of a campaign's people: the lines that single people get, and whether there are strangers."""

from __future__ import annotations

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from renderers.language.translations import resolve
from service.campaigns.models import Campaign, CampaignRecipient
from service.campaigns.purpose import PURPOSES
from service.recipients.models import Account, PersonalLine, Recipient
from service.security.encryption import readable


def lines_of(session: Session, campaign: Campaign) -> list[tuple[str, str]]:
    """(language, text) of every line of the campaign, as it was written."""
    rows = session.execute(
        select(Recipient.locale, PersonalLine.words)
        .join(Recipient, Recipient.id == PersonalLine.recipient_id)
        .where(PersonalLine.campaign_id == campaign.id)
        .order_by(PersonalLine.recipient_id)
    )
    return [(resolve(locale), words) for locale, said in rows if (words := readable(said))]


def has_prospects(session: Session, campaign: Campaign) -> bool:
    """Whether anybody in the campaign is at a company that the sender doesn't work with yet."""
    stands = func.coalesce(Account.relationship, PURPOSES[campaign.purpose].relationship or "")
    takes_part = exists().where(
        Recipient.account_id == Account.id,
        Recipient.erased_at.is_(None),
        CampaignRecipient.recipient_id == Recipient.id,
        CampaignRecipient.campaign_id == campaign.id,
    )
    # Accounts first: there are fewer of them than people, and most campaigns have few such.
    found = select(Account.id).where(Account.workspace_id == campaign.workspace_id, stands == "prospect", takes_part)
    return session.scalar(found.limit(1)) is not None
