"""What keeps a company or a person quiet by rule: the reason, where it is known from, from when and until when."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from service.db.base import Base, Encrypted

REASONS: Final = ("tender", "negotiation", "evaluation", "dispute", "mourning", "layoffs")
OWN_RULE: Final = "policy"
"""The reason of a time that the company itself asks for; nobody here sets one, and nobody here ends it."""
ORIGINS: Final = ("person", "upload", "crm", "company")


class QuietRule(Base):
    """One time of quiet, of a whole company or of one person. It has an end, or a day on which somebody looks whether it still
    stands; until they have, it does."""

    __tablename__ = "quiet_rule"
    __table_args__ = (
        CheckConstraint("(account_id IS NULL) <> (recipient_id IS NULL)", name="one_of_both"),
        CheckConstraint("(ends_at IS NULL) <> (review_at IS NULL)", name="ends_or_is_reviewed"),
        CheckConstraint("ends_at IS NULL OR ends_at > begins_at", name="ends_after_it_begins"),
        CheckConstraint(
            "reason IN ('tender', 'negotiation', 'evaluation', 'dispute', 'mourning', 'layoffs', 'policy')",
            name="reason",
        ),
        CheckConstraint("origin IN ('person', 'upload', 'crm', 'company')", name="origin"),
        Index("ix_quiet_rule_workspace_id_begins_at", "workspace_id", "begins_at"),
        Index("ix_quiet_rule_account_id", "account_id"),
        Index("ix_quiet_rule_recipient_id", "recipient_id"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id"))
    account_id: Mapped[str | None] = mapped_column(ForeignKey("account.id"))
    recipient_id: Mapped[str | None] = mapped_column(ForeignKey("recipient.id"))
    reason: Mapped[str]
    origin: Mapped[str]
    """Who said so: a colleague (`person`), a list (`upload`), the CRM by its stage (`crm`), or the company by its
    own rules (`company`)."""
    source: Mapped[str] = mapped_column(Encrypted)
    """Where it is known from, in the words of whoever set it."""
    begins_at: Mapped[datetime]
    ends_at: Mapped[datetime | None]
    """The first moment that is not quiet any more."""
    review_at: Mapped[datetime | None]
    """From when on somebody is asked whether it still stands, where nobody knows the end."""
    lifted_at: Mapped[datetime | None]
    lifted_by: Mapped[str | None] = mapped_column(ForeignKey("user_account.id"))
    set_by: Mapped[str | None] = mapped_column(ForeignKey("user_account.id"))
    """None: the installation, for a CRM."""
    set_at: Mapped[datetime]


class QuietStage(Base):
    """A stage of sales, as the workspace's CRM calls it, that means quiet."""

    __tablename__ = "quiet_stage"
    __table_args__ = (
        CheckConstraint(
            "reason IN ('tender', 'negotiation', 'evaluation', 'dispute', 'mourning', 'layoffs')", name="reason"
        ),
        CheckConstraint("review_days >= 1 AND review_days <= 180", name="review_days"),
    )

    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id"), primary_key=True)
    stage_key: Mapped[str] = mapped_column(primary_key=True)
    """Its name, folded."""
    stage: Mapped[str]
    reason: Mapped[str]
    review_days: Mapped[int]
    """So many days after the company came into it somebody looks whether it still stands."""
    set_by: Mapped[str | None] = mapped_column(ForeignKey("user_account.id"))
    set_at: Mapped[datetime]
