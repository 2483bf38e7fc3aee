"""What somebody asked about their own data, by letter or by telephone: until when it is to be answered, and what came of it."""

from __future__ import annotations

from datetime import datetime
from typing import Final, Literal, get_args

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from service.db.base import Base

Kind = Literal["export", "correct", "erase"]
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
"""A copy of everything, a correction, an erasure."""
Outcome = Literal["done", "withdrawn", "refused", "erased"]
OUTCOMES: Final[tuple[Outcome, ...]] = get_args(Outcome)
"""`erased`: there is nothing left to copy or correct, since the person was erased meanwhile."""
_OPEN: Final = "done_at IS NULL"


class DataRequest(Base):
    """One thing that one person asked for. Ids, codes and days only, so it stays when they are erased; it goes three years after
    it ended (`forget`). While it is open there is no second of its kind."""

    __tablename__ = "data_request"
    __table_args__ = (
        CheckConstraint(f"kind IN {KINDS}", name="kind"),
        CheckConstraint(f"outcome IN {OUTCOMES}", name="outcome"),
        CheckConstraint("(outcome IS NULL) = (done_at IS NULL)", name="done"),
        Index("ix_data_request_workspace_id_done_at", "workspace_id", "done_at"),
        Index("ix_data_request_done_at", "done_at"),
        Index(
            "uq_data_request_open", "recipient_id", "kind", unique=True,
            sqlite_where=text(_OPEN), postgresql_where=text(_OPEN),
        ),
    )  # fmt: skip

    id: Mapped[str] = mapped_column(primary_key=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id"))
    recipient_id: Mapped[str] = mapped_column(ForeignKey("recipient.id"), index=True)
    kind: Mapped[str]
    asked_at: Mapped[datetime]
    """When they asked; the month to answer begins here."""
    due_at: Mapped[datetime]
    noted_at: Mapped[datetime]
    noted_by: Mapped[str | None] = mapped_column(ForeignKey("user_account.id"))
    """Who wrote it down; None for the installation."""
    outcome: Mapped[str | None] = mapped_column(default=None)
    done_at: Mapped[datetime | None] = mapped_column(default=None)
    done_by: Mapped[str | None] = mapped_column(ForeignKey("user_account.id"), default=None)
