"""A swap, or a look, unlike all that is known of a person is no fact about them: they are asked whether it was for them or for
somebody else. A swap to another size of the same thing is none about their size: they are asked which they wear.

A look is a press that asks for a kind of gift; opening a page is none. Nothing is concluded until they say that it was for
themselves, and nothing about who they are is stored.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from sqlalchemy import bindparam, or_, select
from sqlalchemy.orm import Session

from service.catalog.models import Product
from service.db.loaded import ask, row_of
from service.decisions.next_action.unlike_before import Traits, is_unlike_all
from service.decisions.swaps.kinds import find_kind
from service.gifting.kinds import asked_for, words_of
from service.gifting.models import RecipientGift
from service.gifting.transitions import KEPT
from service.recipients.asking.put import open_signal
from service.recipients.facts.fact import facts_of, in_force
from service.recipients.models import ProfileFact, Question, Recipient
from service.recipients.questions import ANSWERS, SELF
from service.recipients.wishes.keep import last_wish

SHOWN: Final = 4
"""Gifts that a press shows at most."""


def ask_for_whom(session: Session, gift: RecipientGift, person: Recipient, at: datetime, *, is_unlike: bool) -> None:
    """After a swap that the person pressed, who is locked: puts the question where it is unlike all before (`is_unlike_before`)."""
    if is_unlike:
        open_signal(session, person, gift.id, "for_whom", at)


def is_unlike_before(session: Session, gift: RecipientGift, product: Product, at: datetime) -> bool:
    """Whether a product is unlike all that is known of the gift's person, so that they are asked."""
    facts = in_force(facts_of(session, [gift.recipient_id], at.date())[gift.recipient_id])
    liked = {fact.value for fact in facts if fact.kind == "interest"}
    return is_unlike_all(_traits(product), [_traits(one) for one in _earlier(session, gift)], liked)


def ask_which_size(
    session: Session, gift: RecipientGift, person: Recipient, before_id: str, product: Product, at: datetime
) -> None:
    """After a swap from one size of a thing to another, pressed by the person, who is locked: puts the question, unless they have
    told this very size."""
    if (size := _size(product)) is None:
        return
    before = row_of(session, Product, before_id)
    if before.family != product.family or size == _size(before):
        return
    facts = in_force(facts_of(session, [gift.recipient_id], at.date())[gift.recipient_id])
    if size not in {fact.value for fact in facts if fact.kind == "size"}:
        open_signal(session, person, gift.id, "size", at)


def ask_about_look(session: Session, gift: RecipientGift, product_ids: Iterable[str], at: datetime) -> None:
    """After the person, who is locked, asked to see these: puts the question where each is unlike all before."""
    facts = in_force(facts_of(session, [gift.recipient_id], at.date())[gift.recipient_id])
    liked = {fact.value for fact in facts if fact.kind == "interest"}
    before = [_traits(one) for one in _earlier(session, gift)]
    shown = session.scalars(select(Product).where(Product.id.in_(sorted(product_ids)))).all()
    if shown and all(is_unlike_all(_traits(one), before, liked) for one in shown):
        open_signal(session, session.get_one(Recipient, gift.recipient_id), gift.id, "for_whom", at)


def _size(product: Product) -> str | None:
    """The size of this version, where it is one that people are asked for."""
    said = (product.variant or {}).get("size", {}).get("en", "")
    return said if said in ANSWERS["size"] else None


def swap_teaches(session: Session, gift: RecipientGift) -> bool:
    """Whether anything may be concluded from what this person swapped to: not where they were asked for whom it was, unless they
    say that it was for themselves."""
    if ask(session, _ASKED_FOR_WHOM, {"person": gift.recipient_id, "gift": gift.id}).first() is None:
        return True
    said = session.scalars(
        select(ProfileFact).where(
            ProfileFact.recipient_id == gift.recipient_id,
            ProfileFact.kind == "for_whom",
            ProfileFact.withdrawn_at.is_(None),
        )
    ).all()
    return bool(said) and all(fact.value == SELF for fact in said)


_ASKED_FOR_WHOM: Final = select(Question.id).where(
    Question.recipient_id == bindparam("person"), Question.gift_id == bindparam("gift"), Question.kind == "for_whom"
)


def interests_of_choice(session: Session, gift: RecipientGift) -> Iterable[str]:
    """The interests that the gift's product speaks to; none where nothing is chosen."""
    return () if gift.product_id is None else tuple(session.get_one(Product, gift.product_id).interests)


def interests_of_look(session: Session, gift: RecipientGift) -> Iterable[str]:
    """The interests that speak for what the person asked to see last; none where they took that back."""
    wish = last_wish(session, gift.recipient_id)
    asked = () if wish is None else asked_for(wish)
    if not asked:
        return ()
    rows = session.execute(
        select(Product.id, Product.revision, Product.interests).where(
            Product.workspace_id == gift.workspace_id, Product.retired_at.is_(None), Product.recalled_at.is_(None)
        )
    ).all()
    found = find_kind(asked, words_of(session, {product_id: revision for product_id, revision, _ in rows}))
    interests = {product_id: said for product_id, _, said in rows}
    return tuple(sorted({interest for product_id in found[:SHOWN] for interest in interests[product_id]}))


def _earlier(session: Session, gift: RecipientGift) -> list[Product]:
    """What this person kept, or chose by a swap, in other campaigns: what we chose for them says nothing about them."""
    return list(session.scalars(_EARLIER, {"person": gift.recipient_id, "gift": gift.id}))


_EARLIER: Final = (
    select(Product)
    .join(RecipientGift, RecipientGift.product_id == Product.id)
    .where(
        RecipientGift.recipient_id == bindparam("person"),
        RecipientGift.id != bindparam("gift"),
        or_(RecipientGift.status.in_(KEPT), RecipientGift.is_swapped),
    )
    .order_by(Product.id)
)


def _traits(product: Product) -> Traits:
    return Traits(product.category, frozenset(product.interests))
