"""One person decided for again, against the live shelves: after an answer, or because their gift has gone since the plan."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service.campaigns.models import Campaign
from service.catalog.models import Product
from service.db.base import utc_now
from service.decisions.eligibility import why_not
from service.decisions.online import Redecision, redecide
from service.errors import BudgetExceeded, Conflict, OutOfStock, Unsafe
from service.gifting.candidate import (
    candidate_for,
    choice_of,
    gather_choices,
    prices_of,
    taken_by_others,
    terms_of,
)
from service.gifting.find import campaign_of
from service.gifting.guard import SAFETY
from service.gifting.hold import REASONS, hold_gift, lift_hold
from service.gifting.models import GiftAlternative, RecipientGift
from service.gifting.promised import money_left, promised_pieces
from service.gifting.record import DecisionKind
from service.gifting.reserve import launch_gifts
from service.gifting.substitute import choose_product, stop_gift
from service.gifting.transitions import ANSWERABLE, PLANNED
from service.jobs.acts import Effect, Lease


def redecide_job(lease: Lease) -> Effect:
    """Thinking about one person takes milliseconds, so all of it happens in the effect, against what is true at that moment."""
    return partial(redecide_gift, gift_id=lease.subject_id, at=utc_now())


def redecide_gift(session: Session, gift_id: str, at: datetime) -> None:
    """Looks at one gift again. One that is still safe stays; else, or where a person waited, they get the best there is now.

    In a running campaign a person who waited for an answer sets out at once; their money and stock are reserved as in any wave.
    """
    gift = session.get_one(RecipientGift, gift_id)
    if gift.status not in PLANNED | ANSWERABLE:
        return
    campaign = campaign_of(session, gift)
    if gift.product_id is not None and _is_still_safe(session, campaign, gift, at):
        return
    found = _decide(session, campaign, gift, at)
    if found.product_id is None:
        _leave_without(session, gift, found, at)
        return
    try:
        _give(session, gift, found, "answer", at)
    except (OutOfStock, BudgetExceeded, Unsafe, Conflict):
        _leave_without(session, gift, found, at)
        return
    if gift.status in PLANNED and campaign.status == "running":
        launch_gifts(session, campaign, [gift.id], _latest_wave(session, campaign), at)


def replace_missing(session: Session, gift_id: str, at: datetime) -> bool:
    """Another product for a planned gift whose own has gone. False where there is none; the gift is then as it was."""
    gift = session.get_one(RecipientGift, gift_id)
    campaign = campaign_of(session, gift)
    found = _decide(session, campaign, gift, at)
    if found.product_id is None or found.product_id == gift.product_id:
        return False
    _give(session, gift, found, "substitution", at)
    return True


def _decide(session: Session, campaign: Campaign, gift: RecipientGift, at: datetime) -> Redecision:
    choices = gather_choices(session, gift.workspace_id)
    promised = promised_pieces(session, gift)
    own = gift.price_minor if gift.is_reserved else 0
    return redecide(
        candidate_for(session, campaign, gift, at.date()),
        choices,
        {choice.id: choice.stock - promised.get(choice.id, 0) for choice in choices},
        taken_by_others(session, gift),
        terms_of(campaign),
        prices_of(session, gift),
        money_left_minor=max(0, money_left(session, campaign, gift)) + own,
    )


def _is_still_safe(session: Session, campaign: Campaign, gift: RecipientGift, at: datetime) -> bool:
    product = session.get_one(Product, gift.product_id)
    reasons = why_not(candidate_for(session, campaign, gift, at.date()), choice_of(product), terms_of(campaign), 1)
    return not SAFETY & set(reasons)


def _give(session: Session, gift: RecipientGift, found: Redecision, kind: DecisionKind, at: datetime) -> None:
    if found.product_id is None:
        raise Conflict("Nothing was found that could be given.")
    body = {
        "score": found.score.total if found.score else None,
        "excluded": {reason.value: count for reason, count in found.reasons.items()},
        "alternatives": list(found.alternatives),
    }
    with session.begin_nested():
        choose_product(session, gift, found.product_id, kind, body, at)
        _write_alternatives(session, gift, found)


def _write_alternatives(session: Session, gift: RecipientGift, found: Redecision) -> None:
    for old in session.scalars(select(GiftAlternative).where(GiftAlternative.gift_id == gift.id)):
        session.delete(old)
    session.flush()
    session.add_all(
        GiftAlternative(gift_id=gift.id, rank=rank, workspace_id=gift.workspace_id, product_id=product_id)
        for rank, product_id in enumerate(found.alternatives, start=1)
    )


def _leave_without(session: Session, gift: RecipientGift, found: Redecision, at: datetime) -> None:
    """Nothing can be given now: the reason is written down, and a gift that is no longer safe is taken back."""
    hold = found.hold_reason.value if found.hold_reason is not None else None
    reason = hold if hold in REASONS else "policy_blocked"
    if gift.product_id is not None:
        if gift.status in ANSWERABLE:
            stop_gift(session, gift, reason, at)
        return
    if gift.hold_reason is not None and gift.hold_reason != hold:
        lift_hold(session, gift, gift.hold_reason, at)
    if hold is not None:
        hold_gift(session, gift, reason, at)
    gift.unmatched_reasons = [] if hold is not None else [reason.value for reason in found.reasons]
    session.flush()


def _latest_wave(session: Session, campaign: Campaign) -> int:
    return session.scalar(select(func.max(RecipientGift.wave)).where(RecipientGift.campaign_id == campaign.id)) or 1
