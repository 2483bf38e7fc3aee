"""The charities that a workspace knows: whom a gift's value can go to, by country."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from service.db.base import Base


class Charity(Base):
    """One charity. It is never deleted, since money went to it; a retired one is offered to nobody any more."""

    __tablename__ = "charity"

    id: Mapped[str] = mapped_column(primary_key=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id"), index=True)
    country: Mapped[str]
    """Whose people are offered it: ISO 3166 alpha-2, or "" for everybody."""
    name: Mapped[str]
    """As it is registered."""
    line: Mapped[dict[str, Any]]
    """Locale -> what it does, in one sentence. English is always there."""
    registration: Mapped[str]
    """The number under which it is registered."""
    retired_at: Mapped[datetime | None] = mapped_column(default=None)
    created_at: Mapped[datetime]
