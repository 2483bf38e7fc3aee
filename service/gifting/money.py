"""A campaign's money: two columns that move by conditional UPDATE, and a ledger entry for every movement."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Literal

from sqlalchemy import BigInteger, ColumnElement, bindparam, func, select, update
from sqlalchemy.orm import Session

from service.campaigns.models import Campaign
from service.campaigns.transitions import allows, refusal, states_for
from service.db.loaded import ask, refresh_loaded
from service.errors import BudgetExceeded, Conflict
from service.gifting.budget_told import tell_budget
from service.gifting.models import Incident, RecipientGift, SetAside
from service.gifting.money_parts import UNSPLIT, Split, split_refunded, split_spent, split_way_back
from service.gifting.money_row import MoneyEntry
from service.workspaces.announcements.announce import announce

_COLUMNS: Final = ("reserved_minor", "captured_minor")
_SPENT: Final = ("donated", "ordered", "shipped", "delivered")
_PIECE_SPENT: Final = ("open", "written_off")
_FREED: Final = "freed in this transaction"
EntryKind = Literal["reserved", "captured", "released", "refunded"]
MoneyEffect = Literal[
    "none", "reserve", "reserve again", "keep", "reprice", "capture", "capture the price", "release", "release if reserved",
    "refund", "piece refunded", "reserve a sum", "release the sum", "keep the sum",
]  # fmt: skip
"""What a step of the table of transitions does with the money; what keeps something moves nothing."""


def try_reserve(session: Session, gift: RecipientGift, amount_minor: int, at: datetime) -> bool:
    """Sets money aside. False, and nothing written, where the budget is not enough.

    Raises Conflict where the campaign's state lets nothing be set aside. A closed campaign lets a gift keep what it had: what was
    freed for it in this very transaction may be set aside for it again, and no more.
    """
    if not _shift_reserved(session, gift.campaign_id, amount_minor, new=amount_minor > freed_now(session, gift)):
        return False
    if not _fits_account(session, gift, amount_minor):
        _shift_or_refuse(session, gift, -amount_minor, 0)
        return False
    _enter(session, gift, "reserved", amount_minor, at)
    tell_budget(session, gift.campaign_id, at)
    return True


def try_reserve_all(session: Session, gifts: Sequence[RecipientGift], at: datetime) -> bool:
    """Sets aside what gifts of one campaign cost in one step. False, and nothing written, where the budget is not enough for
    all of them, or each company's share has to be looked at."""
    if not gifts:
        return True
    campaign = session.get_one(Campaign, gifts[0].campaign_id)
    if campaign.account_budget_minor is not None:
        return False
    if not _shift_reserved(session, campaign.id, sum(gift.cost_minor for gift in gifts), new=True):
        return False
    for gift in gifts:
        _enter(session, gift, "reserved", gift.cost_minor, at)
    tell_budget(session, campaign.id, at)
    return True


def reserve(session: Session, gift: RecipientGift, amount_minor: int, at: datetime) -> None:
    """Sets money aside. Raises BudgetExceeded where the budget is not enough."""
    if not try_reserve(session, gift, amount_minor, at):
        raise BudgetExceeded("There isn’t enough budget left for this gift.")


def reprice(session: Session, gift: RecipientGift, before_minor: int, after_minor: int, at: datetime) -> None:
    """Another product, another price: the difference is set aside or freed. Raises BudgetExceeded, or Conflict like `reserve`."""
    if before_minor == after_minor:
        return
    if not _shift_reserved(session, gift.campaign_id, after_minor - before_minor, new=after_minor > before_minor):
        raise BudgetExceeded("There isn’t enough budget left for this gift.")
    if after_minor > before_minor and not _fits_account(session, gift, after_minor):
        raise BudgetExceeded("There isn’t enough of this company’s budget left for this gift.")
    _enter(session, gift, "released", before_minor, at)
    _enter(session, gift, "reserved", after_minor, at)
    tell_budget(session, gift.campaign_id, at)


def freed_now(session: Session, gift: RecipientGift) -> int:
    """Minor units that were set aside for this gift and that this very transaction has freed; 0 for nothing."""
    transaction, freed = session.info.get(_FREED, (None, {}))
    return int(freed.get(gift.id, 0)) if transaction is session.get_transaction() else 0


def _note_freed(session: Session, gift: RecipientGift, amount_minor: int) -> None:
    transaction, freed = session.info.get(_FREED, (None, {}))
    if transaction is not session.get_transaction():
        freed = {}
    session.info[_FREED] = (session.get_transaction(), {**freed, gift.id: amount_minor})


def bound_by_account(session: Session, campaign_id: str) -> Counter[str]:
    """Account id -> minor units set aside or spent in this campaign for its people, also while one of them is asked, and for pieces
    that were ordered for any of them and stopped, unless their money came back."""
    return _bound(session, RecipientGift.campaign_id == campaign_id)


def bound_for_colleagues(session: Session, gift: RecipientGift) -> int:
    """The same of the gift's account, less what is bound to the gift itself; pieces that were stopped are nobody's and count."""
    account = (RecipientGift.campaign_id == gift.campaign_id, RecipientGift.account_id == gift.account_id)
    return _bound(session, *account, besides=gift.id)[gift.account_id]


def _bound(session: Session, *those: ColumnElement[bool], besides: str | None = None) -> Counter[str]:
    account, bound = RecipientGift.account_id, Counter[str]()
    gifts = select(account, func.sum(RecipientGift.cost_minor)).where(
        *those, RecipientGift.is_reserved | RecipientGift.status.in_(_SPENT)
    )
    sunk = select(account, func.sum(RecipientGift.sunk_minor)).where(*those, RecipientGift.sunk_minor > 0)
    if besides is not None:
        gifts, sunk = gifts.where(RecipientGift.id != besides), sunk.where(RecipientGift.id != besides)
    pieces = (
        select(account, func.sum(Incident.price_minor))
        .join(RecipientGift, RecipientGift.id == Incident.gift_id)
        .where(*those, Incident.piece.in_(_PIECE_SPENT))
    )
    asides = (
        select(account, func.sum(SetAside.amount_minor))
        .join(RecipientGift, RecipientGift.id == SetAside.gift_id)
        .where(*those, SetAside.is_taken)
    )
    if besides is not None:
        asides = asides.where(RecipientGift.id != besides)
    for sums in (gifts, sunk, pieces, asides):
        for account_id, minor in session.execute(sums.group_by(account)):
            bound[account_id] += int(minor)
    return bound


def _fits_account(session: Session, gift: RecipientGift, amount_minor: int) -> bool:
    """Whether the account's share of the budget reaches. To be asked after the campaign's row was changed: whoever else moves this
    campaign's money has then finished or waits, so the sum is true."""
    most = session.get_one(Campaign, gift.campaign_id).account_budget_minor
    return most is None or bound_for_colleagues(session, gift) + amount_minor <= most


def release(session: Session, gift: RecipientGift, amount_minor: int, at: datetime) -> None:
    """What was set aside is free again."""
    _shift_or_refuse(session, gift, -amount_minor, 0)
    _enter(session, gift, "released", amount_minor, at)
    tell_budget(session, gift.campaign_id, at)
    _note_freed(session, gift, amount_minor)


def capture(session: Session, gift: RecipientGift, amount_minor: int, at: datetime, split: Split) -> None:
    """What was set aside is spent."""
    _shift_or_refuse(session, gift, -amount_minor, amount_minor)
    _enter(session, gift, "captured", amount_minor, at, split)


def refund(session: Session, gift: RecipientGift, amount_minor: int, at: datetime) -> None:
    """What was spent comes back; where that is nothing, nothing is written."""
    if not amount_minor:
        return
    _shift_or_refuse(session, gift, 0, -amount_minor)
    _enter(session, gift, "refunded", amount_minor, at, split_refunded(session, gift, amount_minor))
    announce(session, gift.workspace_id, "gift.refunded", gift.id, at, amount=amount_minor, currency=gift.currency)
    tell_budget(session, gift.campaign_id, at)


def spend_way_back(session: Session, gift: RecipientGift, amount_minor: int, at: datetime) -> None:
    """A parcel's carriage back was not set aside and is owed all the same: no more than has just come back, so that the budget
    still reaches. Where that is nothing, nothing is written."""
    if amount_minor:
        _shift_or_refuse(session, gift, 0, amount_minor)
        # Both at once: in the ledger nothing is spent that was not set aside.
        _enter(session, gift, "reserved", amount_minor, at)
        _enter(session, gift, "captured", amount_minor, at, split_way_back(amount_minor))


@dataclass(frozen=True, slots=True)
class Was:
    """What the gift, or the piece that a step is about, cost before the step: its price, what was paid besides, and what of earlier
    parcels stays spent."""

    price_minor: int
    extra_minor: int = 0
    sunk_minor: int = 0
    parts: Mapping[str, int] = field(default_factory=dict)
    """What was paid besides, part by part."""

    @classmethod
    def of(cls, gift: RecipientGift) -> Was:
        """As the gift's row says it now."""
        return cls(gift.price_minor, gift.extra_minor, gift.sunk_minor, dict(gift.extra_parts))

    @property
    def minor(self) -> int:
        """Price and what was paid besides."""
        return self.price_minor + self.extra_minor


def move(session: Session, gift: RecipientGift, effect: MoneyEffect, was: Was, at: datetime) -> None:
    """Carries out a step's effect. Raises as the effects do."""
    if effect == "reserve":
        reserve(session, gift, gift.cost_minor, at)
    elif effect == "reserve again":
        _give_back_price(session, gift, was, at)
        _note_freed(session, gift, was.price_minor)
        reserve(session, gift, gift.cost_minor, at)
    elif effect == "reprice":
        reprice(session, gift, was.minor, gift.cost_minor, at)
    elif effect == "capture":
        capture(session, gift, was.minor, at, split_spent(session, gift, was.price_minor, was.parts))
    elif effect == "capture the price":
        if was.extra_minor:
            release(session, gift, was.extra_minor, at)
        capture(session, gift, was.price_minor, at, split_spent(session, gift, was.price_minor, {}))
    elif effect in _RELEASES:
        release(session, gift, was.minor, at)
    elif effect == "piece refunded":
        refund(session, gift, was.minor, at)
    elif effect == "refund":
        _give_back_price(session, gift, was, at)


def move_each(
    session: Session, moves: Sequence[tuple[RecipientGift, Was]], effect: MoneyEffect, at: Mapping[str, datetime]
) -> None:
    """The same effect for many gifts of one campaign, each with what it cost before and, by its id, when: one change of the
    campaign's sums, and the entries of each gift. `effect`: one that ends something. Raises as the effects do, ValueError for
    another effect."""
    first, entries = moves[0][0], [(gift, was, *_ended(effect, was)) for gift, was in moves]
    freed, spent = sum(freed for *_, freed, _ in entries), sum(spent for *_, spent in entries)
    _shift_or_refuse(session, first, -freed - spent, spent)
    for gift, was, its_freed, its_spent in entries:
        if its_freed or effect in _RELEASES:
            _enter(session, gift, "released", its_freed, at[gift.id])
        if effect not in _RELEASES:
            split = split_spent(session, gift, was.price_minor, was.parts if effect == "capture" else {})
            _enter(session, gift, "captured", its_spent, at[gift.id], split)
    if freed:
        tell_budget(session, first.campaign_id, max(at.values()))


def _ended(effect: MoneyEffect, was: Was) -> tuple[int, int]:
    """(minor units that come free, that are spent)."""
    if effect == "capture":
        return 0, was.minor
    if effect == "capture the price":
        return was.extra_minor, was.price_minor
    if effect in _RELEASES:
        return was.minor, 0
    raise ValueError(f"{effect} is decided for each gift.")


_RELEASES: Final = frozenset({"release", "release if reserved"})
_AMOUNT: Final = bindparam("amount", type_=BigInteger)
_SHIFT: Final = (
    update(Campaign)
    .where(
        Campaign.id == bindparam("campaign"),
        Campaign.reserved_minor + Campaign.captured_minor + _AMOUNT <= Campaign.budget_minor,
        Campaign.reserved_minor + _AMOUNT >= 0,
    )
    .values(reserved_minor=Campaign.reserved_minor + _AMOUNT)
    .returning(Campaign.id)
    .execution_options(synchronize_session=False)
)
_SHIFT_NEW: Final = _SHIFT.where(Campaign.status.in_(states_for("reserve")))


def _shift_reserved(session: Session, campaign_id: str, amount_minor: int, *, new: bool) -> bool:
    """`new`: more than what stood aside for the gift, so the campaign's state is asked, in the statement that locks its row."""
    moved = ask(session, _SHIFT_NEW if new else _SHIFT, {"campaign": campaign_id, "amount": amount_minor}).all()
    refresh_loaded(session, Campaign, campaign_id, _COLUMNS)
    if new and not moved:
        _require_state(session, campaign_id)
    return bool(moved)


def _require_state(session: Session, campaign_id: str) -> None:
    """Tells a campaign that sets nothing aside any more from one whose budget is not enough."""
    status = session.scalars(select(Campaign.status).where(Campaign.id == campaign_id)).one()
    if not allows(status, "reserve"):
        raise Conflict(refusal(status, "reserve"))


def _shift_or_refuse(session: Session, gift: RecipientGift, reserved: int, captured: int) -> None:
    moved = session.execute(
        update(Campaign)
        .where(
            Campaign.id == gift.campaign_id,
            Campaign.reserved_minor + reserved >= 0,
            Campaign.captured_minor + captured >= 0,
        )
        .values(reserved_minor=Campaign.reserved_minor + reserved, captured_minor=Campaign.captured_minor + captured)
        .returning(Campaign.id)
        .execution_options(synchronize_session=False)
    ).all()
    refresh_loaded(session, Campaign, gift.campaign_id, _COLUMNS)
    if not moved:
        raise Conflict("The campaign’s money doesn’t add up with this gift. Nothing was changed; run the audit.")


def _enter(
    session: Session, gift: RecipientGift, kind: EntryKind, amount_minor: int, at: datetime, split: Split = UNSPLIT
) -> None:
    session.add(
        MoneyEntry(
            workspace_id=gift.workspace_id,
            campaign_id=gift.campaign_id,
            gift_id=gift.id,
            kind=kind,
            amount_minor=amount_minor,
            currency=gift.currency,
            at=at,
            parts=dict(split.parts),
            vat_minor=split.vat_minor,
        )
    )


def _give_back_price(session: Session, gift: RecipientGift, was: Was, at: datetime) -> None:
    """The parcel has left: of what it cost only the price comes back, and the way back, if it takes one, is owed on top."""
    refund(session, gift, was.price_minor, at)
    spend_way_back(session, gift, gift.sunk_minor - was.sunk_minor - was.extra_minor, at)
