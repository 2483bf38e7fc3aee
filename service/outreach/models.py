"""Mail that goes out, once, and the recalls that some of it tells of."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final, Literal

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, literal_column
from sqlalchemy.orm import Mapped, mapped_column

from service.db.base import Base, partial_index

MailKind = Literal["invitation", "question", "reminder", "chosen_again", "safety_notice", "recall"]
SAFETY: Final = frozenset({"chosen_again", "safety_notice", "recall"})
"""Mails that pass unsubscribing, pauses, absences, quiet hours and closed campaigns; only an erasure ends them."""
LEFT: Final = ("sent", "shown")
"""States of a mail that has gone to its person, as far as we can know."""


SENDING: Final = literal_column("'sending'", String)
"""The word of a partial index: a database uses it only where the query says the same word, not a parameter."""


class MailMessage(Base):
    """One mail to one recipient. `sending` is committed before the server is called; a crash in between becomes `unknown`.

    `shown`: no mail server is configured, so the mail stands in the outbox page only.
    """

    __tablename__ = "mail_message"
    __table_args__ = (
        UniqueConstraint("idempotency_key"),
        Index("ix_mail_message_state_workspace_id_created_at", "state", "workspace_id", "created_at"),
        Index("ix_mail_message_workspace_id_created_at", "workspace_id", "created_at"),
        partial_index("ix_mail_message_about_id", "about_id", where="about_id IS NOT NULL"),
        partial_index("ix_mail_message_sending", "id", where="state = 'sending'"),
        CheckConstraint(
            "state IN ('queued', 'sending', 'sent', 'shown', 'unknown', 'failed', 'suppressed')", name="state"
        ),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id"))
    gift_id: Mapped[str] = mapped_column(ForeignKey("gift.id"), index=True)
    recipient_id: Mapped[str] = mapped_column(ForeignKey("recipient.id"), index=True)
    kind: Mapped[str]
    """One of MailKind."""
    about_id: Mapped[str | None]
    """What a safety mail is about besides its gift: an incident, or a notice of a recall."""
    idempotency_key: Mapped[str]
    state: Mapped[str]
    error_code: Mapped[str | None]
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]


class Recall(Base):
    """A product taken back for good: nobody gets it any more, and who has it is told.

    `hazard` and `remedies` are codes that have their sentences in every language; `texts` are the recaller's own words, locale ->
    what is wrong, with English always among them.
    """

    __tablename__ = "recall"
    __table_args__ = (
        CheckConstraint(
            "hazard IN ('allergen', 'spoiled', 'foreign_body', 'injury', 'fire', 'choking', 'chemical', 'other')",
            name="hazard",
        ),
        CheckConstraint("(hazard = 'allergen') = (allergen IS NOT NULL)", name="allergen_named"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id"), index=True)
    product_id: Mapped[str] = mapped_column(ForeignKey("product.id"), index=True)
    hazard: Mapped[str]
    allergen: Mapped[str | None]
    """The allergen's key that the list of contents does not name; set exactly where that is the hazard."""
    brand: Mapped[str]
    batch: Mapped[str | None]
    """As it stands on the product; None: every piece."""
    remedies: Mapped[list[str]]
    contact: Mapped[str]
    """A telephone number or an address where people ask free of charge."""
    texts: Mapped[dict[str, Any]]
    opened_by: Mapped[str] = mapped_column(ForeignKey("user_account.id"))
    opened_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    """When somebody first pressed "Send": from then on the words stand, and whoever else turns out to have it is told at once."""


class RecallNotice(Base):
    """One person's notice of a recall: drafted by itself, sent by somebody's press, confirmed by the person's own."""

    __tablename__ = "recall_notice"
    __table_args__ = (UniqueConstraint("recall_id", "gift_id"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id"), index=True)
    recall_id: Mapped[str] = mapped_column(ForeignKey("recall.id"))
    gift_id: Mapped[str] = mapped_column(ForeignKey("gift.id"), index=True)
    recipient_id: Mapped[str] = mapped_column(ForeignKey("recipient.id"))
    message_id: Mapped[str | None] = mapped_column(ForeignKey("mail_message.id"), index=True)
    """The mail it went out with; None while it is a draft."""
    drafted_at: Mapped[datetime]
    returned_at: Mapped[datetime | None]
    """When ops saw that the mail came back."""
    confirmed_at: Mapped[datetime | None]
    """When the person pressed that they have read it."""
