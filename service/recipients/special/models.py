"""Who of the sender read what a list says about somebody's food."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from service.db.base import Base


class SpecialRead(Base):
    """One look at the dietary facts of a person. It names the facts by their ids, never by what they say."""

    __tablename__ = "special_read"
    __table_args__ = (CheckConstraint("place IN ('person', 'page', 'film', 'plan')", name="place"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id"), index=True)
    recipient_id: Mapped[str] = mapped_column(ForeignKey("recipient.id"), index=True)
    read_by: Mapped[str | None] = mapped_column(ForeignKey("user_account.id"))
    """The user; None for the installation."""
    place: Mapped[str]
    """Where they stood: on what is known of the person, on the page made for them as a colleague sees it, in their film, or in the
    plan beside their gift."""
    fact_ids: Mapped[list[str]]
    """Those that were shown."""
    at: Mapped[datetime] = mapped_column(index=True)
