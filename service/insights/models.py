"""What was made for the sender, and how their CRM wants it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from service.db.base import Base


class SenderStatementRow(Base):
    """A campaign's or an account's statement that was asked for; with `files` it is made, with `problem` it could not be.

    `input_hash` is of everything it was made from, `files` says the SHA-256 of each file, so that a copy can be held against it.
    """

    __tablename__ = "sender_statement"

    id: Mapped[str] = mapped_column(primary_key=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id"), index=True)
    campaign_id: Mapped[str] = mapped_column(ForeignKey("campaign.id"), index=True)
    account_id: Mapped[str | None] = mapped_column(ForeignKey("account.id"))
    asked_by: Mapped[str] = mapped_column(ForeignKey("user_account.id"))
    number: Mapped[str]
    template_version: Mapped[str | None]
    input_hash: Mapped[str | None]
    files: Mapped[dict[str, Any]]
    """Name -> {media_type, bytes, sha256}; empty until it is made."""
    problem: Mapped[str | None]
    """A sentence for the person who asked."""
    created_at: Mapped[datetime]
    made_at: Mapped[datetime | None]


class CrmColumns(Base):
    """What a workspace wants the columns of its results to be called in a CRM, where that is not as delivered."""

    __tablename__ = "crm_columns"
    __table_args__ = (
        UniqueConstraint("workspace_id", "system", "rows"),
        CheckConstraint("system IN ('salesforce', 'hubspot', 'own')", name="system"),
        CheckConstraint("rows IN ('people', 'companies')", name="rows"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id"))
    system: Mapped[str]
    rows: Mapped[str]
    columns: Mapped[dict[str, Any]]
    """Field -> heading; a field that is left out is not in it."""
    said_at: Mapped[datetime]
