"""Somebody of the sender's takes a person out or cancels one gift, and may think better of it for a day.

After a yes nothing stops a gift but safety, and the sender's own word: with a reason that its person reads, as long as nothing has
been ordered. Why a person is taken out before is the sender's own, for the audit log.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final, Literal, get_args

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service.campaigns.approvals import open_request
from service.campaigns.models import Campaign
from service.campaigns.transitions import require_act
from service.errors import Conflict, InvalidInput
from service.gifting.events import EventKind
from service.gifting.find import answers_until, campaign_of
from service.gifting.guard import product_in, require_eligible, require_still_safe
from service.gifting.lock import lock_gift
from service.gifting.lock_in import require_unlocked
from service.gifting.look_again import look_at
from service.gifting.models import GiftEvent, RecipientGift
from service.gifting.set_aside import free_aside
from service.gifting.transitions import ANSWERABLE, FIRST, PLANNED, TRANSITIONS, apply
from service.jobs.enqueue import enqueue
from service.recipients.models import Recipient
from service.recipients.postal.addresses import stop_erasure
from service.workspaces.actor import Actor
from service.workspaces.audit import record_act

Why = Literal["asked", "left_company", "wrong_person", "doubled", "budget", "mistake"]
WHYS: Final[tuple[Why, ...]] = get_args(Why)
"""Why the sender does it, for the audit log: codes, since words of one's own could hold a name."""
ReadReason = Literal["unavailable", "ended", "mistake", "rules"]
READ_REASONS: Final[tuple[ReadReason, ...]] = get_args(ReadReason)
"""What a person who said yes reads, in their language: `renderers.context.CancelReason` has the same."""
BACK_FOR: Final = timedelta(hours=24)
"""How long a cancellation can be taken back."""
TOLD_AFTER: Final = timedelta(minutes=10)
"""How long after it whoever said yes is mailed: so long it can be taken back and nobody has heard of it by mail."""
TELL: Final = "outreach.tell_withdrawn"
CANCELABLE: Final = frozenset(TRANSITIONS["cancel"].sources)
_BACK: Final[Mapping[str, str]] = {
    FIRST: "bring_back_planned",
    "created": "bring_back_created",
    "notified": "bring_back_notified",
    "opened": "bring_back_opened",
    "accepted": "bring_back_accepted",
}


def cancel_gift(
    session: Session, gift: RecipientGift, why: str, actor: Actor, at: datetime, *, reason: str | None = None
) -> None:
    """Ends the gift; its piece goes back on the shelf and its money is released, in this transaction.

    `reason`: what its person reads, one of `READ_REASONS`; needed exactly where they said yes. They are mailed it too. Whoever has
    not answered gets no mail: their page closes kindly. Raises InvalidInput for a reason that is missing or none of ours, Conflict
    where the gift has been answered otherwise or ordered since, or the campaign's state does not let it happen.
    """
    if why not in WHYS:
        raise InvalidInput("Say why, for the audit log. The person doesn’t see it.", param="why")
    lock_gift(session, gift)
    require_unlocked(gift)
    if gift.status not in CANCELABLE:
        raise Conflict(_TOO_LATE.get(gift.status, "This gift has ended. There’s nothing left to cancel."))
    if (gift.status == "accepted") != (reason is not None):
        raise (
            _reason_missing() if reason is None else Conflict("They haven’t said yes, so there’s nothing to tell them.")
        )
    if reason is not None and reason not in READ_REASONS:
        raise _reason_missing()
    campaign = campaign_of(session, gift)
    was_planned = gift.status in PLANNED
    free_aside(session, gift, at)
    values = {"canceled_at": at, "cancel_reason": reason}
    apply(session, gift, "cancel", at, values=values, note={"by": actor.user_id, "why": why, "reason": reason})
    body = {"why": why, "reason": reason, "released_minor": 0 if was_planned else gift.cost_minor}
    record_act(session, actor, "gift.canceled", at, subject_id=gift.id, body=body)
    if reason is not None:
        enqueue(
            session, TELL, gift.id, version=_number(session, gift), workspace_id=gift.workspace_id, campaign_id=gift.campaign_id,
            run_at=at + TOLD_AFTER,
        )  # fmt: skip
    # Last, as its row is locked last; what came meanwhile takes all of it back.
    _require_unread(session, require_act(session, campaign, "cancel_gift"), was_planned=was_planned)


def bring_back(session: Session, gift: RecipientGift, actor: Actor, at: datetime) -> None:
    """Takes a cancellation back: what was set aside is set aside again, if it can still be had and is still theirs to have.

    Raises Conflict where it is too late, the person has been told or their gift cannot be had, OutOfStock, BudgetExceeded, Unsafe;
    nothing has changed then.
    """
    lock_gift(session, gift)
    campaign = campaign_of(session, gift)
    _require_back(session, campaign, gift, at)
    product = product_in(session, gift.workspace_id, gift.product_id or "")
    require_eligible(
        session, campaign, gift, product, at, cost={"price_minor": gift.price_minor, "extra_minor": gift.extra_minor}
    )
    before = gift.status_before or FIRST
    act = _BACK["draft" if before in PLANNED else before]
    values = {"canceled_at": None, "cancel_reason": None, "status_before": "opened" if before == "accepted" else None}
    apply(session, gift, act, at, values=values, note={"by": actor.user_id})
    require_still_safe(session, campaign, gift, at)
    stop_erasure(session, gift.id)
    record_act(session, actor, "gift.brought_back", at, subject_id=gift.id)
    look_at(session, gift)
    _require_unread(session, require_act(session, campaign, "cancel_gift"), was_planned=gift.status in PLANNED)


def back_until(gift: RecipientGift) -> datetime | None:
    """Until when the cancellation can be taken back at the latest; None where nobody of the sender's cancelled it."""
    if gift.status != "canceled" or gift.canceled_at is None or gift.product_id is None:
        return None
    return gift.canceled_at + (BACK_FOR if gift.cancel_reason is None else TOLD_AFTER)


def _require_back(session: Session, campaign: Campaign, gift: RecipientGift, at: datetime) -> None:
    until = back_until(gift)
    if until is None:
        raise Conflict("There’s nothing to undo: this gift isn’t one that someone here cancelled.")
    if at >= until:
        raise Conflict(
            "It’s too late to undo this." if gift.cancel_reason is None else "They’ve been told by email by now."
        )
    if session.get_one(Recipient, gift.recipient_id).erased_at is not None:
        raise Conflict("They have asked us to delete everything about them, so their gift can’t come back.")
    if gift.status_before in ANSWERABLE | {"accepted"} and at >= answers_until(campaign, gift):
        raise Conflict("This campaign has ended meanwhile, so the gift can’t come back.")


def _require_unread(session: Session, campaign: Campaign, *, was_planned: bool) -> None:
    """A second person approves the plan that they read, so nobody leaves it under their eyes."""
    if was_planned and open_request(session, campaign) is not None:
        raise Conflict("Someone is reading this plan to approve it. Take your request back first, then change it.")


def _reason_missing() -> InvalidInput:
    return InvalidInput("They’ve said yes. Choose the reason that they will read.", param="reason")


def _number(session: Session, gift: RecipientGift) -> int:
    """Which of the gift's cancellations this is, from 1."""
    canceled = (GiftEvent.gift_id == gift.id, GiftEvent.kind == EventKind.CANCELED)
    return session.scalar(select(func.count()).where(*canceled)) or 1


_TOO_LATE: Final[Mapping[str, str]] = {
    "donated": "They’ve donated the value of this gift, so there’s nothing to cancel.",
    "declined": "They’ve said no, so there’s nothing to cancel.",
    "ordered": "This gift has been ordered. Only a safety problem can stop it now.",
    "shipped": "This gift is on its way. Only a recall can call it back.",
    "delivered": "This gift has arrived.",
}
