"""Who cannot be written to yet: a letter of their name or company is in no font that we may draw with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from renderers.lettering.fonts import missing_letters
from service.db.writing.chunks import in_chunks
from service.recipients.models import Account, Recipient
from service.recipients.names import city_of, name_of


def people_without_letters(session: Session, recipient_ids: Sequence[str]) -> Mapping[str, tuple[str, ...]]:
    """Recipient id -> the letters that are missing, for those people only who have any, in the order asked in."""
    found: dict[str, tuple[str, ...]] = {}
    for some in in_chunks(recipient_ids):
        rows = session.execute(
            select(Recipient, Account.name)
            .join(Account, Account.id == Recipient.account_id)
            .where(Recipient.id.in_(some))
        )
        for recipient, company in rows:
            if missing := missing_letters(f"{name_of(recipient).full or ''}{company}{city_of(recipient) or ''}"):
                found[recipient.id] = missing
    return {recipient_id: found[recipient_id] for recipient_id in recipient_ids if recipient_id in found}
