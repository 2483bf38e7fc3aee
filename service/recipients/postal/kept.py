"""An address is offered again only if its person said so: kept by their own press, apart from that of any gift, until they take it
back or nobody has needed it for long."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete, exists, select
from sqlalchemy.orm import Session

from service.db.connect import transaction
from service.jobs.row_sweep import Due, RowSweep
from service.recipients.models import Recipient
from service.recipients.postal.addresses import Address, from_body, to_body
from service.recipients.postal.models import KeptAddress
from service.security.encryption import readable

KEPT: Final = timedelta(days=730)
"""Since they said so last: two years of gifts that come once a year."""


def keep_address(session: Session, recipient: Recipient, address: Address, at: datetime) -> None:
    """From now on this one is offered with their next gift. The person is locked."""
    row = session.get(KeptAddress, recipient.id)
    if row is None:
        row = KeptAddress(recipient_id=recipient.id, workspace_id=recipient.workspace_id)
        session.add(row)
    row.body, row.kept_at, row.erase_after = to_body(replace(address, not_before=None)), at, at + KEPT
    session.flush()


def forget_kept(session: Session, recipient_id: str) -> bool:
    """It is not offered any more, and deleted. False where none was kept."""
    gone = delete(KeptAddress).where(KeptAddress.recipient_id == recipient_id).returning(KeptAddress.recipient_id)
    return bool(session.scalars(gone).all())


def kept_of(session: Session, recipient: Recipient, at: datetime) -> Address | None:
    """What they asked us to keep; None for nothing, for what cannot be read, and where the gift goes to another country by now."""
    row = session.get(KeptAddress, recipient.id)
    body = None if row is None or row.erase_after <= at else readable(row.body)
    address = None if body is None else from_body(body)
    return address if address is not None and address.country == recipient.country else None


def is_kept(session: Session, recipient_id: str) -> bool:
    """Whether any stands, without decrypting it."""
    return bool(session.scalar(select(exists().where(KeptAddress.recipient_id == recipient_id))))


def _due(at: datetime) -> Due:
    return select(KeptAddress.recipient_id, KeptAddress.workspace_id, KeptAddress.erase_after).where(
        KeptAddress.erase_after <= at
    )


def _forget(ids: Sequence[str], at: datetime) -> int:
    with transaction() as session:
        gone = delete(KeptAddress).where(KeptAddress.recipient_id.in_(ids), KeptAddress.erase_after <= at)
        found = session.scalars(gone.returning(KeptAddress.recipient_id).execution_options(synchronize_session=False))
        return len(found.all())


forget_kept_addresses: Final = RowSweep(
    "kept addresses deleted", _due, lambda one, at: _forget([one], at), portion=_forget
)
"""Deletes those that nobody has asked to keep again for long; answers how many."""
