"""Which products stand in somebody's plan, so that they cannot simply go."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.gifting.models import GiftAlternative, RecipientGift


def products_in_plans(session: Session, workspace_id: str) -> frozenset[str]:
    """Products that somebody of the workspace has, had at first, or may swap to."""
    gifts = select(RecipientGift).where(RecipientGift.workspace_id == workspace_id).subquery()
    found = set(session.scalars(select(gifts.c.product_id).where(gifts.c.product_id.is_not(None)).distinct()))
    found |= set(
        session.scalars(select(gifts.c.original_product_id).where(gifts.c.original_product_id.is_not(None)).distinct())
    )
    others = select(GiftAlternative.product_id).join(gifts, gifts.c.id == GiftAlternative.gift_id).distinct()
    return frozenset(found | set(session.scalars(others)))
