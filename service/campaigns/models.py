"""The campaign's own rows."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, false, text, true
from sqlalchemy.orm import Mapped, mapped_column, validates

from service.db.base import Base, Encrypted, partial_index
from service.folding import searched_text

STATUSES: Final = ("draft", "planning", "planned", "pending_approval", "approved", "running", "paused", "closed")
"""What is done in them, and what leads from one to the other, says `transitions`."""


APPROVAL_STATES: Final = ("asked", "approved", "refused", "taken_back", "lapsed")


class Campaign(Base):
    """Who gives, why, with what money and under which rules.

    The two money columns move only by conditional UPDATE; the CHECK is the last guard.
    """

    __tablename__ = "campaign"
    __table_args__ = (
        Index("ix_campaign_expires_at", "expires_at"),
        partial_index("ix_campaign_deleted_at", "deleted_at", where="deleted_at IS NOT NULL"),
        CheckConstraint("reserved_minor >= 0 AND captured_minor >= 0", name="money_not_negative"),
        CheckConstraint("reserved_minor + captured_minor <= budget_minor", name="within_budget"),
        CheckConstraint("band_min_minor <= band_max_minor", name="band"),
        CheckConstraint(
            "account_budget_minor >= 0 AND yearly_cap_minor >= 0 AND public_cap_minor >= 0", name="caps_not_negative"
        ),
        CheckConstraint("uniqueness IN ('account', 'campaign')", name="uniqueness"),
        CheckConstraint(
            "purpose IN ('mixed', 'hello', 'welcome', 'thanks', 'renewal', 'win_back', 'partners')", name="purpose"
        ),
        CheckConstraint("films IN ('ahead', 'opened', 'asked')", name="films"),
        CheckConstraint("givers IN ('one', 'each')", name="givers"),
        CheckConstraint(f"status IN {STATUSES}", name="status"),
        CheckConstraint("swap_limit IN ('within_20', 'within_10', 'not_dearer', 'none')", name="swap_limit"),
        CheckConstraint("swap_floor_minor >= 0", name="swap_floor"),
        CheckConstraint("budget_told IN (0, 80, 100)", name="budget_told"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id"), index=True)
    name: Mapped[str]
    searched: Mapped[str] = mapped_column(server_default=text("''"), default="")
    """The words of its name as `folding.searched_text` writes them, for a search in SQL."""
    status: Mapped[str]
    seller_id: Mapped[str | None] = mapped_column(ForeignKey("user_account.id"), index=True)
    """Who sends it: a seller sees the campaigns they send and no others. None where nobody knows any more."""
    givers: Mapped[str] = mapped_column(default="one", server_default=text("'one'"))
    """In whose name it gives: one (the sender below, to everybody) or each (to each person their own giver)."""
    sender: Mapped[dict[str, Any]]
    """{name, title, company, street, city, registration}: printed on page, film, mail and statement."""
    brand: Mapped[dict[str, Any]]
    """{name, site, ember?, ...}: theme tokens, checked for contrast when drawn."""
    occasion: Mapped[dict[str, Any]]
    """Locale -> one noun phrase. English is always there."""
    message: Mapped[dict[str, Any]]
    """Locale -> the sender's own note, at most two sentences. English is always there."""
    inscription: Mapped[dict[str, Any] | None] = mapped_column(default=None)
    """Locale -> what stands on the gifts that can carry it, in the merge language; English is there. None: nothing does."""
    old_words: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    """{occasion | message: {locale: text}}: translations of English words that have changed since. They are in use nowhere until
    somebody has looked at them; their people read the English words meanwhile."""
    purpose: Mapped[str] = mapped_column(default="mixed")
    """Whom it is for, where all stand alike with the sender; `content.acquaintance` says what follows."""
    films: Mapped[str] = mapped_column(default="ahead")
    """When films are drawn: ahead (before anybody is invited) or opened (when their person asks to see them). asked: not even their
    stills are, before somebody asks for them; of a rehearsal's copy alone."""
    charities: Mapped[list[dict[str, Any]]]
    budget_minor: Mapped[int]
    reserved_minor: Mapped[int] = mapped_column(default=0)
    captured_minor: Mapped[int] = mapped_column(default=0)
    budget_told: Mapped[int] = mapped_column(default=0, server_default="0")
    """How much of the budget was in use, in percent, when whoever listens was last told that it runs low (80) or out (100); 0: not
    since so much was free again."""
    currency: Mapped[str]
    band_min_minor: Mapped[int]
    band_max_minor: Mapped[int]
    account_budget_minor: Mapped[int | None]
    """The most one account's gifts may cost together; None for no such limit."""
    yearly_cap_minor: Mapped[int | None]
    """The most one person may receive from this workspace in a calendar year, all campaigns together; None for no such limit."""
    public_cap_minor: Mapped[int | None]
    """The most a person in the public sector may receive. None: nothing, until somebody has looked up their rule."""
    uniqueness: Mapped[str]
    swap_limit: Mapped[str] = mapped_column(default="within_20", server_default="within_20")
    """How far a swap may be from the price of the gift first chosen; `decisions.rules.swap_rule` says what each allows."""
    swap_floor_minor: Mapped[int | None] = mapped_column(default=None)
    """The least that a swap is worth, unless the gift first chosen is worth less; None for no such floor."""
    swaps_once: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether a person may swap once, or as often as they like until they answer."""
    price_shown: Mapped[bool] = mapped_column(default=True, server_default=true())
    """Whether people read what their gift is worth. Hidden, it is on no page, mail, film or offer; the statement always says it."""
    reaches_by_card: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether people without a basis for mail set out as well: they are mailed nothing, and reached by a printed card."""
    undo_hours: Mapped[int]
    deliver_on: Mapped[date]
    expires_at: Mapped[datetime]
    current_match_run_id: Mapped[str | None]
    """The plan that stands: the gifts that are not launched yet are as it chose them."""
    approved_match_run_id: Mapped[str | None]
    """The plan that a person agreed to. Only its gifts are launched; a newer plan needs an approval of its own."""
    approved_by: Mapped[str | None] = mapped_column(ForeignKey("user_account.id"))
    approved_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    deleted_at: Mapped[datetime | None]
    """When this draft was deleted: nobody sees it any more, and it goes for good a day later (`planning.drafts.delete`)."""

    @validates("name")
    def _search_name(self, _column: str, name: str) -> str:
        """Whoever names a campaign has it found by that name."""
        self.searched = searched_text(name)
        return name


class PlanApproval(Base):
    """One plan that a second person was asked to approve: that plan, by its id, its gifts and its sum, and what they said."""

    __tablename__ = "plan_approval"
    __table_args__ = (
        UniqueConstraint("campaign_id", "number"),
        Index(
            "uq_plan_approval_open",
            "campaign_id",
            unique=True,
            sqlite_where=text("state = 'asked'"),
            postgresql_where=text("state = 'asked'"),
        ),
        CheckConstraint(f"state IN {APPROVAL_STATES}", name="state"),
        CheckConstraint("decided_by IS NULL OR decided_by <> asked_by OR state = 'taken_back'", name="second_person"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id"), index=True)
    campaign_id: Mapped[str] = mapped_column(ForeignKey("campaign.id"))
    number: Mapped[int]
    """Which of the campaign's plans that were asked about it is, from 1."""
    match_run_id: Mapped[str]
    stamp: Mapped[str]
    """Names the gifts that were not launched when it was asked, each with its product and price."""
    sum_minor: Mapped[int]
    """What all waves of the campaign together may set aside: launched before, planned, and at most for people who still wait."""
    open_minor: Mapped[int]
    """The part of it that was not launched yet."""
    currency: Mapped[str]
    state: Mapped[str]
    asked_by: Mapped[str] = mapped_column(ForeignKey("user_account.id"))
    asked_at: Mapped[datetime]
    decided_by: Mapped[str | None] = mapped_column(ForeignKey("user_account.id"))
    decided_at: Mapped[datetime | None]
    reason: Mapped[str | None] = mapped_column(Encrypted)
    """Why it was refused, in the approver's words."""


class Wave(Base):
    """A wave whose mails leave on a day and at an hour of each reader's own; a wave without a row leaves as soon as it may."""

    __tablename__ = "wave"
    __table_args__ = (
        UniqueConstraint("campaign_id", "number"),
        CheckConstraint("leave_hour >= 8 AND leave_hour <= 19", name="leave_hour"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id"), index=True)
    campaign_id: Mapped[str] = mapped_column(ForeignKey("campaign.id"))
    number: Mapped[int]
    """As `gift.wave` has it."""
    leave_on: Mapped[date]
    """The first day; where it is a weekend or a public holiday in a reader's country, theirs leaves on the next working day."""
    leave_hour: Mapped[int]
    """The full hour on the reader's clock."""


class CampaignRecipient(Base):
    """Who takes part, in the order of the upload."""

    __tablename__ = "campaign_recipient"
    __table_args__ = (
        UniqueConstraint("campaign_id", "recipient_id"),
        Index("ix_campaign_recipient_in_order", "campaign_id", "row_number", "id", "recipient_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id"), index=True)
    campaign_id: Mapped[str] = mapped_column(ForeignKey("campaign.id"), index=True)
    recipient_id: Mapped[str] = mapped_column(ForeignKey("recipient.id"), index=True)
    row_number: Mapped[int]
    giver_id: Mapped[str | None] = mapped_column(ForeignKey("user_account.id"), default=None, index=True)
    """Who gives to them here, from the moment they set out in a campaign where each has a giver; None: the campaign's sender."""


TERM_KINDS: Final = ("held_out", "cap", "no_film", "no_subject", "no_line")


class DrawnTerm(Base):
    """What somebody was drawn for in a comparison, as far as the product has to keep to it: one term a row, ids and codes only.

    Who is compared with whom, and how probable it was, stands with the comparison (`brain.experiments`); this is what every guard
    reads. It is written once and never moved to another person.
    """

    __tablename__ = "drawn_term"
    __table_args__ = (
        CheckConstraint(f"kind IN {TERM_KINDS}", name="kind"),
        CheckConstraint("(kind = 'cap') = (cap_minor IS NOT NULL)", name="cap"),
        CheckConstraint("campaign_id IS NOT NULL OR kind = 'held_out'", name="everywhere"),
        Index("ix_drawn_term_recipient_id_campaign_id", "recipient_id", "campaign_id"),
        Index("ix_drawn_term_experiment_id", "experiment_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id"), index=True)
    experiment_id: Mapped[str]
    recipient_id: Mapped[str] = mapped_column(ForeignKey("recipient.id"))
    campaign_id: Mapped[str | None] = mapped_column(ForeignKey("campaign.id"), index=True)
    """None: in every campaign of the workspace."""
    kind: Mapped[str]
    cap_minor: Mapped[int | None]
    """The most that this person's gift may cost, in minor units of the campaign's currency."""
    ended_at: Mapped[datetime | None]
    """Since when somebody who was held out hears from us as usual."""
