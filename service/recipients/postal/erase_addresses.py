"""The sweep that erases delivery addresses whose time has come."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy import select, update

from service.db.connect import transaction
from service.jobs.row_sweep import Due, RowSweep
from service.recipients.models import DeliveryAddress


def _due(at: datetime) -> Due:
    return select(DeliveryAddress.id, DeliveryAddress.workspace_id, DeliveryAddress.erase_after).where(
        DeliveryAddress.erase_after <= at, DeliveryAddress.body.is_not(None)
    )


def _erase(address_id: str, at: datetime) -> int:
    with transaction() as session:
        gone = session.scalars(
            update(DeliveryAddress)
            .where(
                DeliveryAddress.id == address_id,
                DeliveryAddress.erase_after <= at,
                DeliveryAddress.body.is_not(None),
            )
            .values(body=None, carrier=None, tracking=None, erased_at=at)
            .returning(DeliveryAddress.id)
            .execution_options(synchronize_session=False)
        )
        return len(gone.all())


erase_due_addresses: Final = RowSweep("addresses erased", _due, _erase)
"""Erases every address whose stated period after delivery is over; answers how many."""
