"""Something in the catalog may now suit people who had nothing: a new gift, more pieces, other marks, another price or place.

The room that looks after gifts is above this one; it is asked by a job, which begins after the change is committed and so sees it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sqlalchemy.orm import Session

from service.catalog.models import Product
from service.db.base import utc_now
from service.jobs.cancel import cancel_older
from service.jobs.enqueue import enqueue, next_version

LOOK_AT_LEFT_OUT: Final = "gifting.look_at_left_out"
OFFER: Final = frozenset(
    {"price_minor", "currency", "regions", "origin", "tariff", "delivered", "lead_days", "is_unsettled"}
)
"""Columns besides marks and pieces that say who can be given a product."""


def offer_changed(session: Session, changed: Sequence[Product]) -> None:
    """Has everybody of the workspace looked at who has no gift, once this transaction is committed: one look for all these
    products. It has written them, so that no other takes the same number; an older look that nobody has begun is taken back."""
    if not changed:
        return
    session.flush()
    first = min(changed, key=lambda product: product.id)
    version = next_version(session, LOOK_AT_LEFT_OUT, first.id)
    enqueue(session, LOOK_AT_LEFT_OUT, first.id, version=version, workspace_id=first.workspace_id)
    cancel_older(session, (LOOK_AT_LEFT_OUT,), (first.id,), version, utc_now())
