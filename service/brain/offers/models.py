"""What a workspace offers people beside their gift, and since when it does."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from service.db.base import Base, partial_index

KINDS: Final = ("keep", "reward", "complement", "news")
"""To keep a customer, to thank one, what goes with what they have, and news, which is worth nothing."""
STANDS: Final = "withdrawn_at IS NULL"
MAILED_ROWS: Final = "kind = 'offer.mailed'"
ENDED_ROWS: Final = "kind = 'offer.ended'"


class Offer(Base):
    """One offer. It is never changed, since people have read it: one that says something else is a new one."""

    __tablename__ = "offer"
    __table_args__ = (
        CheckConstraint(f"kind IN {KINDS}", name="kind"),
        CheckConstraint("(value_minor IS NULL) = (currency IS NULL)", name="value_with_currency"),
        CheckConstraint("value_minor > 0", name="value_positive"),
        CheckConstraint("(kind = 'news') = (value_minor IS NULL)", name="news_worth_nothing"),
        CheckConstraint("until IS NULL OR since <= until", name="days"),
        Index(
            "uq_offer_standing",
            "workspace_id",
            "code",
            unique=True,
            sqlite_where=text(STANDS),
            postgresql_where=text(STANDS),
        ),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id"), index=True)
    code: Mapped[str]
    """The workspace's own name for it, by which a sheet finds it again. One standing offer has it."""
    kind: Mapped[str]
    texts: Mapped[dict[str, Any]]
    """Locale -> {title, line, link}: a heading, one sentence, and what the link is called. Every language we speak is there."""
    url: Mapped[str]
    """https."""
    value_minor: Mapped[int | None]
    """What it is worth to the person, in minor units; None for news."""
    currency: Mapped[str | None]
    since: Mapped[date]
    until: Mapped[date | None]
    """The last day, included; None: until it is withdrawn."""
    segment_id: Mapped[str | None] = mapped_column(ForeignKey("segment.id"), index=True)
    """Who may get it; None: everybody of the workspace."""
    made_by: Mapped[str | None] = mapped_column(ForeignKey("user_account.id"))
    made_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None] = mapped_column(default=None)
    withdrawn_by: Mapped[str | None] = mapped_column(ForeignKey("user_account.id"), default=None)


class OfferEvent(Base):
    """An offer was made, withdrawn, has ended by itself, or stood in a mail to somebody (`offer.mailed`, with the person and the
    message, which alone goes with its person)."""

    __tablename__ = "offer_event"
    __table_args__ = (
        CheckConstraint("kind IN ('offer.made', 'offer.withdrawn', 'offer.ended', 'offer.mailed')", name="kind"),
        CheckConstraint(
            "(kind = 'offer.mailed') = (recipient_id IS NOT NULL) AND (recipient_id IS NULL) = (message_id IS NULL)",
            name="mailed_to_somebody",
        ),
        Index(
            "uq_offer_event_mailed",
            "offer_id",
            "recipient_id",
            unique=True,
            sqlite_where=text(MAILED_ROWS),
            postgresql_where=text(MAILED_ROWS),
        ),
        Index(
            "uq_offer_event_ended",
            "offer_id",
            unique=True,
            sqlite_where=text(ENDED_ROWS),
            postgresql_where=text(ENDED_ROWS),
        ),
        partial_index("ix_offer_event_recipient_id", "recipient_id", where=MAILED_ROWS),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id"), index=True)
    offer_id: Mapped[str] = mapped_column(ForeignKey("offer.id"), index=True)
    kind: Mapped[str]
    recipient_id: Mapped[str | None] = mapped_column(ForeignKey("recipient.id"), default=None)
    message_id: Mapped[str | None] = mapped_column(default=None)
    """The mail's, by its id alone: mails are of a room above."""
    reached: Mapped[str] = mapped_column(default="", server_default=text("''"))
    """Of one that changes what people may get: up to whom, by id, a new decision was asked for."""
    at: Mapped[datetime]
