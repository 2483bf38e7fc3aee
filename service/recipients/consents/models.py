"""Consents and objections of people, as they happened."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from service.db.base import Base

ABOUT: Final = ("food", "mail", "texts", "use", "viewing", "shown")
"""What it is about: what they eat and avoid; being written to; text messages; how they use their pages; counting their viewing at
all; their giver seeing it."""
ACTS: Final = ("agreed", "stated", "withdrawn", "objected", "resumed")
"""The person agreed, or takes that back; a list states why they may be written to, or that they agreed; they object, or take that
back."""
CHANNELS: Final = ("page", "mail", "text", "list", "key", "earlier")
"""By their page, a mail (its button, or a complaint), a text message; by an uploaded list or a script; before there were rows."""


class Consent(Base):
    """One act. The database itself refuses to change a row; it goes only with everything else of its person."""

    __tablename__ = "consent"
    __table_args__ = (
        CheckConstraint(f"about IN {ABOUT}", name="about"),
        CheckConstraint(f"act IN {ACTS}", name="act"),
        CheckConstraint(f"channel IN {CHANNELS}", name="channel"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id"), index=True)
    recipient_id: Mapped[str] = mapped_column(ForeignKey("recipient.id"), index=True)
    about: Mapped[str]
    act: Mapped[str]
    wording: Mapped[str | None]
    """Which sentence they read, or in which words their page tells what a list states: a key of `wordings.WORDINGS`, which ends
    with its version. None where that is not known any more."""
    locale: Mapped[str | None]
    """The language in which they read it; None for what a list states."""
    said_on: Mapped[date | None]
    """The day on which they agreed, as a list states it."""
    channel: Mapped[str]
    statement_id: Mapped[str | None] = mapped_column(ForeignKey("list_statement.id"))
    """What was stated of the list."""
    at: Mapped[datetime]
