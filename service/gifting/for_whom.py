"""A swap unlike all that is known of a person is no fact about them: they are asked whether it was for them or for somebody else.

Nothing is concluded from such a swap until they say that it was for themselves, and nothing about who they are is stored.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from service.catalog.models import Product
from service.decisions.next_action.unlike_before import Traits, is_unlike_all
from service.gifting.models import RecipientGift
from service.gifting.transitions import KEPT
from service.recipients.asking.put import open_signal
from service.recipients.facts.fact import facts_of, in_force
from service.recipients.models import ProfileFact, Question, Recipient
from service.recipients.questions import SELF


def ask_for_whom(session: Session, gift: RecipientGift, product: Product, at: datetime) -> None:
    """After a swap to `product`, pressed by the person, who is locked: puts the question where it is unlike all before."""
    facts = in_force(facts_of(session, [gift.recipient_id], at.date())[gift.recipient_id])
    liked = {fact.value for fact in facts if fact.kind == "interest"}
    before = [_traits(one) for one in _earlier(session, gift)]
    if is_unlike_all(_traits(product), before, liked):
        open_signal(session, session.get_one(Recipient, gift.recipient_id), gift.id, "for_whom", at)


def swap_teaches(session: Session, gift: RecipientGift) -> bool:
    """Whether anything may be concluded from what this person swapped to: not where they were asked for whom it was, unless they
    say that it was for themselves."""
    is_asked = session.scalar(
        select(Question.id).where(Question.recipient_id == gift.recipient_id, Question.gift_id == gift.id,
                                  Question.kind == "for_whom")
    )  # fmt: skip
    if is_asked is None:
        return True
    said = session.scalars(
        select(ProfileFact).where(
            ProfileFact.recipient_id == gift.recipient_id,
            ProfileFact.kind == "for_whom",
            ProfileFact.withdrawn_at.is_(None),
        )
    ).all()
    return bool(said) and all(fact.value == SELF for fact in said)


def interests_of_choice(session: Session, gift: RecipientGift) -> Iterable[str]:
    """The interests that the gift's product speaks to; none where nothing is chosen."""
    return () if gift.product_id is None else tuple(session.get_one(Product, gift.product_id).interests)


def _earlier(session: Session, gift: RecipientGift) -> list[Product]:
    """What this person kept, or chose by a swap, in other campaigns: what we chose for them says nothing about them."""
    rows = (
        select(Product)
        .join(RecipientGift, RecipientGift.product_id == Product.id)
        .where(
            RecipientGift.recipient_id == gift.recipient_id,
            RecipientGift.id != gift.id,
            or_(RecipientGift.status.in_(KEPT), RecipientGift.is_swapped),
        )
        .order_by(Product.id)
    )
    return list(session.scalars(rows))


def _traits(product: Product) -> Traits:
    return Traits(product.category, frozenset(product.interests))
