"""What a workspace says of sectors with limits of their own, and gifts that a second person let go to people of one."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from service.db.base import Base


class SectorLimit(Base):
    """The most that a gift may be worth in a sector and country, as the workspace says, with its source and its day."""

    __tablename__ = "sector_limit"
    __table_args__ = (CheckConstraint("limit_minor >= 0", name="limit_not_negative"),)

    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id"), primary_key=True)
    sector: Mapped[str] = mapped_column(primary_key=True)
    country: Mapped[str] = mapped_column(primary_key=True)
    """ISO 3166; "" for every country without a line of its own."""
    limit_minor: Mapped[int]
    currency: Mapped[str]
    source: Mapped[str]
    source_on: Mapped[date]
    said_by: Mapped[str | None] = mapped_column(ForeignKey("user_account.id"))
    said_at: Mapped[datetime]


class SectorWords(Base):
    """What the workspace adds to, and takes from, the domains and titles by which a sector is suspected."""

    __tablename__ = "sector_words"

    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id"), primary_key=True)
    sector: Mapped[str] = mapped_column(primary_key=True)
    words: Mapped[dict[str, Any]]
    """{domains: [added], titles: [added], without: [domains and titles of ours that don't count here]}, each folded."""
    said_by: Mapped[str | None] = mapped_column(ForeignKey("user_account.id"))
    said_at: Mapped[datetime]


class SectorSign(Base):
    """A second person looked at a gift whose person may be bound by a sector's limit, and let it go. It speaks of this product at
    most at this price."""

    __tablename__ = "sector_sign"
    __table_args__ = (CheckConstraint("price_minor >= 0", name="price_not_negative"),)

    gift_id: Mapped[str] = mapped_column(ForeignKey("gift.id"), primary_key=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id"), index=True)
    product_id: Mapped[str] = mapped_column(ForeignKey("product.id"))
    price_minor: Mapped[int]
    sector: Mapped[str]
    limit_minor: Mapped[int | None]
    """What they read as the sector's limit; None where none was known."""
    currency: Mapped[str]
    signed_by: Mapped[str] = mapped_column(ForeignKey("user_account.id"))
    signed_at: Mapped[datetime]
