"""Every change a gift can go through: one table that guards and applies them; `docs/states.md` is made from it.

A change is one conditional UPDATE of the gift, one event, and the table's effects on shelf and money, all in the caller's
transaction. Locks are always taken in the same order, gift, products by id, campaign, so that two changes never wait for each
other in a circle.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, Literal

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from service import said
from service.config import settings
from service.db.loaded import ask
from service.errors import Conflict
from service.gifting import money, shelf, soft_holds
from service.gifting.events import EventKind, add_event, are_still, moments_after, moments_known
from service.gifting.gift_row import change_unless_changed
from service.gifting.models import RecipientGift
from service.gifting.money import MoneyEffect, Was
from service.gifting.request_statement import restate
from service.recipients.postal.addresses import start_erasure

StockEffect = Literal[
    "none", "take", "keep", "exchange", "use", "put back", "put back if taken", "piece back", "take a choice",
    "put a choice back", "hold no piece", "held no piece",
]  # fmt: skip
_OF_THE_PIECE: Final = frozenset({"none", "piece back", "take a choice", "put a choice back"})
"""Effects that leave what is set aside for the gift as it is: a piece that ops is asked about is no longer the gift's own, and of
what waits for an answer (`set_aside`) nothing is the gift's yet."""
_OF_A_VALUE: Final = frozenset({"hold no piece", "held no piece"})
"""Effects on a gift that is a sum alone: money is set aside for it and no piece is."""


@dataclass(frozen=True, slots=True)
class Transition:
    """One line of the table. `to` None leaves the status as it is; `event` is what the history keeps of it."""

    act: str
    sources: tuple[str, ...]
    to: str | None
    stock: StockEffect
    money: MoneyEffect
    event: EventKind
    stamp: Literal["launched_at", "opened_at", "decided_at", "stopped_at"] | None = None
    """The column that keeps when it happened."""

    @property
    def needs_reserved(self) -> bool | None:
        """What `is_reserved` has to be before; None where it does not matter."""
        if self.stock in {"take", "hold no piece"}:
            return False
        return True if self.stock in {"keep", "exchange", "use", "put back", "held no piece"} else None

    @property
    def needs_product(self) -> bool | None:
        """Whether a product has to be chosen before; None where it does not matter."""
        if self.stock in _OF_A_VALUE:
            return False
        return True if self.stock == "keep" else None

    @property
    def moves_own_stock(self) -> bool:
        """Whether it says anew what is set aside for the gift."""
        return self.stock not in _OF_THE_PIECE

    @property
    def is_stated(self) -> bool:
        """Whether the gift's statement says something else afterwards."""
        return self.to in _STATED or self.act in {"undo", "refuse_donation", "return_value"} or self.brings_back

    @property
    def brings_back(self) -> bool:
        """Whether it takes a cancellation back: the gift is where it was before, and nowhere else."""
        return self.sources == ("canceled",)

    @property
    def ends(self) -> bool:
        """Whether nothing more can be delivered afterwards, so that the address has served."""
        return self.to in TERMINAL or self.act in _SETTLES

    def reserved_after(self, before: bool) -> bool:
        """What `is_reserved` is afterwards."""
        if not self.moves_own_stock:
            return before
        return self.stock in {"take", "keep", "exchange", "hold no piece"}

    def columns_after(self, gift: RecipientGift, moment: datetime) -> dict[str, Any]:
        """The gift's columns that the step itself sets."""
        after = {"status": self.to or gift.status, "is_reserved": self.reserved_after(gift.is_reserved)}
        if self.act == "cancel":
            after["status_before"] = gift.status
        return after if self.stamp is None else {**after, self.stamp: moment}


_STATED: Final = frozenset(
    {"accepted", "donated", "declined", "ordered", "shipped", "delivered", "returned", "failed", "expired", "canceled"}
)
"""Statuses that a statement tells; before the first of them a gift is offered."""
TERMINAL: Final = frozenset({"expired", "canceled", "delivered", "returned", "failed"})
"""Statuses that nothing leads out of, but that whoever cancelled a gift may think better of it for a while (`cancel`), and that a
gift which arrived broken or is not what was promised is replaced or goes back (`report_problem`)."""
_SETTLES: Final = frozenset({"settle_donation", "settle_decline"})
"""Acts after which an answer stands for good, though its status stays."""
_PLANNED: Final = ("draft", "pending_approval", "scheduled")
_OPEN: Final = ("created", "notified", "opened")
_SINCE_STOPPED: Final = (
    "opened", "accepted", "donated", "declined", "expired", "canceled", "ordered", "shipped", "delivered", "returned",
    "failed",
)  # fmt: skip
"""Where a gift may be when somebody says what became of a piece that was stopped, or that failed or came back."""
_EVER: Final = (*_PLANNED, *_OPEN, *_SINCE_STOPPED[1:])
_TABLE: Final = (
    Transition("submit", ("draft",), "pending_approval", "none", "none", EventKind.SUBMITTED),
    Transition("unsubmit", ("pending_approval",), "draft", "none", "none", EventKind.UNSUBMITTED),
    Transition("schedule", ("draft", "pending_approval"), "scheduled", "none", "none", EventKind.SCHEDULED),
    Transition("choose", _PLANNED, None, "none", "none", EventKind.CHOSEN),
    Transition("launch", _PLANNED, "created", "take", "reserve", EventKind.CREATED, "launched_at"),
    Transition("set_aside", _PLANNED, None, "take a choice", "reserve a sum", EventKind.SET_ASIDE),
    Transition("free_aside", _EVER, None, "put a choice back", "release the sum", EventKind.SET_ASIDE_FREED),
    Transition("keep_value", (*_PLANNED, *_OPEN), None, "none", "reserve a sum", EventKind.VALUE_KEPT),
    Transition(
        "donate_value",
        (*_PLANNED, *_OPEN),
        "donated",
        "hold no piece",
        "keep the sum",
        EventKind.VALUE_DONATED,
        "decided_at",
    ),
    Transition("return_value", ("donated",), "opened", "held no piece", "keep the sum", EventKind.VALUE_RETURNED),
    Transition("notify", ("created",), "notified", "none", "none", EventKind.NOTIFIED),
    Transition("open", ("created", "notified"), "opened", "none", "none", EventKind.OPENED, "opened_at"),
    Transition("swap", ("opened",), "opened", "exchange", "reprice", EventKind.SWAPPED),
    Transition("substitute", _OPEN, None, "exchange", "reprice", EventKind.SUBSTITUTED),
    Transition("stop", _OPEN, None, "put back", "release", EventKind.STOPPED),
    Transition("give", _OPEN, None, "take", "reserve", EventKind.GIVEN),
    Transition("accept", ("opened",), "accepted", "keep", "keep", EventKind.ACCEPTED, "decided_at"),
    Transition("donate", ("opened",), "donated", "keep", "keep", EventKind.DONATED, "decided_at"),
    Transition("decline", ("opened",), "declined", "keep", "keep", EventKind.DECLINED, "decided_at"),
    Transition("undo", ("accepted", "donated", "declined"), "opened", "keep", "keep", EventKind.UNDONE),
    Transition("refuse_donation", ("donated",), "opened", "keep", "keep", EventKind.DONATION_REFUSED),
    Transition("order", ("accepted",), "ordered", "use", "capture", EventKind.ORDERED),
    Transition("settle_donation", ("donated",), "donated", "put back", "capture the price", EventKind.DONATION_SETTLED),
    Transition("settle_decline", ("declined",), "declined", "put back", "release", EventKind.DECLINE_SETTLED),
    Transition(
        "expire", (*_OPEN, "accepted"), "expired", "put back if taken", "release if reserved", EventKind.EXPIRED
    ),
    Transition(
        "cancel",
        (*_PLANNED, *_OPEN, "accepted"),
        "canceled",
        "put back if taken",
        "release if reserved",
        EventKind.CANCELED,
    ),
    Transition("bring_back_planned", ("canceled",), "draft", "none", "none", EventKind.BROUGHT_BACK_PLANNED),
    Transition("bring_back_created", ("canceled",), "created", "take", "reserve", EventKind.BROUGHT_BACK_CREATED),
    Transition("bring_back_notified", ("canceled",), "notified", "take", "reserve", EventKind.BROUGHT_BACK_NOTIFIED),
    Transition("bring_back_opened", ("canceled",), "opened", "take", "reserve", EventKind.BROUGHT_BACK_OPENED),
    Transition("bring_back_accepted", ("canceled",), "accepted", "take", "reserve", EventKind.BROUGHT_BACK_ACCEPTED),
    Transition("ship", ("ordered",), "shipped", "none", "none", EventKind.SHIPPED),
    Transition("deliver", ("shipped",), "delivered", "none", "none", EventKind.DELIVERED),
    Transition("return", ("shipped",), "returned", "none", "refund", EventKind.RETURNED),
    Transition("lose", ("shipped",), "failed", "none", "refund", EventKind.LOST),
    Transition("fail", ("ordered",), "failed", "none", "none", EventKind.FAILED),
    Transition("replace", ("delivered",), "accepted", "take", "reserve again", EventKind.REPLACED, "decided_at"),
    Transition("break", ("delivered",), "returned", "none", "refund", EventKind.BROKEN),
    Transition("send_back", ("delivered",), "returned", "none", "refund", EventKind.SENT_BACK),
    Transition(
        "stop_accepted", ("accepted",), "opened", "put back", "release", EventKind.ACCEPTANCE_STOPPED, "stopped_at"
    ),
    Transition("stop_ordered", ("ordered",), "opened", "none", "none", EventKind.ORDER_STOPPED, "stopped_at"),
    Transition("run_out", ("ordered",), "opened", "none", "none", EventKind.RAN_OUT, "stopped_at"),
    Transition("shelve_piece", _SINCE_STOPPED, None, "piece back", "piece refunded", EventKind.PIECE_SHELVED),
    Transition("send_piece_back", _SINCE_STOPPED, None, "none", "piece refunded", EventKind.PIECE_SENT_BACK),
    Transition("write_off_piece", _SINCE_STOPPED, None, "none", "none", EventKind.PIECE_WRITTEN_OFF),
)
TRANSITIONS: Final[Mapping[str, Transition]] = {rule.act: rule for rule in _TABLE}
LAUNCH: Final = TRANSITIONS["launch"]
FIRST: Final = "draft"
"""The status in which a plan writes a gift down."""
ANSWERABLE: Final = frozenset(_OPEN)
"""Statuses in which a recipient may still answer."""
KEPT: Final = frozenset({"accepted", "ordered", "shipped", "delivered"})
"""Statuses of a gift that its person has said yes to, and has or will have."""
UNDELIVERED: Final = frozenset({"failed", "returned"})
"""Statuses of a gift that was ordered and did not arrive."""
PLANNED: Final = frozenset(_PLANNED)
"""Statuses before launch: nothing is reserved and the gift can still be chosen anew."""
NOTHING: Final[Mapping[str, Any]] = {}


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece that was ordered and is not the gift's any more, as it was then: the gift may have another product by now. Price in
    minor units, with all that was paid for it besides."""

    incident_id: str
    product_id: str
    price_minor: int


@dataclass(frozen=True, slots=True)
class Change:
    """One gift's next step. `values` are further columns set with it; `note` goes into the event (ids and codes only)."""

    gift: RecipientGift
    act: str
    values: Mapping[str, Any] = field(default_factory=dict)
    note: Mapping[str, Any] = field(default_factory=dict)
    piece: Piece | None = None


def apply(
    session: Session,
    gift: RecipientGift,
    act: str,
    at: datetime,
    *,
    values: Mapping[str, Any] = NOTHING,
    note: Mapping[str, Any] = NOTHING,
    piece: Piece | None = None,
) -> None:
    """Takes `gift` one step further and refreshes it. `piece`: what the step is about where it is not the gift's own product.

    Raises Conflict where the gift is no longer as it was read or the step is not allowed from there, OutOfStock or BudgetExceeded
    where the effect cannot be had; the caller's transaction is then to be rolled back whole.
    """
    apply_all(session, [Change(gift, act, values, note, piece)], at)


def apply_all(session: Session, changes: Sequence[Change], at: datetime) -> None:
    """Many steps in one transaction, locks in the order of the whole house. Raises as `apply` does, for all or none."""
    deltas: dict[str, int] = {}
    moves: list[tuple[RecipientGift, MoneyEffect, Was]] = []
    moments = _moments(session, changes, at)
    for change in sorted(changes, key=lambda change: change.gift.id):
        rule, gift = TRANSITIONS[change.act], change.gift
        was_reserved, was = gift.is_reserved, Was.of(gift)
        moment = moments[gift.id]
        own = _change_row(session, rule, change, moment)
        if rule.moves_own_stock:
            own = shelf.merge(own, soft_holds.let_go(session, gift.id))
        deltas = shelf.merge(deltas, own)
        moves.append(_money_move(rule, change, was_reserved, was))
        record_step(session, rule, gift, own, {**change.note, **_about(change.piece)}, moment)
        if rule.is_stated and gift.launched_at is not None:
            restate(session, gift, moment)
        if rule.ends:
            start_erasure(session, gift.id, at, days=settings().address_kept_days)
    shelf.move(session, deltas)
    for gift, effect, was in sorted(moves, key=lambda move: (move[0].campaign_id, move[0].id)):
        money.move(session, gift, effect, was, moments[gift.id])


def step_out(session: Session, gift: RecipientGift, moment: datetime, *, wave: int) -> None:
    """One gift of a wave is launched: its row, with the next flush, and its event.

    The wave as a whole has locked its gifts, moved what `LAUNCH` says of stock and money for them, and knows that `moment` comes
    after each one's last event. Raises Conflict where the gift cannot be launched.
    """
    require_step(LAUNCH, gift)
    for name, value in {**LAUNCH.columns_after(gift, moment), "wave": wave}.items():
        setattr(gift, name, value)
    record_step(session, LAUNCH, gift, shelf_effect(LAUNCH, None, gift.product_id), {"wave": wave}, moment)


def note_step(
    session: Session, gift: RecipientGift, act: str, stock: Mapping[str, int], at: datetime, **note: int
) -> None:
    """A step that leaves the gift's own row as it is: the guard and the event. The caller has locked the gift, and moves what the
    table says of stock (`stock`, product id -> pieces) and money. Raises Conflict where the step is not allowed."""
    rule = TRANSITIONS[act]
    require_step(rule, gift)
    record_step(session, rule, gift, stock, note, moments_after(session, [gift.id], at)[gift.id])


_HELD_STILL: Final = (
    select(RecipientGift.id)
    .where(RecipientGift.id.in_(bindparam("gifts", expanding=True)))
    .order_by(RecipientGift.id)
    .with_for_update(key_share=True)
)


def _moments(session: Session, changes: Sequence[Change], at: datetime) -> dict[str, datetime]:
    """When each gift's step happens: never before its last one. Its row is locked first, so that no other comes between."""
    ids = sorted({change.gift.id for change in changes})
    if (known := moments_known(session, ids, at)) is not None:
        return known
    if not are_still(session, ids):
        ask(session, _HELD_STILL, {"gifts": ids}).all()
    return moments_after(session, ids, at)


def _change_row(session: Session, rule: Transition, change: Change, moment: datetime) -> dict[str, int]:
    """The guard. Answers what the step takes from the shelf (-1) and puts back (+1) by product id."""
    gift = change.gift
    require_step(rule, gift)
    if "price_minor" in change.values and "extra_minor" not in change.values:
        raise ValueError("A price is agreed together with what is paid besides (gifting.cost).")
    before, reserved = gift.product_id, gift.is_reserved
    if not change_unless_changed(session, gift, {**change.values, **rule.columns_after(gift, moment)}):
        raise Conflict("Someone else has just changed this gift. Reload it and try again.")
    if change.piece is not None:
        return {change.piece.product_id: 1} if rule.stock == "piece back" else {}
    return shelf_effect(rule, before if reserved else None, gift.product_id)


def require_step(rule: Transition, gift: RecipientGift) -> None:
    """Raises Conflict where the step is not possible from where the gift is."""
    if gift.status not in rule.sources:
        raise Conflict(
            f"This gift is {said.state(gift.status)}; the step “{said.ACTS[rule.act]}” is no longer possible."
        )
    if rule.brings_back and not _was(gift.status_before, rule.to):
        raise Conflict(f"This gift was {said.state(gift.status_before or 'canceled')} before it was cancelled.")
    if rule.needs_reserved not in {None, gift.is_reserved}:
        raise Conflict("Nothing is set aside for this gift." if rule.needs_reserved else "It’s already set aside.")
    if rule.needs_product not in {None, gift.product_id is not None}:
        raise Conflict("A product has been chosen for this gift." if gift.product_id else "No product has been chosen.")


def _was(before: str | None, to: str | None) -> bool:
    return before == to or (to == FIRST and before in PLANNED)


def _money_move(
    rule: Transition, change: Change, was_reserved: bool, was: Was
) -> tuple[RecipientGift, MoneyEffect, Was]:
    """(gift, effect, what it is about)."""
    if change.piece is not None:
        return change.gift, rule.money, Was(change.piece.price_minor)
    moves = was_reserved or rule.money in {"reserve", "reserve again", "refund"}
    return change.gift, rule.money if moves else "none", was


def _about(piece: Piece | None) -> dict[str, Any]:
    if piece is None:
        return {}
    return {
        "incident_id": piece.incident_id,
        "piece_product_id": piece.product_id,
        "piece_price_minor": piece.price_minor,
    }


def shelf_effect(rule: Transition, held: str | None, chosen: str | None) -> dict[str, int]:
    """What leaves the shelf (-1) and comes back (+1) by product id. `held` is the product set aside before, `chosen` the gift's
    product afterwards. Raises Conflict where one is to be taken and none was chosen."""
    effect: dict[str, int] = {}
    if rule.stock in {"exchange", "put back", "put back if taken"} and held is not None:
        effect = shelf.merge(effect, {held: 1})
    if rule.stock in {"take", "exchange"}:
        if chosen is None:
            raise Conflict("No product has been chosen for this gift.")
        effect = shelf.merge(effect, {chosen: -1})
    return effect


def record_step(
    session: Session,
    rule: Transition,
    gift: RecipientGift,
    stock: Mapping[str, int],
    note: Mapping[str, Any],
    at: datetime,
) -> None:
    """The event of a step that was taken: the gift as it is afterwards, and what moved on the shelf."""
    body = {
        "status": gift.status,
        "product_id": gift.product_id,
        "price_minor": gift.price_minor,
        **({"extra_minor": gift.extra_minor} if gift.extra_minor else {}),
        "is_reserved": gift.is_reserved,
        "undo_until": None if gift.undo_until is None else gift.undo_until.isoformat(),
        "stock": {product: delta for product, delta in stock.items() if delta},
        **note,
    }
    add_event(session, gift, rule.event, body, at)
