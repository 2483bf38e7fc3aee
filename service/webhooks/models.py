"""Whom we tell of events, and what became of it; who tells us, and what they said."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from service.db.base import Base, Encrypted, partial_index

OPEN: Final = ("queued", "held")
"""States of a delivery that is still to leave."""
STATES: Final = (*OPEN, "delivered", "failed", "kept", "dropped")
OFF_REASONS: Final = ("gone", "silent", "person")
SOURCES: Final = ("carrier", "crm")
MESSAGE_STATES: Final = ("taken", "done", "refused")


class WebhookEndpoint(Base):
    """An address that is told of events."""

    __tablename__ = "webhook_endpoint"
    __table_args__ = (
        CheckConstraint(f"off_reason IN {OFF_REASONS}", name="off_reason"),
        CheckConstraint("(off_reason IS NULL) = (off_at IS NULL)", name="off"),
        CheckConstraint("(old_secret IS NULL) = (old_until IS NULL)", name="old_secret"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id"), index=True)
    url: Mapped[str] = mapped_column(Encrypted)
    """Its query may hold a secret of theirs."""
    events: Mapped[list[str]]
    """Names of events; `gift.*` stands for all of a resource, `*` for everything."""
    secret: Mapped[str] = mapped_column(Encrypted)
    old_secret: Mapped[str | None] = mapped_column(Encrypted)
    """The one before, by which messages are signed too until `old_until`."""
    old_until: Mapped[datetime | None]
    rotated_by: Mapped[str | None] = mapped_column(ForeignKey("user_account.id"))
    rotated_at: Mapped[datetime | None]
    off_at: Mapped[datetime | None]
    """Since when nothing is sent there; None while it works."""
    off_reason: Mapped[str | None]
    """`gone`: it answered 410; `silent`: nothing arrived for days; `person`: somebody turned it off."""
    told_at: Mapped[datetime | None]
    """When its owner was told by mail that it is off."""
    tested_at: Mapped[datetime | None]
    """When it last took a test event."""
    failing_since: Mapped[datetime | None]
    """Since when nothing arrived, of what was tried; None where the last try arrived."""
    works_since: Mapped[datetime | None]
    """When something arrived after nothing had."""
    resting_until: Mapped[datetime | None]
    """While nothing arrives, one message at a time tries, and none before this."""
    created_by: Mapped[str | None] = mapped_column(ForeignKey("user_account.id"))
    created_at: Mapped[datetime]


class WebhookDelivery(Base):
    """One event on its way to one endpoint: what is sent, byte for byte, and what came of it."""

    __tablename__ = "webhook_delivery"
    __table_args__ = (
        UniqueConstraint("id"),
        CheckConstraint(f"state IN {STATES}", name="state"),
        Index("ix_webhook_delivery_endpoint_id_number", "endpoint_id", "number"),
        Index("ix_webhook_delivery_created_at", "created_at"),
        partial_index(
            "ix_webhook_delivery_open", "endpoint_id", "subject_id", "number", where="state IN ('queued', 'held')"
        ),
    )

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    """The order in which events are told; that of one subject is the order in which they happened."""
    id: Mapped[str]
    """The message's id, the same however often it is sent."""
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id"))
    endpoint_id: Mapped[str] = mapped_column(ForeignKey("webhook_endpoint.id"))
    kind: Mapped[str]
    subject_id: Mapped[str]
    body: Mapped[str]
    """JSON as it is sent."""
    is_test: Mapped[bool] = mapped_column(default=False)
    state: Mapped[str]
    """`held`: waits for an earlier one of its subject; `kept`: its endpoint is off; `dropped`: nobody wants it any more."""
    attempts: Mapped[int] = mapped_column(default=0)
    tries: Mapped[list[dict[str, Any]]]
    """[{at, status or error, ms}], the last ten."""
    answer: Mapped[str | None] = mapped_column(Encrypted)
    """The beginning of the last answer; theirs, so nobody knows what stands in it."""
    next_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class WebhookSource(Base):
    """Who tells us something: a carrier or a CRM, at an address of its own."""

    __tablename__ = "webhook_source"
    __table_args__ = (
        CheckConstraint(f"kind IN {SOURCES}", name="kind"),
        CheckConstraint("(old_secret IS NULL) = (old_until IS NULL)", name="old_secret"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id"), index=True)
    kind: Mapped[str]
    secret: Mapped[str] = mapped_column(Encrypted)
    old_secret: Mapped[str | None] = mapped_column(Encrypted)
    old_until: Mapped[datetime | None]
    refused: Mapped[int] = mapped_column(default=0)
    """Messages whose signature was wrong, ever."""
    refused_at: Mapped[datetime | None]
    """When the last of them came."""
    off_at: Mapped[datetime | None]
    created_by: Mapped[str | None] = mapped_column(ForeignKey("user_account.id"))
    created_at: Mapped[datetime]


class WebhookMessage(Base):
    """One message that came in, counted once by its id."""

    __tablename__ = "webhook_message"
    __table_args__ = (
        UniqueConstraint("source_id", "external_id"),
        CheckConstraint(f"state IN {MESSAGE_STATES}", name="state"),
        Index("ix_webhook_message_source_id_at", "source_id", "at"),
        Index("ix_webhook_message_at", "at"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id"), index=True)
    source_id: Mapped[str] = mapped_column(ForeignKey("webhook_source.id"))
    external_id: Mapped[str]
    """Its `webhook-id`."""
    kind: Mapped[str]
    body: Mapped[str | None] = mapped_column(Encrypted)
    """As it came, until it is done; it may name somebody."""
    digest: Mapped[str]
    """Keyed hash of the body: the same id with another body is refused."""
    state: Mapped[str]
    sentence: Mapped[str | None] = mapped_column(Encrypted)
    """Why it was refused."""
    is_news: Mapped[bool] = mapped_column(default=False)
    """Whether it changed anything."""
    at: Mapped[datetime]
    done_at: Mapped[datetime | None]
