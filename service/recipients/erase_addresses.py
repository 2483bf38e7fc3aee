"""The sweep that erases delivery addresses whose time has come."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import update

from service.db.connect import transaction
from service.recipients.models import DeliveryAddress


def erase_due_addresses(at: datetime) -> int:
    """Erases every address whose stated period after delivery is over; answers how many."""
    with transaction() as session:
        gone = session.execute(
            update(DeliveryAddress)
            .where(DeliveryAddress.erase_after <= at, DeliveryAddress.body.is_not(None))
            .values(body=None, erased_at=at)
            .returning(DeliveryAddress.id)
            .execution_options(synchronize_session=False)
        ).all()
    return len(gone)
