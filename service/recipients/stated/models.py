"""What companies said of their own rules: one row for each time that one did."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from service.db.base import Base, Encrypted


class CompanyPolicy(Base):
    """One word of a company on its rules. It stands until the same source says something else, or a manager takes it out."""

    __tablename__ = "company_policy"
    __table_args__ = (
        CheckConstraint("origin IN ('office', 'upload', 'address')", name="origin"),
        CheckConstraint("(origin = 'office') = (gift_id IS NOT NULL)", name="of_a_gift"),
        CheckConstraint("origin <> 'address' OR address IS NOT NULL", name="of_an_address"),
        CheckConstraint("\"end\" IN ('replaced', 'taken_out')", name="end"),
        CheckConstraint('("end" IS NULL) = (ended_at IS NULL)', name="ended"),
        Index("ix_company_policy_account_id_said_at", "account_id", "said_at"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id"), index=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    origin: Mapped[str]
    """`office`: by the link on a statement. `address`: a file on the company's own web site. `upload`: a file that somebody here
    brought, or one from another site."""
    gift_id: Mapped[str | None] = mapped_column(ForeignKey("gift.id"), index=True)
    """The gift on whose statement the link stood."""
    address: Mapped[str | None]
    """Where the file was read, without a query."""
    rules: Mapped[dict[str, Any]]
    """As `rules.plain` has them: codes, days and minor units."""
    contact: Mapped[str | None] = mapped_column(Encrypted)
    """Whom the file names for questions: a JSON object of email, phone and page."""
    said_at: Mapped[datetime]
    said_by: Mapped[str | None] = mapped_column(ForeignKey("user_account.id"))
    """Who brought the file in; None for an office."""
    ended_at: Mapped[datetime | None]
    end: Mapped[str | None]
    ended_by: Mapped[str | None] = mapped_column(ForeignKey("user_account.id"))
