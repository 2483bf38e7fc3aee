"""Who carries a gift's parcel, and under which number: kept beside its address, encrypted like it, and erased with it."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from service.recipients.models import DeliveryAddress
from service.security.encryption import readable


def keep_carriage(session: Session, gift_id: str, carrier: str | None, tracking: str | None) -> None:
    """Writes down what is known; what is None stays as it was. Nothing is kept where the address is gone already."""
    told = {name: value for name, value in (("carrier", carrier), ("tracking", tracking)) if value is not None}
    if told:
        session.execute(
            update(DeliveryAddress)
            .where(DeliveryAddress.gift_id == gift_id, DeliveryAddress.body.is_not(None))
            .values(**told)
            .execution_options(synchronize_session=False)
        )


def carriage_of(session: Session, gift_ids: Sequence[str]) -> dict[str, tuple[str | None, str | None]]:
    """(carrier, number) by gift id, of those whose address has not been erased."""
    rows = session.execute(
        select(DeliveryAddress.gift_id, DeliveryAddress.carrier, DeliveryAddress.tracking).where(
            DeliveryAddress.gift_id.in_(gift_ids), DeliveryAddress.body.is_not(None)
        )
    )
    return {gift_id: (carrier, readable(tracking)) for gift_id, carrier, tracking in rows}


def forget_carriage(session: Session, gift_id: str) -> None:
    """Another parcel goes to the same address: who carried the first one, and under which number, says nothing of it."""
    session.execute(
        update(DeliveryAddress)
        .where(DeliveryAddress.gift_id == gift_id)
        .values(carrier=None, tracking=None)
        .execution_options(synchronize_session=False)
    )
