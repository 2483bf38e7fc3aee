"""The rates of a workspace that hold today, read once in a transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final, cast

from sqlalchemy import select
from sqlalchemy.orm import Session, object_session

from service.catalog.landed.models import LandedRate
from service.catalog.landed.reckon import ALL_OF_IT, NOTHING, Extra, Landing, Rate, RateKind
from service.catalog.models import Product
from service.db.base import utc_now

_READ: Final = "rates read in this transaction"


def landing_of(session: Session, workspace_id: str) -> Landing:
    """What the workspace's rates say today."""
    transaction, known = session.info.get(_READ, (None, {}))
    if transaction is not session.get_transaction() or transaction is None:
        known = {}
    if workspace_id not in known:
        known = {**known, workspace_id: Landing(_rates(session, workspace_id, utc_now().date()))}
        session.info[_READ] = (session.get_transaction(), known)
    return cast(Landing, known[workspace_id])


def forget_read(session: Session) -> None:
    """Rates were written: whoever asks next reads them again."""
    session.info.pop(_READ, None)


def landing_for(product: Product) -> Landing:
    """The rates of a product's workspace; none are read for one whose price is all it costs, and for one that no session knows."""
    session = None if product.delivered in ALL_OF_IT else object_session(product)
    return Landing(()) if session is None else landing_of(session, product.workspace_id)


def extra_for(product: Product, country: str, price_minor: int | None = None) -> Extra:
    """What a piece costs besides its price in a country, today. Nothing where it cannot be sent there with nothing left to pay:
    that it is not sent there is for `not_prepaid`."""
    return landing_for(product).besides(product, country, price_minor) or NOTHING


def _rates(session: Session, workspace_id: str, on: date) -> Sequence[Rate]:
    rows = session.scalars(
        select(LandedRate)
        .where(LandedRate.workspace_id == workspace_id, LandedRate.valid_from <= on)
        .order_by(LandedRate.id)
    )
    return [
        Rate(
            cast(RateKind, row.cost), row.origin, row.destination, row.tariff, row.amount_minor, row.share_ppm, row.currency,
            row.valid_from, row.id,
        )
        for row in rows
    ]  # fmt: skip
