"""Keys by which scripts come in, and where each was used. No secret is kept, only the keyed hash that finds it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from service.db.base import Base, Encrypted


class ApiKey(Base):
    """A key with its scopes. It has one secret, and two while it is being rotated."""

    __tablename__ = "api_key"
    __table_args__ = (CheckConstraint("kind IN ('test', 'live')", name="kind"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id"), index=True)
    name: Mapped[str]
    """What it is for."""
    kind: Mapped[str]
    scopes: Mapped[list[str]]
    made_by: Mapped[str] = mapped_column(ForeignKey("user_account.id"))
    """Whoever holds it: it works as long as they are an owner here, and what is done by it is done in their name."""
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    revoked_by: Mapped[str | None] = mapped_column(ForeignKey("user_account.id"))
    minute: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    """The minute, counted from 1970, in which it was used last."""
    calls: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    """How often it was used in that minute."""


class ApiSecret(Base):
    """One secret of a key. The older of two ends some time after the newer was made."""

    __tablename__ = "api_secret"
    __table_args__ = (UniqueConstraint("secret_hash"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    key_id: Mapped[str] = mapped_column(ForeignKey("api_key.id"), index=True)
    secret_hash: Mapped[str]
    last_four: Mapped[str]
    made_at: Mapped[datetime]
    ends_at: Mapped[datetime | None]
    """Since when it opens nothing; None while nobody has rotated it."""
    used_at: Mapped[datetime | None]
    used_from: Mapped[str | None] = mapped_column(Encrypted)
    """The address from which it was used last."""


class ApiUse(Base):
    """One use of a key: which act, from where. Kept for a month."""

    __tablename__ = "api_use"
    __table_args__ = (Index("ix_api_use_key_id_at", "key_id", "at"), Index("ix_api_use_at", "at"))

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    key_id: Mapped[str] = mapped_column(ForeignKey("api_key.id"))
    act: Mapped[str]
    """Method and route, with the names of ids in place of ids."""
    address: Mapped[str | None] = mapped_column(Encrypted)
    at: Mapped[datetime]


class ApiAnswer(Base):
    """The first answer to what must be done once: under the key of a header, for a day, or an `external_id`, for good.

    It stands in the transaction of the effect, so that there is never one without the other. Answers hold ids and codes; what one
    is asked for with is kept as a keyed hash only.
    """

    __tablename__ = "api_answer"
    __table_args__ = (
        UniqueConstraint("workspace_id", "act", "by", "given_hash"),
        CheckConstraint("by IN ('header', 'external_id')", name="by"),
        Index("ix_api_answer_by_at", "by", "at"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id"))
    act: Mapped[str]
    """Method and path."""
    by: Mapped[str]
    given_hash: Mapped[str]
    payload_hash: Mapped[str]
    http_status: Mapped[int]
    answer: Mapped[dict[str, Any]]
    subject_id: Mapped[str | None] = mapped_column(index=True)
    """What was made; of a person, the row goes with them."""
    at: Mapped[datetime]


class ExternalId(Base):
    """What a company's own systems call something here; of a person it is a personal value, and goes with them."""

    __tablename__ = "external_id"
    __table_args__ = (
        UniqueConstraint("workspace_id", "resource", "value_hash"),
        UniqueConstraint("workspace_id", "resource", "subject_id"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id"))
    resource: Mapped[str]
    value_hash: Mapped[str]
    value: Mapped[str] = mapped_column(Encrypted)
    subject_id: Mapped[str]
    at: Mapped[datetime]
