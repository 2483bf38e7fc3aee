"""Uploads that wait for their last cells to be fixed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from service.db.base import Base, Encrypted


class PendingUpload(Base):
    """A file and the corrections made so far, encrypted, swept away a day after it came. Nothing of it is in force yet."""

    __tablename__ = "pending_upload"
    __table_args__ = (Index("ix_pending_upload_created_at", "created_at"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id"), index=True)
    campaign_id: Mapped[str] = mapped_column(ForeignKey("campaign.id"), index=True)
    filename: Mapped[str] = mapped_column(Encrypted)
    body: Mapped[str] = mapped_column(Encrypted)
    """The file's bytes in base64."""
    corrections: Mapped[str] = mapped_column(Encrypted)
    """JSON: {"cells": [[row number, field, text], ...], "skip": [row number, ...]}."""
    created_at: Mapped[datetime]
