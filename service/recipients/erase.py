"""Erasing a person: every value goes; the row, its ids and a one-way mark of the mail address stay.

The mark keeps the person from being uploaded again by mistake; the ids keep the money adding up.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from service.api.external import forget_external_ids
from service.jobs.enqueue import enqueue
from service.recipients.afterwards.forget import erase_afterwards
from service.recipients.charities.named import forget_named
from service.recipients.consents.models import Consent
from service.recipients.disputes.forget import erase_disputes
from service.recipients.letters.models import Letter
from service.recipients.models import (
    ContactWish,
    DeliveryAddress,
    DietarySaying,
    PersonalLine,
    PersonSource,
    ProfileFact,
    Question,
    Recipient,
)
from service.recipients.numbers.keep_number import forget_number
from service.recipients.numbers.models import NumberCheck
from service.recipients.postal.kept import forget_kept
from service.recipients.postal.mailed import forget_codes_of
from service.recipients.quiet.forget import erase_quiet
from service.recipients.requests.keep import end_by_erasure
from service.recipients.search.keep import forget_in_search
from service.recipients.special.models import SpecialRead
from service.recipients.unsubscribe import LET_GO
from service.workspaces.announcements.announce import announce


def erase_values(session: Session, recipient: Recipient, at: datetime) -> bool:
    """Removes everything the recipients' tables know about a person. False where it was done before.

    Gifts, renditions and mails are other rooms': `content.erase` calls this one and then looks after them.
    """
    changed = session.execute(
        update(Recipient)
        .where(Recipient.id == recipient.id, Recipient.erased_at.is_(None))
        .values(
            email=None,
            given_name=None,
            family_name=None,
            called=None,
            called_at=None,
            name_told_at=None,
            job_title=None,
            city=None,
            owner=None,
            basis=None,
            unsubscribed_at=at,
            stopped_with_gift_id=None,
            erased_at=at,
        )
        .returning(Recipient.id)
        .execution_options(synchronize_session=False)
    ).all()
    if not changed:
        return False
    enqueue(session, LET_GO, recipient.id, version=2, workspace_id=recipient.workspace_id)
    announce(session, recipient.workspace_id, "recipient.erased", recipient.id, at)
    forget_in_search(session, recipient.id)
    session.execute(delete(ProfileFact).where(ProfileFact.recipient_id == recipient.id))
    session.execute(delete(ContactWish).where(ContactWish.recipient_id == recipient.id))
    forget_number(session, recipient.id)
    session.execute(delete(NumberCheck).where(NumberCheck.recipient_id == recipient.id))
    session.execute(delete(DietarySaying).where(DietarySaying.recipient_id == recipient.id))
    session.execute(delete(PersonalLine).where(PersonalLine.recipient_id == recipient.id))
    session.execute(delete(Consent).where(Consent.recipient_id == recipient.id))
    session.execute(delete(PersonSource).where(PersonSource.recipient_id == recipient.id))
    session.execute(delete(Letter).where(Letter.recipient_id == recipient.id))
    erase_afterwards(session, recipient.id)
    forget_named(session, recipient.id)
    forget_external_ids(session, [recipient.id])
    end_by_erasure(session, recipient.id, at)
    session.execute(delete(SpecialRead).where(SpecialRead.recipient_id == recipient.id))
    erase_disputes(session, recipient.id)
    erase_quiet(session, recipient.id)
    forget_kept(session, recipient.id)
    forget_codes_of(session, recipient.id)
    session.execute(delete(Question).where(Question.recipient_id == recipient.id))
    session.execute(
        update(DeliveryAddress)
        .where(DeliveryAddress.recipient_id == recipient.id, DeliveryAddress.erased_at.is_(None))
        .values(body=None, carrier=None, tracking=None, erased_at=at)
    )
    session.expire_all()
    return True


def is_erased(session: Session, recipient_id: str) -> bool:
    """Whether the person was erased, or never was."""
    return session.scalar(select(Recipient.erased_at.is_not(None)).where(Recipient.id == recipient_id)) is not False
