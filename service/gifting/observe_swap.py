"""A swap says that somebody would rather have one thing than another: kept as an observed fact of theirs, which they can read and
delete, and which counts when something is chosen for them the next time.

Nothing is concluded from a swap that may have been made for food, skin, faith or privacy, nor from one that they are asked about.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Final

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from service.catalog.models import Product
from service.db.loaded import ask
from service.decisions.learning.events import ABOUT_TASTE
from service.decisions.learning.observed import preferred
from service.gifting.candidate import choice_of
from service.gifting.events import EventKind
from service.gifting.for_whom import swap_teaches
from service.gifting.models import GiftEvent, RecipientGift
from service.recipients.facts.fact import DIETARY, remember
from service.recipients.models import ProfileFact, Recipient
from service.recipients.wishes.rather import KIND, rather

SEEN: Final = 0.5
"""Confidence of what was concluded and not told."""


_CHANGES: Final = select(ProfileFact.recipient_id, ProfileFact.created_at, ProfileFact.withdrawn_at).where(
    ProfileFact.recipient_id.in_(bindparam("people", expanding=True)), ProfileFact.kind.in_(sorted(DIETARY))
)
_DECLINED: Final = select(GiftEvent.gift_id, GiftEvent.body).where(
    GiftEvent.gift_id.in_(bindparam("gifts", expanding=True)), GiftEvent.kind == EventKind.DECLINED
)


def observe_swap(
    session: Session,
    gift: RecipientGift,
    person: Recipient,
    before: Product,
    product: Product,
    at: datetime,
    *,
    is_unlike: bool,
) -> ProfileFact | None:
    """Keeps what a swap to `product`, pressed by the person, says. Person and gift are locked. None where it says nothing, as one
    that is unlike all before does (`for_whom.is_unlike_before`)."""
    if is_unlike or not swap_teaches(session, gift) or gift.id in about_food(session, [gift]):
        return None
    found = preferred(choice_of(product), choice_of(before), at.date())
    value = None if found is None else rather(found.to, found.away)
    if value is None:
        return None
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
    changes = ask(session, _CHANGES, {"people": sorted(people)}).all()
    latest: dict[str, datetime] = {}
    for person_id, *moments in changes:
        last = max(moment for moment in moments if moment is not None)
        latest[person_id] = max(last, latest.get(person_id, last))
    declined = ask(session, _DECLINED, {"gifts": sorted(by_id)}).all()
    refused = {gift_id for gift_id, body in declined if body.get("reason") not in ABOUT_TASTE}
    told = {
        gift.id
        for gift in gifts
        if gift.recipient_id in latest and latest[gift.recipient_id] >= (gift.launched_at or gift.created_at)
    }
    return frozenset(refused | told)
