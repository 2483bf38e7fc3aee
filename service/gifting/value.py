"""The value of a gift where nothing is right for its person: the sum that was set aside for them, without a piece.

It stays set aside, beside the gift (`SetAside.is_value`), until they have it donated, something suits them after all, or their time
to answer is over. A donated value is a gift without a product: its price is the sum, which is captured once, when the answer can no
longer be undone. On the way there and back no money moves: the sum only changes whose it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from service.campaigns.models import Campaign
from service.campaigns.transitions import allows
from service.errors import Conflict
from service.gifting import money
from service.gifting.cost import NOTHING as NO_COST
from service.gifting.cost import sum_columns
from service.gifting.events import moments_after
from service.gifting.find import campaign_of
from service.gifting.models import RecipientGift, SetAside
from service.gifting.set_aside import free_aside, kept_for
from service.gifting.transitions import NOTHING, apply, note_step


def keep_value(session: Session, gift: RecipientGift, at: datetime) -> None:
    """What this very transaction has freed for the gift, whose person gets nothing, stays set aside as a sum alone. Nothing where
    nothing was freed, something is kept for them already, or the campaign is over. The gift is locked."""
    amount = money.freed_now(session, gift)
    if not amount or kept_for(session, gift) is not None:
        return
    if allows(campaign_of(session, gift).status, "decide_again") and money.try_reserve(session, gift, amount, at):
        _put_aside(session, gift, amount)
        note_step(session, gift, "keep_value", {}, at, aside_minor=amount)


def value_kept(session: Session, gift: RecipientGift) -> int:
    """Minor units that are set aside for somebody without a gift and that they can have donated; 0 where there are none."""
    row = kept_for(session, gift)
    return row.amount_minor if row is not None and row.is_taken and gift.product_id is None else 0


def donate_value(session: Session, campaign: Campaign, gift: RecipientGift, charity: str, at: datetime) -> None:
    """Gives the sum to the charity of that key, all of it; pieces that were kept for an answer go back on the shelf. The gift is
    locked, and the charity is one that may be chosen. Raises Conflict where nothing is set aside, or it was answered before."""
    row = kept_for(session, gift)
    if row is not None and row.is_taken and not row.is_value:
        free_aside(session, gift, at)
        keep_value(session, gift, at)
        row = kept_for(session, gift)
    if row is None or not row.is_taken or not row.amount_minor:
        raise Conflict("Nothing is set aside that could be donated.")
    amount, moment = row.amount_minor, moments_after(session, [gift.id], at)[gift.id]
    session.delete(row)
    session.flush()
    values = {
        "charity": charity,
        **sum_columns(amount),
        "undo_until": at + timedelta(hours=campaign.undo_hours),
        "status_before": "opened",
        "hold_reason": None,
        "opened_at": gift.opened_at or moment,
        # Whoever was only asked so far has had their gift from now on.
        "launched_at": gift.launched_at or moment,
    }
    apply(session, gift, "donate_value", moment, values=values, note={"charity": charity, "aside_minor": amount})


def is_donated_value(gift: RecipientGift) -> bool:
    """Whether what was donated is a sum that was set aside, and no product."""
    return gift.status == "donated" and gift.product_id is None


def return_value(session: Session, gift: RecipientGift, at: datetime, values: Mapping[str, Any] = NOTHING) -> None:
    """The answer is taken back, or nobody can give to that charity: the sum is set aside again. `values` are columns set with it.
    The gift is locked. Raises Conflict where it is no donated value, or can no longer be returned."""
    amount = gift.price_minor
    apply(session, gift, "return_value", at, values={**values, **NO_COST}, note={"aside_minor": amount})
    _put_aside(session, gift, amount)


def _put_aside(session: Session, gift: RecipientGift, amount_minor: int) -> None:
    session.add(
        SetAside(
            gift_id=gift.id, workspace_id=gift.workspace_id, campaign_id=gift.campaign_id, pieces=[], unserved=[],
            amount_minor=amount_minor, is_taken=True, is_value=True,
        )
    )  # fmt: skip
    session.flush()
