"""Marks that something keeps a gift from going on, and that it no longer does."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from sqlalchemy import update
from sqlalchemy.orm import Session

from service.decisions.values import Reason
from service.gifting.events import EventKind, write_event
from service.gifting.models import RecipientGift

REASONS: Final = frozenset(
    {
        "insufficient_funds",
        "out_of_stock",
        "recipient_spend_limit",
        "policy_blocked",
        "dietary_unknown",
        "age_check_required",
        "region_unavailable",
        "address_unconfirmed",
        "away",
        "quiet",
        "product_halted",
        "font_missing",
        "second_approval",
    }
)
ASKING: Final = frozenset({"dietary_unknown"})
"""Of these the holds that the person's own answer may lift, so that they are asked."""
_HOLDS: Final[Mapping[Reason, str]] = {
    Reason.NOT_PREPAID: "region_unavailable",
    Reason.OVER_CAP: "recipient_spend_limit",
    Reason.TAKEN_IN_ACCOUNT: "out_of_stock",
}
_NOTHING: Final[Mapping[str, Any]] = {}


def hold_for(reason: Reason) -> str:
    """The hold that says best that this reason stands in the way."""
    return reason.value if reason.value in REASONS else _HOLDS.get(reason, "policy_blocked")


def hold_gift(
    session: Session, gift: RecipientGift, reason: str, at: datetime, note: Mapping[str, Any] = _NOTHING
) -> bool:
    """Holds a gift that nothing else holds. False where it is held already; the first reason stands."""
    if reason not in REASONS:
        raise ValueError(f"{reason!r} is not a reason to hold a gift.")
    return _set(session, gift, None, reason, EventKind.HELD, at, {"reason": reason, **note})


def lift_hold(session: Session, gift: RecipientGift, reason: str, at: datetime) -> bool:
    """Lifts the hold if it is this one. False where it is not."""
    return _set(session, gift, reason, None, EventKind.HOLD_LIFTED, at, {"reason": reason})


def _set(
    session: Session,
    gift: RecipientGift,
    before: str | None,
    after: str | None,
    kind: EventKind,
    at: datetime,
    body: Mapping[str, Any],
) -> bool:
    changed = session.execute(
        update(RecipientGift)
        .where(RecipientGift.id == gift.id, RecipientGift.hold_reason.is_not_distinct_from(before))
        .values(hold_reason=after)
        .returning(RecipientGift.id)
        .execution_options(synchronize_session=False)
    ).all()
    session.refresh(gift)
    if changed:
        write_event(session, gift, kind, body, at)
    return bool(changed)
