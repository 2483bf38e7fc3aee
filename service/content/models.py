"""What has been drawn for a gift."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from service.db.base import Base


class RenditionRow(Base):
    """One proofed artifact; the newest version of a kind counts. Its files lie in the store under `input_hash`."""

    __tablename__ = "rendition"
    __table_args__ = (
        UniqueConstraint("gift_id", "kind", "content_version"),
        CheckConstraint("kind IN ('microsite', 'statement', 'video', 'mail')", name="kind"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id"), index=True)
    gift_id: Mapped[str] = mapped_column(ForeignKey("gift.id"), index=True)
    kind: Mapped[str]
    content_version: Mapped[int]
    input_hash: Mapped[str] = mapped_column(index=True)
    files: Mapped[dict[str, Any]]
    """Name -> {media_type, bytes, sha256}; the body is called "body"."""
    seconds: Mapped[float]
    created_at: Mapped[datetime]
