"""The gift promised to one recipient, the plan it came from, its history, its money and its reservations."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, false, text, true
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column

from service.db.base import Base, partial_index
from service.gifting.check_code import check_hash
from service.gifting.office_code import office_hash

LIVE = "is_reserved OR status NOT IN ('declined', 'donated', 'expired', 'canceled', 'failed', 'returned')"
"""When the product stands for a person, so that a colleague cannot get the same: also while an answer can still be undone."""


def _own_account(context: Any) -> str:
    """The default of `unique_within`: no two people of one account."""
    return str(context.get_current_parameters()["account_id"])


def _own_check(context: Any) -> str:
    """The default of `check_hash`."""
    return check_hash(str(context.get_current_parameters()["id"]))


def _own_office(context: Any) -> str:
    """The default of `office_hash`."""
    return office_hash(str(context.get_current_parameters()["id"]))


class MatchRun(Base):
    """One joint choice for a whole campaign, with its certificate."""

    __tablename__ = "match_run"

    id: Mapped[str] = mapped_column(primary_key=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id"), index=True)
    campaign_id: Mapped[str] = mapped_column(ForeignKey("campaign.id"), index=True)
    value: Mapped[float]
    upper_bound: Mapped[float]
    gap: Mapped[float]
    spend_minor: Mapped[int]
    chosen: Mapped[int]
    held: Mapped[int]
    unmatched: Mapped[int]
    products_considered: Mapped[int]
    reserved_pieces: Mapped[int]
    """Pieces kept back for swaps."""
    reasons: Mapped[dict[str, Any]]
    """Why people have no gift: {"held": {reason: people}, "unmatched": {first reason: people}}; and what the run kept as it was,
    launched or chosen by hand: {"kept": {"gifts": number, "spend_minor": minor units}}."""
    seconds: Mapped[float]
    seed: Mapped[int]
    versions: Mapped[dict[str, Any]]
    prices: Mapped[dict[str, Any]]
    """Shadow prices: {"budget": float, "products": {product id: float}}; the online re-decision uses them."""
    openings: Mapped[list[dict[str, Any]]]
    """What would match the people without a gift: {remedy, people, amount_minor, product_id, pieces, day}, most people first."""
    forecast: Mapped[dict[str, Any] | None] = mapped_column(default=None)
    """{ahead: what will probably happen after the launch, waste: what one gift for all would waste, asking: what open questions are
    worth}, each as `decisions` writes it, or None where there was nothing to reckon with. None for plans from before there were
    any."""
    swap_short: Mapped[dict[str, Any] | None] = mapped_column(default=None)
    """For each limit on swaps, how many people have fewer than three gifts to swap to: {limit: people}. None: not counted."""
    created_at: Mapped[datetime]


class RecipientGift(Base):
    """One recipient's gift in one campaign (`gift` in the API). `reasons` holds codes and fact ids, never personal values."""

    __tablename__ = "gift"
    __table_args__ = (
        UniqueConstraint("campaign_id", "recipient_id"),
        Index(
            "uq_gift_unique_within_product",
            "campaign_id",
            "unique_within",
            "product_id",
            unique=True,
            sqlite_where=text(LIVE),
            postgresql_where=text(LIVE),
        ),
        Index(
            "uq_gift_account_family",
            "campaign_id",
            "account_id",
            "product_family",
            unique=True,
            sqlite_where=text(LIVE),
            postgresql_where=text(LIVE),
        ),
        CheckConstraint("price_minor >= 0", name="price_not_negative"),
        CheckConstraint("office_answer IN ('keep', 'share', 'return')", name="office_answer"),
        CheckConstraint("(office_answer IS NULL) = (office_answered_at IS NULL)", name="office_answered"),
        CheckConstraint("extra_minor >= 0 AND sunk_minor >= 0", name="extra_not_negative"),
        # All that the pages of a campaign count and order by, so that they need not read its gifts.
        Index(
            "ix_gift_standing",
            "campaign_id",
            "status",
            "delivery_status",
            "launched_at",
            "wave",
            "stopped_at",
            "decided_at",
            "is_swapped",
            "id",
        ),
        Index("ix_gift_account_id_campaign_id", "account_id", "campaign_id", "status", "launched_at"),
        Index("ix_gift_workspace_id_status", "workspace_id", "status", "id"),
        Index("ix_gift_status_campaign_id", "status", "campaign_id"),
        Index("ix_gift_campaign_id_product_id", "campaign_id", "product_id"),
        Index("ix_gift_product_id_status", "product_id", "status"),
        Index("ix_gift_is_reserved_status_undo_until", "is_reserved", "status", "undo_until"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id"))
    campaign_id: Mapped[str] = mapped_column(ForeignKey("campaign.id"))
    recipient_id: Mapped[str] = mapped_column(ForeignKey("recipient.id"), index=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    unique_within: Mapped[str] = mapped_column(default=_own_account)
    """Whose people never share a version: the account's id, or the campaign's where the campaign wants it so."""
    match_run_id: Mapped[str | None] = mapped_column(ForeignKey("match_run.id"))
    status: Mapped[str]
    hold_reason: Mapped[str | None]
    """Set while the person has no gift yet or it waits; None where a product is chosen and nothing is in the way."""
    unmatched_reasons: Mapped[list[str]]
    product_id: Mapped[str | None] = mapped_column(ForeignKey("product.id"))
    product_family: Mapped[str | None]
    """The family of the product, written with it: the last guard of two colleagues who press for two versions in one moment."""
    original_product_id: Mapped[str | None] = mapped_column(ForeignKey("product.id"))
    first_price_minor: Mapped[int | None]
    """What the gift cost that was chosen first, in minor units: for good what swaps are measured by. None until one was chosen."""
    price_minor: Mapped[int]
    extra_minor: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    """What is paid besides the price until it is there, agreed with it; budgets and caps go by both together."""
    extra_parts: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default=text("'{}'"))
    """The same part by part: wrap, shipping, duty, tax, fee -> minor units, those that come to something."""
    sunk_minor: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    """What stays spent of a parcel that came back or was lost: all but its price, and the way back."""

    @hybrid_property
    def cost_minor(self) -> int:
        """What is set aside or spent for it: its price and what is paid besides."""
        return self.price_minor + self.extra_minor

    currency: Mapped[str]
    is_swapped: Mapped[bool] = mapped_column(default=False)
    is_overridden: Mapped[bool] = mapped_column(default=False)
    is_reserved: Mapped[bool] = mapped_column(default=False)
    """True while this gift's stock and money are set aside."""
    link_version: Mapped[int] = mapped_column(default=1)
    link_hash: Mapped[str] = mapped_column(unique=True)
    check_hash: Mapped[str | None] = mapped_column(unique=True, default=_own_check)
    """Of the code by which its reader asks whether it is real (`check_code`); None only until a sweep has seen an older gift."""
    passed_on_at: Mapped[datetime | None] = mapped_column(default=None)
    """When its person said yes for a colleague, whose name nobody asks; None where it is for themselves."""
    distrusted_at: Mapped[datetime | None] = mapped_column(default=None)
    """Since when its link is closed because its reader did not trust it; a new link ends that."""
    office_hash: Mapped[str | None] = mapped_column(unique=True, default=_own_office)
    """Of the code by which an ethics office answers to its statement (`office_code`); None as for `check_hash`."""
    office_answer: Mapped[str | None] = mapped_column(default=None)
    """What the office of its person's company answered: keep, share or return."""
    office_answered_at: Mapped[datetime | None] = mapped_column(default=None)
    office_product_id: Mapped[str | None] = mapped_column(ForeignKey("product.id"), default=None)
    """What it was then: the answer speaks of this product, and of none that the gift is swapped for."""
    looks: Mapped[int] = mapped_column(default=0)
    """How often this gift was asked to be decided again; each look is a job of its own, so that none stands for a later fact."""
    content_version: Mapped[int] = mapped_column(default=1)
    """Raised by every change that has to be drawn again."""
    wave: Mapped[int | None]
    delivery_status: Mapped[str] = mapped_column(default="unsent")
    decline_reason: Mapped[str | None]
    charity: Mapped[str | None]
    status_before: Mapped[str | None]
    """What undo goes back to; of a cancelled gift, what it was before."""
    canceled_at: Mapped[datetime | None]
    """When somebody of the sender's cancelled it; None where it was not, or its person was erased."""
    cancel_reason: Mapped[str | None]
    """What its person reads of it: a code of `gifting.cancel.READ_REASONS`, where they had said yes."""
    open_until: Mapped[datetime | None]
    """Until when its person may answer, where somebody of the sender's gave them longer than the campaign has. None: no longer."""
    quiet_seconds: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    """How much of `open_until` stands for times in which the person was, or is to be, quiet by rule."""
    kept_until: Mapped[datetime | None] = mapped_column(default=None)
    """Until when it is kept after a yes, where a quiet puts that off (`find.kept_until`)."""
    locked_at: Mapped[datetime | None]
    """Since when no plan, wave or colleague changes it any more; its person and safety still may. None: it is not locked."""
    undo_until: Mapped[datetime | None]
    opened_at: Mapped[datetime | None]
    decided_at: Mapped[datetime | None]
    stopped_at: Mapped[datetime | None]
    """When the gift was last stopped after a yes, because it was no longer safe; it is then chosen again."""
    launched_at: Mapped[datetime | None]
    created_at: Mapped[datetime]

    @property
    def stays_planned(self) -> bool:
        """Whether a person chose it by hand or locked it, so that no later plan changes it."""
        return self.is_overridden or self.locked_at is not None

    @property
    def is_chosen_again(self) -> bool:
        """Whether it was stopped after a yes and its person has not answered since. Why is told to nobody."""
        return is_chosen_again(self.status, self.stopped_at)


def is_chosen_again(status: str, stopped_at: datetime | None) -> bool:
    """The same from the two columns alone."""
    return stopped_at is not None and status in {"created", "notified", "opened"}


class GiftAlternative(Base):
    """A planned swap choice."""

    __tablename__ = "gift_alternative"

    gift_id: Mapped[str] = mapped_column(ForeignKey("gift.id"), primary_key=True)
    rank: Mapped[int] = mapped_column(primary_key=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id"), index=True)
    product_id: Mapped[str] = mapped_column(ForeignKey("product.id"), index=True)


class DecisionRecord(Base):
    """Append-only: what was chosen, from what, why, and with which prices and version."""

    __tablename__ = "decision_record"

    id: Mapped[str] = mapped_column(primary_key=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id"), index=True)
    gift_id: Mapped[str] = mapped_column(ForeignKey("gift.id"), index=True)
    kind: Mapped[str]
    """plan, override, swap, answer, substitution."""
    body: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]


ANSWERED_EVENTS: Final = "kind IN ('gift.accepted', 'gift.declined', 'gift.donated', 'gift.swapped')"
"""What a person answered; as the words of a partial index, which a query has to repeat to use it."""


class GiftEvent(Base):
    """Append-only history: `gift.accepted` and the like. The tables can be rebuilt from it."""

    __tablename__ = "gift_event"
    __table_args__ = (
        partial_index("ix_gift_event_delivered", "at", where="kind = 'gift.delivered'"),
        partial_index("ix_gift_event_answered", "at", where=ANSWERED_EVENTS),
        partial_index("ix_gift_event_waiting", "workspace_id", "id", where="NOT is_passed_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id"), index=True)
    campaign_id: Mapped[str] = mapped_column(ForeignKey("campaign.id"), index=True)
    gift_id: Mapped[str] = mapped_column(ForeignKey("gift.id"), index=True)
    kind: Mapped[str]
    body: Mapped[dict[str, Any]]
    at: Mapped[datetime]
    is_passed_on: Mapped[bool] = mapped_column(default=False, server_default=true())
    """Whether webhooks have taken it up. Where nobody listens, nobody ever does."""


class SoftHold(Base):
    """An alternative set aside for some minutes while a person looks at it. Made by a press, never by GET; ended by the sweeper."""

    __tablename__ = "soft_hold"
    __table_args__ = (
        Index("ix_soft_hold_until", "until"),
        CheckConstraint("way IN ('first', 'more', 'different', 'kind')", name="way"),
    )

    gift_id: Mapped[str] = mapped_column(ForeignKey("gift.id"), primary_key=True)
    product_id: Mapped[str] = mapped_column(ForeignKey("product.id"), primary_key=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id"), index=True)
    until: Mapped[datetime]
    rank: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    """Its place on the page that shows it, from 0."""
    way: Mapped[str] = mapped_column(default="first", server_default=text("'first'"))
    """Behind which button it is shown: first (the others at once), more, different, kind."""
    page: Mapped[int] = mapped_column(default=1, server_default=text("1"))
    pages: Mapped[int] = mapped_column(default=1, server_default=text("1"))
    """Which page of how many that button leads to."""
    extended: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    """How often its person had it held for as long again."""


class SetAside(Base):
    """What the plan keeps for somebody who is asked before anything is chosen: one piece each of `pieces` (product ids, the best
    first) and the money for one of them. A plan only promises it; the launch that asks them reserves it. A row without pieces
    belongs to somebody for whom nothing could be set aside, or is a sum alone (`is_value`)."""

    __tablename__ = "set_aside"
    __table_args__ = (CheckConstraint("amount_minor >= 0", name="amount_not_negative"),)

    gift_id: Mapped[str] = mapped_column(ForeignKey("gift.id"), primary_key=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id"), index=True)
    campaign_id: Mapped[str] = mapped_column(ForeignKey("campaign.id"), index=True)
    pieces: Mapped[list[str]]
    amount_minor: Mapped[int]
    unserved: Mapped[list[str]]
    """Likely answers (codes of `decisions.asking.likely`) that some gift suits and no piece does. Assumed, said by nobody."""
    lack: Mapped[str | None] = mapped_column(default=None)
    """Why none does: a `decisions.asking.aside.Lack`; None where nothing is unserved."""
    is_taken: Mapped[bool] = mapped_column(default=False)
    """True while the pieces are off the shelf and the money is set aside."""
    is_value: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Nothing was right for the person: the money alone stays set aside, so that they can have its value donated."""


class Parcel(Base):
    """One gift as it was packed last. It stands for the gift only as long as that has the same product and was not stopped since
    (`packed.stands_for`)."""

    __tablename__ = "parcel"
    __table_args__ = (Index("ix_parcel_product_id_batch", "product_id", "batch"),)

    gift_id: Mapped[str] = mapped_column(ForeignKey("gift.id"), primary_key=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id"), index=True)
    product_id: Mapped[str] = mapped_column(ForeignKey("product.id"))
    batch: Mapped[str | None]
    """The maker's batch number, as it was typed; None where the product has none. What is eaten or put on skin has one."""
    packed_at: Mapped[datetime]
    packed_by: Mapped[str | None]
    """The user who packed it."""


class Wait(Base):
    """For whose gift there was none left to pack: they may wait for it beside what was chosen instead. What is known of it, no
    promise: only what ops were told of a delivery is a day."""

    __tablename__ = "gift_wait"
    __table_args__ = (
        CheckConstraint("state IN ('offered', 'waiting', 'back', 'stopped', 'ended')", name="state"),
        Index("ix_gift_wait_state_until", "state", "until"),
    )

    gift_id: Mapped[str] = mapped_column(ForeignKey("gift.id"), primary_key=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id"), index=True)
    product_id: Mapped[str] = mapped_column(ForeignKey("product.id"), index=True)
    expected_on: Mapped[date | None]
    """The day of the next delivery, where ops named one."""
    until: Mapped[datetime]
    """When waiting ends by itself."""
    state: Mapped[str]
    """`offered`, `waiting` by the person's press, `back` in stock and theirs again, `stopped` by them, `ended` by itself."""
    changed_at: Mapped[datetime]


class Incident(Base):
    """Something unsafe that went on its way, or a piece that was ordered and has no person any more: ops sees it until somebody has
    dealt with it.

    Ids and codes only: which allergen or diet it was stands nowhere here.
    """

    __tablename__ = "incident"
    __table_args__ = (
        CheckConstraint(
            "kind IN ('stopped', 'failed', 'returned', 'lost', 'shipped', 'delivered', 'recalled', 'broken', 'wrong', 'ill')",
            name="kind",
        ),
        CheckConstraint("piece IN ('none', 'open', 'shelf', 'supplier', 'written_off')", name="piece"),
        CheckConstraint("remedy IN ('replaced', 'refunded', 'returned', 'cleared', 'recalled')", name="remedy"),
        CheckConstraint("kind = 'recalled' OR recall_id IS NULL", name="recall"),
        Index("ix_incident_product_id_kind", "product_id", "kind"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id"), index=True)
    campaign_id: Mapped[str] = mapped_column(ForeignKey("campaign.id"))
    gift_id: Mapped[str] = mapped_column(ForeignKey("gift.id"), index=True)
    product_id: Mapped[str] = mapped_column(ForeignKey("product.id"))
    kind: Mapped[str]
    """`stopped`: ordered, and stopped before it left. `failed`: its order failed. `returned`: its parcel came back. `lost`: its
    carrier lost it. `shipped`, `delivered`: it had left, or had arrived, and was not safe. `recalled`: its product was recalled
    after it had left. `broken`, `wrong`, `ill`: its person said so of what had arrived."""
    piece: Mapped[str]
    """Where the piece is: `none` to decide, `open` until ops says, then back on the shelf, with the supplier, or written off."""
    price_minor: Mapped[int]
    """What is spent on the piece; comes back unless it is written off. 0 where it came back already."""
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[str | None]
    """The user who dealt with it."""
    recall_id: Mapped[str | None] = mapped_column(ForeignKey("recall.id"), index=True)
    """Of which recall, for those of kind `recalled`; None for older ones, and where it left after its product was recalled."""
    batch: Mapped[str | None]
    """The batch that it was packed with, as typed, of what its person reported; a later parcel may have another. None: unknown."""
    remedy: Mapped[str | None]
    """What came of a report: `replaced`, `refunded`, `returned`; of an illness `cleared` or `recalled`. None: nothing yet."""
