"""What has been drawn for a gift, and how far its film was played."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from service.db.base import Base


class RenditionRow(Base):
    """One proofed artifact; the newest version of a kind counts. Its files lie in the store under `input_hash`."""

    __tablename__ = "rendition"
    __table_args__ = (
        UniqueConstraint("gift_id", "kind", "content_version"),
        CheckConstraint("kind IN ('microsite', 'statement', 'poster', 'video', 'video_square', 'mail')", name="kind"),
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


class StatementVersion(Base):
    """A statement as it once said it. Nothing is overwritten: each keeps its number, its files and what they hash to."""

    __tablename__ = "statement_version"
    __table_args__ = (UniqueConstraint("gift_id", "number"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id"), index=True)
    gift_id: Mapped[str] = mapped_column(ForeignKey("gift.id"))
    number: Mapped[int]
    state: Mapped[str]
    """What it says of the gift: a code of `statement.state`."""
    input_hash: Mapped[str] = mapped_column(index=True)
    files: Mapped[dict[str, Any]]
    """As of the rendition that it was."""
    made_at: Mapped[datetime]


class FilmEvent(Base):
    """One thing that happened to a gift's film in one viewing: codes only. Erased with the person; the sender sees sums of many."""

    __tablename__ = "film_event"
    __table_args__ = (
        UniqueConstraint("gift_id", "viewing", "kind", "mark"),
        CheckConstraint("kind IN ('started', 'played', 'again', 'chapter', 'pressed', 'stopped')", name="kind"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id"), index=True)
    campaign_id: Mapped[str] = mapped_column(ForeignKey("campaign.id"), index=True)
    gift_id: Mapped[str] = mapped_column(ForeignKey("gift.id"), index=True)
    viewing: Mapped[str]
    """16 hex digits that one opened page chose at random."""
    kind: Mapped[str]
    mark: Mapped[str]
    """started: once; played: 25, 50, 75 or 100 percent of it; again: how often; chapter: its scene; pressed: the answer;
    stopped: early, where the page was left before half of it was played."""
    at: Mapped[datetime]


class FilmPreview(Base):
    """A film made to be looked at before launch, kept for a day. `who` is a gift's id or the name of a sample person."""

    __tablename__ = "film_preview"
    __table_args__ = (
        UniqueConstraint("campaign_id", "who", "story_hash"),
        Index("ix_film_preview_created_at", "created_at"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id"), index=True)
    campaign_id: Mapped[str] = mapped_column(ForeignKey("campaign.id"), index=True)
    gift_id: Mapped[str | None] = mapped_column(ForeignKey("gift.id"), index=True)
    who: Mapped[str]
    story_hash: Mapped[str]
    """What it was made from; another one now means that it is out of date."""
    input_hash: Mapped[str]
    files: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
