"""What keeps us from writing: the messages that caps count, tighter limits, and addresses that mail is not sent to any more.

There is no address here: it is known again by its keyed hash.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from service.db.base import Base

STANDS: Final = "lifted_at IS NULL"


class Contact(Base):
    """One message to one person. Written with the claim that sends it, taken out again where it is known that nothing left.

    Ids and codes only. A mail that stands in a sandbox's outbox, or waits there for somebody to hand its link over, reached nobody.
    """

    __tablename__ = "contact"
    __table_args__ = (UniqueConstraint("message_id"), Index("ix_contact_recipient_id_at", "recipient_id", "at"))

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id"), index=True)
    recipient_id: Mapped[str] = mapped_column(ForeignKey("recipient.id"))
    gift_id: Mapped[str] = mapped_column(ForeignKey("gift.id"), index=True)
    message_id: Mapped[str]
    """The mail's id, or that of the question; a message sent again is the same message."""
    purpose: Mapped[str]
    """One of `rules.Purpose`, or of `rules.ON_PAGE`: a question that a page asked."""
    at: Mapped[datetime]
    way: Mapped[str] = mapped_column(default="mail", server_default=text("'mail'"))
    """mail, text, or by which a colleague brought it: card or link. `page`: a question there. `task`: somebody did it."""


class ContactLimit(Base):
    """Longer pauses between messages than the house keeps: for a whole workspace, or for one person. Nothing here can loosen."""

    __tablename__ = "contact_limit"
    __table_args__ = (
        UniqueConstraint("workspace_id", "recipient_id"),
        CheckConstraint("message_days >= 3 AND question_days >= 14", name="only_tighter"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id"))
    recipient_id: Mapped[str | None] = mapped_column(ForeignKey("recipient.id"), index=True)
    """None: everybody in the workspace."""
    message_days: Mapped[int] = mapped_column(default=3)
    question_days: Mapped[int] = mapped_column(default=14)


class Suppression(Base):
    """One address of one workspace that came back for good (`bounced`), or whose person called a mail spam (`complained`).

    It stands until an owner or manager lifts it; a complaint stands for ever. An address has one that stands, and its older ones as
    history.
    """

    __tablename__ = "suppression"
    __table_args__ = (
        CheckConstraint("reason IN ('bounced', 'complained')", name="reason"),
        CheckConstraint("(lifted_at IS NULL) = (lifted_by IS NULL)", name="lifted_by_somebody"),
        Index("ix_suppression_workspace_id_email_hash", "workspace_id", "email_hash"),
        Index(
            "ix_suppression_standing",
            "workspace_id",
            "email_hash",
            unique=True,
            sqlite_where=text(STANDS),
            postgresql_where=text(STANDS),
        ),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id"))
    email_hash: Mapped[str]
    reason: Mapped[str]
    code: Mapped[str | None]
    """What their server said, as an enhanced status code (RFC 3463), for example 5.1.1; None for a complaint."""
    created_at: Mapped[datetime]
    lifted_at: Mapped[datetime | None]
    lifted_by: Mapped[str | None] = mapped_column(ForeignKey("user_account.id"))
    lifted_reason: Mapped[str | None]
    """A code of `contact.suppressed.REASONS`."""


class ConsentRule(Base):
    """What an owner says of one country: whether mail between firms needs prior consent there. It stands instead of our own table's
    line, with a source and its day of its own."""

    __tablename__ = "consent_rule"
    __table_args__ = (UniqueConstraint("workspace_id", "country"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id"))
    country: Mapped[str]
    asks: Mapped[bool]
    source: Mapped[str]
    source_on: Mapped[date]
    said_by: Mapped[str | None] = mapped_column(ForeignKey("user_account.id"))
    said_at: Mapped[datetime]


class ContactPolicy(Base):
    """What a workspace sets for everybody in it besides `ContactLimit`: the most for one account, and when silence is an answer.

    Only tighter than the house's own, which hold where there is no row.
    """

    __tablename__ = "contact_policy"
    __table_args__ = (
        CheckConstraint("account_messages >= 1 AND account_messages <= 60", name="account_messages"),
        CheckConstraint("ignored >= 1 AND ignored <= 2", name="ignored"),
        CheckConstraint("ignored_days >= 30 AND ignored_days <= 366", name="ignored_days"),
        CheckConstraint("quiet_days >= 60 AND quiet_days <= 366", name="quiet_days"),
        CheckConstraint("mail_messages >= 1 AND mail_messages <= 10", name="mail_messages"),
        CheckConstraint("text_messages >= 1 AND text_messages <= 4", name="text_messages"),
    )

    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id"), primary_key=True)
    account_messages: Mapped[int]
    """To all people of one account together, in seven days."""
    ignored: Mapped[int]
    """So many messages without any answer,"""
    ignored_days: Mapped[int]
    """within so many days,"""
    quiet_days: Mapped[int]
    """and we begin nothing for so many."""
    mail_messages: Mapped[int] = mapped_column(default=10, server_default=text("10"))
    text_messages: Mapped[int] = mapped_column(default=4, server_default=text("4"))
    """By each channel to one person in 30 days."""
    set_by: Mapped[str | None] = mapped_column(ForeignKey("user_account.id"))
    set_at: Mapped[datetime]


class AccountPause(Base):
    """Nobody at this account hears from us until a day, whatever the campaign. A row that has ended counts no more."""

    __tablename__ = "account_pause"
    __table_args__ = (
        CheckConstraint("reason IN ('contract_talks', 'complaint', 'their_wish', 'other')", name="reason"),
    )

    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"), primary_key=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id"), index=True)
    until: Mapped[datetime]
    reason: Mapped[str]
    set_by: Mapped[str | None] = mapped_column(ForeignKey("user_account.id"))
    set_at: Mapped[datetime]
