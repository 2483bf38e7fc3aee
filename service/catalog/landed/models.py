"""What it costs to have a gift where somebody lives, besides its price."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from service.db.base import Base, Encrypted


class LandedRate(Base):
    """One rate, as somebody entered it: append-only. Of rates for the same way and the same kind the youngest holds from its day
    on.

    `origin` and `destination` are a country (ISO 3166 alpha-2), a customs area of `areas`, or empty for any; `tariff` is the kind
    of goods as the workspace calls it, or empty for any.
    """

    __tablename__ = "landed_rate"
    __table_args__ = (
        CheckConstraint("cost IN ('wrap', 'shipping', 'duty', 'tax', 'fee', 'return', 'input_vat')", name="cost"),
        CheckConstraint("amount_minor >= 0 AND amount_minor <= 10000000", name="amount"),
        CheckConstraint("share_ppm >= 0 AND share_ppm <= 5000000", name="share"),
        CheckConstraint("amount_minor = 0 OR currency <> ''", name="amount_names_its_currency"),
        Index("ix_landed_rate_workspace_id_cost", "workspace_id", "cost"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id"))
    cost: Mapped[str]
    origin: Mapped[str]
    destination: Mapped[str]
    tariff: Mapped[str]
    amount_minor: Mapped[int]
    """Minor units of `currency` for each piece."""
    share_ppm: Mapped[int]
    """Millionths of what the rate is reckoned on (`reckon`), on top of the amount."""
    currency: Mapped[str]
    source: Mapped[str] = mapped_column(Encrypted)
    """Where the rate is from, in the words of whoever entered it."""
    valid_from: Mapped[date]
    entered_by: Mapped[str | None] = mapped_column(ForeignKey("user_account.id"))
    """None: the installation."""
    entered_at: Mapped[datetime]
