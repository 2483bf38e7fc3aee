"""What somebody did elsewhere: ids and codes only, gone with their person."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from service.db.base import Base

KINDS: Final = (
    "purchase", "product_use", "site_look", "page_look", "offer_seen", "offer_pressed", "film_through", "film_stopped",
)  # fmt: skip
ENTRIES: Final = ("mail", "link", "card", "text", "api")
DEVICES: Final = ("phone", "tablet", "computer")


class PersonEvent(Base):
    """One thing that happened at a moment. It is only ever added, and only an erasure takes it away."""

    __tablename__ = "person_event"
    __table_args__ = (
        CheckConstraint(f"kind IN {KINDS}", name="kind"),
        CheckConstraint("(amount_minor IS NULL) = (currency IS NULL)", name="amount_with_currency"),
        CheckConstraint("amount_minor IS NULL OR kind = 'purchase'", name="amount_of_purchase"),
        CheckConstraint("amount_minor >= 0", name="amount_not_negative"),
        CheckConstraint(f"entry IN {ENTRIES}", name="entry"),
        CheckConstraint(f"device IN {DEVICES}", name="device"),
        UniqueConstraint("workspace_id", "external_id"),
        Index("ix_person_event_recipient_id_at", "recipient_id", "at"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id"), index=True)
    recipient_id: Mapped[str] = mapped_column(ForeignKey("recipient.id"))
    kind: Mapped[str]
    external_id: Mapped[str]
    """The sender's own id of it, or ours where it happened on our pages: the same again is the same event."""
    code: Mapped[str]
    """What it was about: a product's or feature's code, a kind of page (`prices`), or an offer's id."""
    amount_minor: Mapped[int | None] = mapped_column(BigInteger)
    """Of a purchase, in minor units of `currency`; 0 and above."""
    currency: Mapped[str | None]
    entry: Mapped[str | None]
    """How they had come to the page that was looked at: mail, link, card, text or api; None elsewhere."""
    device: Mapped[str | None]
    """What it was looked at with, where the person agreed to that being counted."""
    at: Mapped[datetime]
    taken_at: Mapped[datetime]


class UseConsent(Base):
    """That a person lets us count how they use their pages, and with what kind of device. No row: they do not."""

    __tablename__ = "use_consent"

    recipient_id: Mapped[str] = mapped_column(ForeignKey("recipient.id"), primary_key=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id"), index=True)
    agreed_at: Mapped[datetime]


class ViewingWish(Base):
    """What a person said about the counting of their viewing, of film and pages. No row: it is counted, and shown in sums alone."""

    __tablename__ = "viewing_wish"
    __table_args__ = (CheckConstraint("is_counted OR shown_since IS NULL", name="shown_is_counted"),)

    recipient_id: Mapped[str] = mapped_column(ForeignKey("recipient.id"), primary_key=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id"), index=True)
    is_counted: Mapped[bool]
    shown_since: Mapped[datetime | None]
    """When they agreed that their giver sees it; None where they did not, or no longer do."""
    changed_at: Mapped[datetime]
