"""Uploads on their way: the file, its rows as they were read, and what is remembered of how columns are headed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from service.db.base import Base, Encrypted


class PendingUpload(Base):
    """A list that is being read, checked or saved, swept away a day after it came. Nothing of it is in force yet.

    reading: its rows are being written down; refused: it cannot be read, `error` says why; columns: somebody has to say what its
    columns are; checking; checked: its rows can be fixed and saved; saving; ended: its rows are being removed.
    """

    __tablename__ = "pending_upload"
    __table_args__ = (
        CheckConstraint(
            "state IN ('reading', 'refused', 'columns', 'checking', 'checked', 'saving', 'ended')", name="state"
        ),
        Index("ix_pending_upload_created_at", "created_at"),
        Index("ix_pending_upload_state", "state"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id"), index=True)
    campaign_id: Mapped[str] = mapped_column(ForeignKey("campaign.id"), index=True)
    filename: Mapped[str] = mapped_column(Encrypted)
    state: Mapped[str]
    version: Mapped[int] = mapped_column(default=1)
    """Goes up with every answer and every cell that is fixed, so that nobody saves what they have not seen."""
    total: Mapped[int] = mapped_column(default=0)
    """Rows below the headings, hidden ones too."""
    done: Mapped[int] = mapped_column(default=0)
    """Of those, how many are read, checked or saved: whatever its state says."""
    about: Mapped[str] = mapped_column(Encrypted, default="{}")
    """JSON: headings, what the columns hold, what has to be told about the file as a whole. See `uploads/about`."""
    answers: Mapped[str] = mapped_column(Encrypted, default="{}")
    """JSON: what somebody said about the columns. See `uploads/about`."""
    basis: Mapped[str | None]
    """Why its people may be written to, where a row does not say otherwise: agreed, customer, none; None until it was said."""
    source: Mapped[str | None] = mapped_column(Encrypted)
    """Where the list comes from, in the words of whoever uploads it."""
    error: Mapped[str | None] = mapped_column(Encrypted)
    asked_by: Mapped[str | None]
    """Who pressed Save, while it is being saved."""
    created_at: Mapped[datetime]


class UploadPiece(Base):
    """A part of an uploaded file, compressed and encrypted."""

    __tablename__ = "upload_piece"
    __table_args__ = (UniqueConstraint("upload_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    upload_id: Mapped[str] = mapped_column(ForeignKey("pending_upload.id"))
    number: Mapped[int]
    body: Mapped[str] = mapped_column(Encrypted)


class UploadRow(Base):
    """One row of an upload. `number` counts as the spreadsheet does.

    unread; fine; asked: fine, with a question; bad: a cell needs fixing; out: left out by whoever uploads. Keys are keyed hashes.
    """

    __tablename__ = "upload_row"
    __table_args__ = (
        UniqueConstraint("upload_id", "number"),
        CheckConstraint("state IN ('unread', 'fine', 'asked', 'bad', 'out')", name="state"),
        Index("ix_upload_row_upload_id_state_number", "upload_id", "state", "number"),
        Index("ix_upload_row_upload_id_email_key", "upload_id", "email_key"),
        Index("ix_upload_row_upload_id_company_key", "upload_id", "company_key", "number"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    upload_id: Mapped[str] = mapped_column(ForeignKey("pending_upload.id"))
    number: Mapped[int]
    is_hidden: Mapped[bool] = mapped_column(server_default=false())
    state: Mapped[str]
    cells: Mapped[str] = mapped_column(Encrypted)
    """JSON: [its cells, the notes on them], as they stand in the file."""
    typed: Mapped[str | None] = mapped_column(Encrypted)
    """JSON: {field: what was entered instead}."""
    said: Mapped[str | None] = mapped_column(Encrypted)
    """What it was read as, as `lists/mapping/row_text` writes it."""
    email_key: Mapped[str | None]
    company_key: Mapped[str | None]
    mistake: Mapped[str | None]
    """Rows with the same mistake in the same words have the same one."""
    asks: Mapped[bool] = mapped_column(server_default=false())
    """Whether its person is asked about food."""
    repeats: Mapped[int | None]
    """The row of the same person."""
    country: Mapped[str | None]
    basis: Mapped[str | None]
    """The row's own basis for writing to its person, where it names one."""
    opted_out: Mapped[bool] = mapped_column(server_default=false())
    """Whether its person wants no mail."""
    facts: Mapped[int] = mapped_column(server_default="0")
    """How many facts its notes propose."""
    dropped: Mapped[str | None] = mapped_column(Encrypted)
    """JSON: which of them were dropped, as `kind:value`."""
    is_saved: Mapped[bool] = mapped_column(server_default=false())


class ListShape(Base):
    """How a workspace's lists with these headings are read: the answers that were given last time."""

    __tablename__ = "list_shape"
    __table_args__ = (UniqueConstraint("workspace_id", "shape"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id"), index=True)
    shape: Mapped[str]
    """A hash of the headings in their order."""
    answers: Mapped[dict[str, Any]]
    said_at: Mapped[datetime]
