"""Tenants, the people who work in them, their sign-in, and what they did."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column

from service.db.base import Base, Encrypted


class Workspace(Base):
    """One sender's house: everything else belongs to one."""

    __tablename__ = "workspace"

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    is_sandbox: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Its people are invented: their links may be looked at, and no mail leaves it."""
    approval_above_minor: Mapped[int | None]
    """Above this sum a second person approves a campaign's plan; None where one person is enough."""
    approval_currency: Mapped[str | None]
    second_factor_from: Mapped[date | None]
    """The day from which everybody needs a second factor; None where nobody has to."""
    approver_id: Mapped[str | None]
    """The user who approves; None for any owner or manager. No foreign key: users name their workspace."""
    search_generation: Mapped[int] = mapped_column(default=1, server_default=text("1"))
    """Which of its keys the search of its people stands under; another one is made by raising it."""
    copy_of: Mapped[str | None] = mapped_column(index=True)
    """The workspace that this sandbox is a copy of, for a rehearsal; its staff may visit. No foreign key, as users name theirs."""
    company_id: Mapped[str | None] = mapped_column(default=None, index=True)
    """What the workspaces of one company have in common, as whoever runs the installation says; None for one that stands alone."""
    register_told: Mapped[date | None] = mapped_column(default=None)
    """The last day of the month whose gift register its ethics office was told of last."""
    created_at: Mapped[datetime]


class User(Base):
    """A person of the sending side. What a role may do stands in `actor`."""

    __tablename__ = "user_account"
    __table_args__ = (
        UniqueConstraint("email_hash"),
        CheckConstraint("role IN ('owner', 'manager', 'seller', 'ops', 'ethics', 'read_only')", name="role"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id"), index=True)
    email_hash: Mapped[str]
    email: Mapped[str] = mapped_column(Encrypted)
    name: Mapped[str] = mapped_column(Encrypted)
    signature: Mapped[str | None] = mapped_column(Encrypted, default=None)
    """JSON of how they sign as a giver; `campaigns.givers.signature` reads and writes it. None: they have not said."""
    role: Mapped[str]
    password_hash: Mapped[str | None]
    session_version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]
    """Since when nobody signs in as this user; None where they may."""


class Invitation(Base):
    """A colleague who was asked to join and has not yet, or what became of it. Only the hash of its link is kept."""

    __tablename__ = "invitation"
    __table_args__ = (
        CheckConstraint("role IN ('owner', 'manager', 'seller', 'ops', 'ethics', 'read_only')", name="role"),
        Index(
            "uq_invitation_open",
            "workspace_id",
            "email_hash",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id"))
    email_hash: Mapped[str]
    email: Mapped[str] = mapped_column(Encrypted)
    role: Mapped[str]
    invited_by: Mapped[str] = mapped_column(ForeignKey("user_account.id"))
    invited_at: Mapped[datetime]
    token_hash: Mapped[str | None] = mapped_column(unique=True)
    """Of the newest link; None until it has been made, which is when it leaves."""
    expires_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    """When somebody joined by it, or it was taken back."""
    user_id: Mapped[str | None] = mapped_column(ForeignKey("user_account.id"))
    """Who joined; None where nobody has."""


class SecondFactor(Base):
    """A user's app for six-digit codes."""

    __tablename__ = "second_factor"

    user_id: Mapped[str] = mapped_column(ForeignKey("user_account.id"), primary_key=True)
    secret: Mapped[str] = mapped_column(Encrypted)
    confirmed_at: Mapped[datetime | None]
    """Since when it is asked for; None while the app has not shown that it has the secret."""
    last_step: Mapped[int]
    """The time step of the last code that was used: that one and earlier ones open nothing any more."""
    created_at: Mapped[datetime]


class SpareCode(Base):
    """A code in place of the app's, good for once. Only its keyed hash is kept."""

    __tablename__ = "spare_code"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("user_account.id"), index=True)
    code_hash: Mapped[str]
    used_at: Mapped[datetime | None]


class Passkey(Base):
    """A key pair of a user's device (WebAuthn): the half that checks what the other half signs."""

    __tablename__ = "passkey"

    id: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("user_account.id"), index=True)
    credential_id: Mapped[str] = mapped_column(unique=True)
    """What the device calls it, in base64url."""
    credential: Mapped[bytes]
    """The attested credential data of the standard: maker's model, id and public key."""
    name: Mapped[str] = mapped_column(Encrypted)
    """What its user calls it."""
    sign_count: Mapped[int] = mapped_column(BigInteger)
    """The device's counter when it was used last; 0 where it keeps none."""
    created_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class SpentChallenge(Base):
    """Something that a passkey has signed, by its hash: no second answer to it counts. Kept for an hour."""

    __tablename__ = "spent_challenge"

    id: Mapped[str] = mapped_column(primary_key=True)
    spent_at: Mapped[datetime] = mapped_column(index=True)


class OpenIDAccount(Base):
    """The sign-in provider's account that a user came by first, and has to come by from then on."""

    __tablename__ = "openid_account"

    user_id: Mapped[str] = mapped_column(ForeignKey("user_account.id"), primary_key=True)
    subject_hash: Mapped[str] = mapped_column(unique=True)
    """Of issuer and subject together."""
    since: Mapped[datetime]


class UserSession(Base):
    """Where somebody is or was signed in."""

    __tablename__ = "user_session"

    id: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("user_account.id"), index=True)
    version: Mapped[int]
    """The user's `session_version` when it began."""
    device: Mapped[str]
    """In words, such as Firefox on Linux."""
    network: Mapped[str | None]
    """Such as 203.0.113.0/24; None where that is not known."""
    began_at: Mapped[datetime]
    used_at: Mapped[datetime] = mapped_column(index=True)
    ended_at: Mapped[datetime | None]


class SignInLink(Base):
    """A one-time link. Only its hash is kept; it works once and for a short time."""

    __tablename__ = "sign_in_link"

    token_hash: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("user_account.id"), index=True)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class SignInAttempt(Base):
    """A try with a password that did not fit, or that is being checked: kept for a day, so that guessing is slowed down."""

    __tablename__ = "sign_in_attempt"
    __table_args__ = (
        Index("ix_sign_in_attempt_email_hash_at", "email_hash", "at"),
        Index("ix_sign_in_attempt_at", "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    email_hash: Mapped[str]
    """Keyed hash of the address that was tried."""
    network: Mapped[str | None]
    """Where the try came from, such as 203.0.113.0/24 or 2001:db8:1:2::/64; None where that is not known."""
    wide_network: Mapped[str | None]
    """The network around it, /16 or /48."""
    device: Mapped[str | None]
    """The browser that had signed in to this address before; its tries are counted by themselves."""
    at: Mapped[datetime]


class SignInTurn(Base):
    """One row whose lock makes counting and taking a place one act, on every database."""

    __tablename__ = "sign_in_turn"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]


class AuditEntry(Base):
    """Who did what. Ids and codes only, never personal values."""

    __tablename__ = "audit_entry"
    __table_args__ = (
        Index("ix_audit_entry_act_at", "act", "at"),
        Index("ix_audit_entry_workspace_id_at", "workspace_id", "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    workspace_id: Mapped[str | None] = mapped_column(ForeignKey("workspace.id"), index=True)
    """None where somebody unknown tried to sign in."""
    user_id: Mapped[str | None] = mapped_column(ForeignKey("user_account.id"))
    key_id: Mapped[str | None]
    """The key by which a script did it on that user's behalf. No foreign key: keys stand in a room of their own."""
    act: Mapped[str]
    subject_id: Mapped[str | None]
    body: Mapped[dict[str, Any]]
    at: Mapped[datetime]
