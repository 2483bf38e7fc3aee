"""The sweep that ends gifts nobody answered, and those that could not be ordered, in time. Their money comes back whole."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from service.campaigns.models import Campaign
from service.db.connect import transaction
from service.errors import Conflict
from service.gifting.donate import take_donation_back
from service.gifting.end_together import end_together, hold_still
from service.gifting.find import (
    AGAIN_FOR,
    AWAY_AT_MOST,
    WAITED_AT_LEAST,
    WAITED_AT_MOST,
    answers_until,
    campaign_of,
)
from service.gifting.lock import lock_gift
from service.gifting.look_again import look_at
from service.gifting.models import RecipientGift, SetAside
from service.gifting.quiet_time import keep_open, waits_until
from service.gifting.set_aside import free_aside
from service.gifting.settle import try_to_order
from service.gifting.stop import stop_after_yes
from service.gifting.time_away import wait_for_return
from service.gifting.transitions import ANSWERABLE, apply
from service.jobs.row_sweep import Due, RowSweep
from service.recipients.charities.named import end_naming, waiting_of, waits_for_yes
from service.recipients.models import Recipient

_OPEN_AFTER_END: Final = or_(
    RecipientGift.status.in_(ANSWERABLE),
    and_(RecipientGift.status == "ordered", RecipientGift.hold_reason == "dietary_unknown"),
)
"""What ends with its campaign, with the day that its person was given, or a week after it was last stopped."""


def _due(at: datetime) -> Due:
    """Gifts that are still open when their person may answer no longer, and those that were accepted and could not be ordered in
    time, whatever held them."""
    expires_at = select(Campaign.expires_at).where(Campaign.id == RecipientGift.campaign_id).scalar_subquery()
    over = and_(
        RecipientGift.campaign_id.in_(select(Campaign.id).where(Campaign.expires_at <= at)),
        or_(RecipientGift.open_until.is_(None), RecipientGift.open_until <= at),
    )
    is_open = and_(
        over, or_(RecipientGift.stopped_at.is_(None), RecipientGift.stopped_at <= at - AGAIN_FOR), _OPEN_AFTER_END
    )
    unnamed = and_(
        over,
        RecipientGift.status == "donated",
        RecipientGift.is_reserved,
        RecipientGift.undo_until <= at,
        waits_for_yes(RecipientGift.charity),
    )
    return select(RecipientGift.id, RecipientGift.workspace_id, expires_at).where(
        RecipientGift.status.in_(ANSWERABLE | {"accepted", "ordered", "donated"}),
        or_(is_open, _waited_long_enough(over, at), unnamed),
    )


def _waited_long_enough(over: ColumnElement[bool], at: datetime) -> ColumnElement[bool]:
    """Accepted gifts that are not kept any more (`quiet_time.waits_until`), as far as columns tell."""
    yes = func.coalesce(RecipientGift.decided_at, RecipientGift.created_at)
    return and_(
        RecipientGift.status == "accepted",
        RecipientGift.undo_until <= at,
        yes <= at - WAITED_AT_LEAST,
        or_(over, yes <= at - WAITED_AT_MOST),
        or_(RecipientGift.hold_reason.is_distinct_from("away"), yes <= at - AWAY_AT_MOST),
    )


def _expire_together(session: Session, gift_ids: Sequence[str], at: datetime) -> list[str]:
    """Those that nobody answered and for whom nothing is kept besides, once their people and they are held still and are due as
    ever, each unless its person has longer."""
    held = {gift.id: gift for gift in hold_still(session, gift_ids)}
    for campaign_id in sorted({gift.campaign_id for gift in held.values()}):
        session.get(Campaign, campaign_id, populate_existing=True)
    due = _due(at).where(
        RecipientGift.id.in_(gift_ids),
        RecipientGift.status.in_(ANSWERABLE),
        RecipientGift.id.not_in(select(SetAside.gift_id).where(SetAside.gift_id.in_(gift_ids))),
    )
    over: list[str] = sorted(set(session.scalars(due)) & held.keys())
    ended = [held[gift_id] for gift_id in over if not _has_longer(session, held[gift_id], at)]
    end_together(session, "expire", ended, at, {"undo_until": None})
    return [gift.id for gift in ended]


def _has_longer(session: Session, gift: RecipientGift, at: datetime) -> bool:
    campaign = campaign_of(session, gift)
    return at < answers_until(campaign, gift) or wait_for_return(session, campaign, gift, at)


def _expire(gift_id: str, at: datetime) -> int:
    try:
        with transaction() as session:
            gift = session.get_one(RecipientGift, gift_id)
            lock_gift(session, gift)
            if gift.status == "ordered":
                return _stop_waiting(session, gift, at)
            if gift.status == "accepted":
                return _end_waiting(session, gift, at)
            session.get_one(Campaign, gift.campaign_id, populate_existing=True)
            if _has_longer(session, gift, at):
                # It is kept open longer since we looked, or its person is away.
                return 0
            if gift.status == "donated":
                return _end_naming(session, gift, at)
            _end(session, gift, at)
    except Conflict:
        # It was answered or expired from elsewhere since we looked; either way it is no longer ours to expire.
        return 0
    return 1


def _end_naming(session: Session, gift: RecipientGift, at: datetime) -> int:
    """Nobody said yes to the charity that its person had named, and the campaign is over: the money comes back whole."""
    named = waiting_of(session, gift.charity)
    if named is None or gift.undo_until is None or gift.undo_until > at:
        return 0
    end_naming(named, "ended", at)
    take_donation_back(session, gift, at)
    _end(session, gift, at)
    return 1


def _end(session: Session, gift: RecipientGift, at: datetime) -> None:
    """Nobody answered: what is set aside is free, a sum without a piece too."""
    free_aside(session, gift, at)
    apply(session, gift, "expire", at, values={"undo_until": None})


def _end_waiting(session: Session, gift: RecipientGift, at: datetime) -> int:
    """Whatever its hold says, it is the order itself that tells what is missing; what lacks nothing any more is ordered."""
    if gift.undo_until is None or gift.undo_until > at:
        # A yes of the last moment came since we looked.
        return 0
    waits = try_to_order(session, gift, at)
    if waits in {"ordered", "stopped"}:
        return 0
    campaign = campaign_of(session, gift)
    spans = keep_open(session, campaign, gift, session.get_one(Recipient, gift.recipient_id), at)
    if at < waits_until(campaign, gift, spans, waits):
        return 0
    apply(session, gift, "expire", at, values={"undo_until": None}, note={"waited_for": waits})
    return 1


def _stop_waiting(session: Session, gift: RecipientGift, at: datetime) -> int:
    if gift.hold_reason != "dietary_unknown":
        return 0
    stop_after_yes(session, gift, at)
    look_at(session, gift)
    return 1


expire_gifts: Final = RowSweep("gifts expired", _due, _expire, together=_expire_together)
"""Ends what nobody answered in time, and what was accepted and could not be ordered; answers how many.

An order that waits for an answer cannot expire, its piece is in the hands of fulfilment: it is stopped and chosen again.
"""
