"""A swap says that somebody would rather have one thing than another: kept as an observed fact of theirs, which they can read and
delete, and which counts when something is chosen for them the next time.

Nothing is concluded from a swap that may have been made for food, skin, faith or privacy, nor from one that they are asked about.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.catalog.models import Product
from service.decisions.learning.events import ABOUT_TASTE
from service.decisions.learning.observed import preferred
from service.gifting.candidate import choice_of
from service.gifting.events import EventKind
from service.gifting.for_whom import is_unlike_before, swap_teaches
from service.gifting.models import GiftEvent, RecipientGift
from service.recipients.facts.fact import DIETARY, remember
from service.recipients.models import ProfileFact, Recipient
from service.recipients.wishes.rather import KIND, rather

SEEN: Final = 0.5
"""Confidence of what was concluded and not told."""


def observe_swap(
    session: Session, gift: RecipientGift, before: Product, product: Product, at: datetime
) -> ProfileFact | None:
    """Keeps what a swap to `product`, pressed by the person, says. Person and gift are locked. None where it says nothing."""
    if not swap_teaches(session, gift) or gift.id in about_food(session, [gift]):
        return None
    if is_unlike_before(session, gift, product, at):
        return None
    found = preferred(choice_of(product), choice_of(before), at.date())
    value = None if found is None else rather(found.to, found.away)
    if value is None:
        return None
    person = session.get_one(Recipient, gift.recipient_id)
    fact = remember(session, person, KIND, value, "observed", at, confidence=SEEN)
    # It counts, and is named to nobody but the person.
    fact.kept_private = True
    session.flush()
    return fact


def about_food(session: Session, gifts: Collection[RecipientGift]) -> frozenset[str]:
    """The ids of those gifts whose person told something of food, skin or materials since the gift was put before them, took such a
    thing back, or declined for anything but taste: whatever they chose then may have been chosen for that."""
    by_id = {gift.id: gift for gift in gifts}
    people = {gift.recipient_id for gift in gifts}
    changes = session.execute(
        select(ProfileFact.recipient_id, ProfileFact.created_at, ProfileFact.withdrawn_at).where(
            ProfileFact.recipient_id.in_(people), ProfileFact.kind.in_(DIETARY)
        )
    ).all()
    latest: dict[str, datetime] = {}
    for person_id, *moments in changes:
        last = max(moment for moment in moments if moment is not None)
        latest[person_id] = max(last, latest.get(person_id, last))
    declined = session.execute(
        select(GiftEvent.gift_id, GiftEvent.body).where(
            GiftEvent.gift_id.in_(by_id), GiftEvent.kind == EventKind.DECLINED
        )
    ).all()
    refused = {gift_id for gift_id, body in declined if body.get("reason") not in ABOUT_TASTE}
    told = {
        gift.id
        for gift in gifts
        if gift.recipient_id in latest and latest[gift.recipient_id] >= (gift.launched_at or gift.created_at)
    }
    return frozenset(refused | told)
