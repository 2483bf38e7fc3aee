"""A workspace's own limits for the value given to one person, and where and by which year it is taxed."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from service.db.base import Base


class TaxLimit(Base):
    """What somebody of the workspace says of one country, in place of our own table's line, with a source and its day."""

    __tablename__ = "tax_limit"
    __table_args__ = (
        UniqueConstraint("workspace_id", "country"),
        CheckConstraint("period IN ('months_12', 'business_year')", name="period"),
        CheckConstraint("amount_minor > 0", name="amount_positive"),
        CheckConstraint("flat_rate_bp > 0 AND flat_rate_bp <= 10000", name="flat_rate"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id"))
    country: Mapped[str]
    amount_minor: Mapped[int]
    currency: Mapped[str]
    period: Mapped[str]
    flat_rate_bp: Mapped[int | None]
    """The rate of a flat tax that the giver may pay for the person, in hundredths of a percent; None where there is none."""
    source: Mapped[str]
    source_on: Mapped[date]
    said_by: Mapped[str | None] = mapped_column(ForeignKey("user_account.id"))
    said_at: Mapped[datetime]


class TaxHome(Base):
    """Where the giver is taxed, and in which month their business year begins."""

    __tablename__ = "tax_home"
    __table_args__ = (CheckConstraint("first_month >= 1 AND first_month <= 12", name="first_month"),)

    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id"), primary_key=True)
    country: Mapped[str]
    first_month: Mapped[int]
    said_by: Mapped[str | None] = mapped_column(ForeignKey("user_account.id"))
    said_at: Mapped[datetime]
