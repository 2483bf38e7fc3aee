"""The ledger of money: what was set aside, spent, freed and given back, and what a sum that was spent is made of."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, text
from sqlalchemy.orm import Mapped, mapped_column

from service.db.base import Base


class MoneyEntry(Base):
    """Append-only ledger in minor units: reserved, captured, released, refunded. Amounts are positive; the kind says the way."""

    __tablename__ = "money_entry"
    __table_args__ = (
        CheckConstraint("kind IN ('reserved', 'captured', 'released', 'refunded')", name="kind"),
        CheckConstraint("amount_minor >= 0", name="amount_not_negative"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id"), index=True)
    campaign_id: Mapped[str] = mapped_column(ForeignKey("campaign.id"), index=True)
    gift_id: Mapped[str] = mapped_column(ForeignKey("gift.id"), index=True)
    kind: Mapped[str]
    amount_minor: Mapped[int]
    currency: Mapped[str]
    at: Mapped[datetime]
    parts: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default=text("'{}'"))
    """Of what was captured or refunded: part (`money_parts.Part`) -> minor units, which add up to the amount. Empty in other kinds,
    and in entries from before parts were kept."""
    vat_minor: Mapped[int | None] = mapped_column(default=None)
    """VAT that the price in it contains and that can be reclaimed; None where no rate said so."""
