"""Months that are closed, and what was booked in them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from service.db.base import Base


class ClosedMonth(Base):
    """A month that is closed: never changed or opened again. `sums`: currency -> minor units spent less those that came back."""

    __tablename__ = "closed_month"
    __table_args__ = (CheckConstraint("lines >= 0", name="lines_not_negative"),)

    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id"), primary_key=True)
    month: Mapped[date] = mapped_column(primary_key=True)
    """Its first day."""
    lines: Mapped[int]
    sums: Mapped[dict[str, Any]]
    closed_by: Mapped[str | None] = mapped_column(ForeignKey("user_account.id"))
    closed_at: Mapped[datetime]


class JournalLine(Base):
    """One part of one entry of the ledger, booked in a month when that was closed. Append-only."""

    __tablename__ = "journal_line"
    __table_args__ = (
        ForeignKeyConstraint(
            ["workspace_id", "month"],
            ["closed_month.workspace_id", "closed_month.month"],
            name="fk_journal_line_closed_month",
        ),
        UniqueConstraint("entry_id", "part"),
        CheckConstraint(
            "part IN ('gift', 'donation', 'wrap', 'shipping', 'duty', 'tax', 'fee', 'return')", name="part"
        ),
        Index("ix_journal_line_workspace_id_month", "workspace_id", "month"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id"))
    month: Mapped[date]
    entry_id: Mapped[int] = mapped_column(ForeignKey("money_entry.id"))
    campaign_id: Mapped[str] = mapped_column(ForeignKey("campaign.id"), index=True)
    gift_id: Mapped[str] = mapped_column(ForeignKey("gift.id"), index=True)
    part: Mapped[str]
    amount_minor: Mapped[int]
    """Minor units; below zero what came back."""
    currency: Mapped[str]
    vat_minor: Mapped[int | None]
    """VAT in a price that can be reclaimed, with the sign of the amount; None where no rate said so, and for other parts."""
    market_minor: Mapped[int | None]
    """The market value that the statement tells its person, with the sign of the amount; None for parts that are nobody's value."""
    is_deductible: Mapped[bool | None]
    """Whether what its person was given kept within the limit of the giver's country when the month was closed; None where that is
    not known."""
