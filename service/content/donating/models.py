"""A donation that ops has paid and booked, and the note that says so."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from service.db.base import Base


class DonationBooking(Base):
    """One for a gift. `name` and `registration` are the charity's at that moment; no person is in it, so it stays when somebody is
    erased. `files` are those of the note, empty until it is drawn."""

    __tablename__ = "donation_booking"

    gift_id: Mapped[str] = mapped_column(ForeignKey("gift.id"), primary_key=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id"), index=True)
    name: Mapped[str]
    registration: Mapped[str]
    """"" where the campaign named a charity without its number."""
    reference: Mapped[str]
    """Under which the payment is found in the sender's books."""
    input_hash: Mapped[str | None] = mapped_column(default=None)
    files: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    booked_by: Mapped[str | None]
    booked_at: Mapped[datetime]
