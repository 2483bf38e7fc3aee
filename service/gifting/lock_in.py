"""Somebody of the sender's locks a gift: no later plan, wave or colleague changes it. Its person still may, and safety always."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from service.campaigns.transitions import require_act
from service.errors import Conflict
from service.gifting.find import campaign_of
from service.gifting.lock import lock_gift
from service.gifting.models import RecipientGift
from service.gifting.transitions import ANSWERABLE, PLANNED
from service.workspaces.actor import Actor
from service.workspaces.audit import record_act

LOCKABLE: Final = PLANNED | ANSWERABLE | {"accepted"}
"""Statuses in which something could still change it."""


def lock_in(session: Session, gift: RecipientGift, actor: Actor, at: datetime) -> None:
    """Raises Conflict where there is nothing to keep, or the campaign's state does not let it happen; twice is once."""
    lock_gift(session, gift)
    if gift.product_id is None or gift.status not in LOCKABLE:
        raise Conflict("There’s no gift here that could still change, so there’s nothing to lock.")
    if gift.locked_at is None:
        gift.locked_at = at
        record_act(session, actor, "gift.locked", at, subject_id=gift.id)
    require_act(session, campaign_of(session, gift), "lock_gift")


def unlock(session: Session, gift: RecipientGift, actor: Actor, at: datetime) -> None:
    """The gift is as every other again; twice is once. Raises Conflict where the campaign's state does not let it happen."""
    lock_gift(session, gift)
    if gift.locked_at is not None:
        gift.locked_at = None
        record_act(session, actor, "gift.unlocked", at, subject_id=gift.id)
    require_act(session, campaign_of(session, gift), "lock_gift")


def require_unlocked(gift: RecipientGift) -> None:
    """Raises Conflict for a gift that somebody has locked; its row is locked by the caller."""
    if gift.locked_at is not None:
        raise Conflict("Someone here has locked this gift. Unlock it first.")
