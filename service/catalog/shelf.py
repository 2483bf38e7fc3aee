"""Whether a workspace has gifts at all."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.catalog.models import Product


def has_gifts(session: Session, workspace_id: str) -> bool:
    """Whether there is anything to choose from."""
    return session.scalar(select(Product.id).where(Product.workspace_id == workspace_id).limit(1)) is not None
