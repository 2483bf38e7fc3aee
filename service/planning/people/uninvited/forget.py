"""Whoever came with a list and was never invited is deleted a year after the last list and the last campaign that named them.

They never heard of us, so nobody tells them; and nothing of them stays that would keep the next list from bringing them.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, and_, exists, select
from sqlalchemy.orm import Session

from service.campaigns.models import Campaign, CampaignRecipient
from service.config import settings
from service.contact.models import Contact
from service.content.erase import forget_wholly
from service.db.connect import transaction
from service.gifting.models import RecipientGift
from service.jobs.row_sweep import Due, RowSweep
from service.recipients.lock import lock_person
from service.recipients.models import PersonSource, Recipient
from service.recipients.requests.models import DataRequest


def kept() -> timedelta:
    """From the last list or campaign that names them."""
    return timedelta(days=settings().uninvited_kept_days)


def is_uninvited(at: datetime) -> ColumnElement[bool]:
    """Over Recipient: nothing was ever sent or given to them, they asked for nothing, and nobody has named them for so long.
    Whoever wants no gifts stays: what they refused has to be remembered."""
    before = at - kept()
    return and_(
        Recipient.erased_at.is_(None),
        Recipient.unsubscribed_at.is_(None),
        Recipient.created_at <= before,
        ~exists().where(RecipientGift.recipient_id == Recipient.id, RecipientGift.launched_at.is_not(None)),
        ~exists().where(Contact.recipient_id == Recipient.id),
        ~exists().where(PersonSource.recipient_id == Recipient.id, PersonSource.said_at > before),
        ~exists().where(
            CampaignRecipient.recipient_id == Recipient.id,
            Campaign.id == CampaignRecipient.campaign_id,
            Campaign.expires_at > before,
        ),
        ~exists().where(DataRequest.recipient_id == Recipient.id, DataRequest.done_at.is_(None)),
    )


def _due(at: datetime) -> Due:
    return select(Recipient.id, Recipient.workspace_id, Recipient.created_at).where(is_uninvited(at))


def _forget(recipient_id: str, at: datetime) -> int:
    with transaction() as session:
        person = lock_person(session, recipient_id)
        if not _is_still(session, recipient_id, at):
            return 0
        return int(forget_wholly(session, person, at))


def _is_still(session: Session, recipient_id: str, at: datetime) -> bool:
    """Asked again of the locked row: a list may have named them meanwhile, or a wave taken them along."""
    return session.scalar(select(Recipient.id).where(Recipient.id == recipient_id, is_uninvited(at))) is not None


forget_uninvited: Final = RowSweep("people never invited deleted", _due, _forget)
"""Deletes them; answers how many."""
