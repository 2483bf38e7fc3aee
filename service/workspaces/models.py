"""Tenants, the people who work in them, their sign-in, and what they did."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from service.db.base import Base, Encrypted


class Workspace(Base):
    __tablename__ = "workspace"

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    is_sandbox: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Its people are invented: their links may be looked at, and no mail leaves it."""
    created_at: Mapped[datetime]


class User(Base):
    """A person of the sending side. Roles: `sales` plans and launches, `ops` sees queues and the pick list, `admin` both."""

    __tablename__ = "user_account"
    __table_args__ = (
        UniqueConstraint("email_hash"),
        CheckConstraint("role IN ('sales', 'ops', 'admin')", name="role"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id"), index=True)
    email_hash: Mapped[str]
    email: Mapped[str] = mapped_column(Encrypted)
    name: Mapped[str] = mapped_column(Encrypted)
    role: Mapped[str]
    password_hash: Mapped[str | None]
    session_version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]


class SignInLink(Base):
    """A one-time link. Only its hash is kept; it works once and for a short time."""

    __tablename__ = "sign_in_link"

    token_hash: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("user_account.id"), index=True)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class SignInAttempt(Base):
    """Failed sign-ins by keyed hash of the address tried, so that guessing is slowed down."""

    __tablename__ = "sign_in_attempt"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    email_hash: Mapped[str] = mapped_column(index=True)
    at: Mapped[datetime]


class AuditEntry(Base):
    """Who did what. Ids and codes only, never personal values."""

    __tablename__ = "audit_entry"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id"), index=True)
    user_id: Mapped[str | None] = mapped_column(ForeignKey("user_account.id"))
    act: Mapped[str]
    subject_id: Mapped[str | None]
    body: Mapped[dict[str, Any]]
    at: Mapped[datetime]
