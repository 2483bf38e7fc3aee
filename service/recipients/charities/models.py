"""A charity that a person named themselves, in their own words."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from service.db.base import Base, Encrypted

STATES: Final = ("waiting", "accepted", "refused", "taken_back", "ended")


class NamedCharity(Base):
    """Named for one gift. While it waits nothing of the gift's value moves. `name` goes once it was decided on or taken back: an
    accepted one is among the workspace's charities from then on, as it is registered."""

    __tablename__ = "named_charity"
    __table_args__ = (
        CheckConstraint(f"state IN {STATES}", name="state"),
        Index("ix_named_charity_workspace_id_state", "workspace_id", "state"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id"))
    recipient_id: Mapped[str] = mapped_column(ForeignKey("recipient.id"), index=True)
    gift_id: Mapped[str] = mapped_column(ForeignKey("gift.id"), index=True)
    name: Mapped[str | None] = mapped_column(Encrypted)
    state: Mapped[str]
    charity_id: Mapped[str | None] = mapped_column(ForeignKey("charity.id"), default=None)
    decided_by: Mapped[str | None] = mapped_column(default=None)
    decided_at: Mapped[datetime | None] = mapped_column(default=None)
    created_at: Mapped[datetime]
