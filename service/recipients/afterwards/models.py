"""What a person says of a gift once they have answered: how it is, a line of thanks, whether they would like to meet."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from service.db.base import Base, Encrypted, partial_index


class Rating(Base):
    """One question that a person was asked after their answer, and what they said, as they said it.

    Thirty days after it was asked the row loses its person and its gift: from then on it counts among many and is nobody's.
    """

    __tablename__ = "rating"
    __table_args__ = (
        UniqueConstraint("gift_id", "kind"),
        CheckConstraint("kind IN ('how_is_it', 'csat', 'ces', 'nps', 'cared', 'one_to_ten')", name="kind"),
        CheckConstraint("state IN ('asked', 'answered', 'skipped')", name="state"),
        CheckConstraint("(state = 'answered') = (answer IS NOT NULL)", name="answer"),
        CheckConstraint("(recipient_id IS NULL) = (gift_id IS NULL)", name="nameless"),
        Index("ix_rating_recipient_id_asked_at", "recipient_id", "asked_at"),
        Index("ix_rating_campaign_id_kind", "campaign_id", "kind"),
        partial_index("ix_rating_named", "asked_at", where="gift_id IS NOT NULL"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id"))
    campaign_id: Mapped[str] = mapped_column(ForeignKey("campaign.id"))
    recipient_id: Mapped[str | None] = mapped_column(ForeignKey("recipient.id"))
    gift_id: Mapped[str | None] = mapped_column(ForeignKey("gift.id"))
    kind: Mapped[str]
    """A key of `scales.SCALES`."""
    state: Mapped[str]
    answer: Mapped[str | None] = mapped_column(Encrypted)
    """A word or a number of its scale; None until it is answered, and where it was skipped."""
    is_shown: Mapped[bool] = mapped_column(default=False)
    """Whether the person lets the giver read it with their name."""
    asked_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]


class ThankYou(Base):
    """A person's line to their giver, one for a gift; it goes with the person."""

    __tablename__ = "thank_you"
    __table_args__ = (
        Index("ix_thank_you_recipient_id", "recipient_id"),
        Index("ix_thank_you_campaign_id_at", "campaign_id", "at"),
        Index("ix_thank_you_at", "at"),
    )

    gift_id: Mapped[str] = mapped_column(ForeignKey("gift.id"), primary_key=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id"))
    campaign_id: Mapped[str] = mapped_column(ForeignKey("campaign.id"))
    recipient_id: Mapped[str] = mapped_column(ForeignKey("recipient.id"))
    body: Mapped[str] = mapped_column(Encrypted)
    is_private: Mapped[bool] = mapped_column(default=False)
    """It speaks of food, materials or health: it stays on the page, whatever was ticked."""
    is_shown: Mapped[bool] = mapped_column(default=False)
    """The person wants the giver to read it."""
    at: Mapped[datetime]

    @property
    def is_for_staff(self) -> bool:
        """Whether the sender's people may read it."""
        return self.is_shown and not self.is_private


class MeetingSlot(Base):
    """A time that the giver keeps free for whoever of the campaign would like to meet. Nobody's until somebody takes it."""

    __tablename__ = "meeting_slot"
    __table_args__ = (
        UniqueConstraint("set_by", "starts_at"),
        CheckConstraint("minutes >= 10 AND minutes <= 60", name="minutes"),
        Index("ix_meeting_slot_campaign_id_starts_at", "campaign_id", "starts_at"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id"))
    campaign_id: Mapped[str] = mapped_column(ForeignKey("campaign.id"))
    set_by: Mapped[str] = mapped_column(ForeignKey("user_account.id"))
    starts_at: Mapped[datetime]
    minutes: Mapped[int]


class MeetingAnswer(Base):
    """What a person answered to the offer of a meeting, once for a gift. `refused` holds for every later gift as well."""

    __tablename__ = "meeting_answer"
    __table_args__ = (
        UniqueConstraint("slot_id"),
        CheckConstraint("state IN ('booked', 'canceled', 'refused')", name="state"),
        CheckConstraint("(state = 'booked') = (slot_id IS NOT NULL)", name="slot"),
        Index("ix_meeting_answer_recipient_id", "recipient_id"),
    )

    gift_id: Mapped[str] = mapped_column(ForeignKey("gift.id"), primary_key=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id"))
    recipient_id: Mapped[str] = mapped_column(ForeignKey("recipient.id"))
    state: Mapped[str]
    slot_id: Mapped[str | None] = mapped_column(ForeignKey("meeting_slot.id"))
    changes: Mapped[int] = mapped_column(default=0)
    """The calendar file's sequence number (RFC 5545): raised whenever the answer changes."""
    at: Mapped[datetime]
