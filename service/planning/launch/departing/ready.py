"""Who could be launched as things stand: the one question that pages, counts and the press itself ask."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session

from service.campaigns.models import Campaign, CampaignRecipient
from service.contact.prior_consent import countries_asking, has_basis
from service.gifting.models import RecipientGift
from service.gifting.transitions import PLANNED
from service.recipients.models import Recipient


def ready(session: Session, campaign: Campaign) -> Select[str]:
    """Ids of the chosen gifts of the approved plan that are in no wave yet and whose people may be written to; joined with the
    person and their row of the list."""
    return (
        select(RecipientGift.id)
        .join(Recipient, Recipient.id == RecipientGift.recipient_id)
        .join(
            CampaignRecipient,
            (CampaignRecipient.recipient_id == RecipientGift.recipient_id)
            & (CampaignRecipient.campaign_id == RecipientGift.campaign_id),
        )
        .where(
            RecipientGift.campaign_id == campaign.id,
            RecipientGift.status.in_(PLANNED),
            RecipientGift.product_id.is_not(None),
            RecipientGift.hold_reason.is_(None),
            RecipientGift.wave.is_(None),
            as_approved(campaign),
            has_basis(countries_asking(session, campaign.workspace_id)),
        )
    )


def as_approved(campaign: Campaign) -> ColumnElement[bool]:
    """Gifts as the approved plan chose them, or as a person did by hand or locked them."""
    planned = RecipientGift.match_run_id.is_not_distinct_from(campaign.approved_match_run_id)
    return planned | RecipientGift.is_overridden | RecipientGift.locked_at.is_not(None)
