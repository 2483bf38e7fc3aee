"""The drawer beside the plan: why this gift, and what could stand in its place under the same guards."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.campaigns.models import Campaign
from service.catalog.models import Product
from service.gifting.models import DecisionRecord, GiftAlternative, RecipientGift
from service.gifting.override import override_options
from service.gifting.transitions import PLANNED
from service.planning.columns import fold
from service.planning.review import Because, about_gift, person_name
from service.planning.words import say_reason

ALLOWED_SHOWN: Final = 12
BLOCKED_SHOWN: Final = 4
CHANGEABLE: Final = frozenset({"planned", "approved", "running", "paused"})
"""Campaigns whose gifts can still be changed, one by one, until each is launched."""


@dataclass(frozen=True, slots=True)
class Blocked:
    """A product that cannot be given, with the first thing that stands against it."""

    product: Product
    reason: str


@dataclass(frozen=True, slots=True)
class Drawer:
    """One gift of the plan and what it could be instead. `excluded` counts products by reason, most frequent first."""

    gift: RecipientGift
    name: str
    company: str
    product: Product | None
    because: Because | None
    score: dict[str, float] | None
    allowed: tuple[Product, ...]
    allowed_total: int
    blocked: tuple[Blocked, ...]
    excluded: tuple[tuple[str, int], ...]
    can_change: bool
    wanted: str


def open_drawer(session: Session, campaign: Campaign, gift: RecipientGift, wanted: str, at: datetime) -> Drawer:
    """`wanted` are words to look for in the products' names; without them the planned alternatives come first."""
    recipient, company, because = about_gift(session, gift, at.date())
    can_change = gift.status in PLANNED and campaign.status in CHANGEABLE
    options = override_options(session, gift, at) if can_change else ()
    found = [
        option for option in options if _is_wanted(option.product, wanted) and option.product.id != gift.product_id
    ]
    allowed = _ranked(session, gift, [option.product for option in found if not option.reasons])
    blocked = [Blocked(option.product, say_reason(option.reasons[0])) for option in found if option.reasons]
    reasons = Counter(say_reason(option.reasons[0]) for option in options if option.reasons)
    return Drawer(
        gift=gift,
        name=person_name(recipient),
        company=company,
        product=session.get(Product, gift.product_id) if gift.product_id else None,
        because=because,
        score=_score(session, gift),
        allowed=tuple(allowed[:ALLOWED_SHOWN]),
        allowed_total=len(allowed),
        blocked=tuple(blocked if wanted else _one_each(blocked))[:BLOCKED_SHOWN],
        excluded=tuple(reasons.most_common()),
        can_change=can_change,
        wanted=wanted,
    )


def _is_wanted(product: Product, wanted: str) -> bool:
    text = fold(f"{product.texts['en']['name']} {product.category} {product.sku}")
    return all(word in text for word in fold(wanted).split())


def _ranked(session: Session, gift: RecipientGift, products: list[Product]) -> list[Product]:
    """Planned alternatives first, in their order, then the rest as they came: by price."""
    ranks = {
        product_id: rank
        for product_id, rank in session.execute(
            select(GiftAlternative.product_id, GiftAlternative.rank).where(GiftAlternative.gift_id == gift.id)
        )
    }
    return sorted(products, key=lambda product: ranks.get(product.id, len(ranks) + 1))


def _one_each(blocked: list[Blocked]) -> list[Blocked]:
    """One example of every reason, so that the drawer shows what the guards stop."""
    return list({entry.reason: entry for entry in reversed(blocked)}.values())[::-1]


def _score(session: Session, gift: RecipientGift) -> dict[str, float] | None:
    """The factors of the latest decision that chose the present product; None where a person chose it."""
    record = session.scalar(
        select(DecisionRecord)
        .where(DecisionRecord.gift_id == gift.id)
        .order_by(DecisionRecord.created_at.desc(), DecisionRecord.id.desc())
        .limit(1)
    )
    body: dict[str, Any] = record.body if record else {}
    return body.get("score") if body.get("product_id") == gift.product_id else None
