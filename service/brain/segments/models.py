"""A saved question about people."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from service.db.base import Base


class Segment(Base):
    """Who meets every one of its conditions now. People are not kept here: it is asked anew each time."""

    __tablename__ = "segment"
    __table_args__ = (UniqueConstraint("workspace_id", "name_key"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id"), index=True)
    name: Mapped[str]
    name_key: Mapped[str]
    conditions: Mapped[list[dict[str, Any]]]
    """[{what, any: [code, ...]}] as `conditions.read_conditions` writes them; all must hold, each by any of its codes."""
    made_by: Mapped[str | None] = mapped_column(ForeignKey("user_account.id"))
    made_at: Mapped[datetime]
