"""What a person has told us about their likes since their gift was chosen last: before a yes it may lead to another choice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service.gifting.candidate import interests_of
from service.gifting.events import EventKind
from service.gifting.models import GiftEvent, RecipientGift
from service.recipients.facts.fact import Fact, fact_of, in_force, is_own_word
from service.recipients.models import ProfileFact

UNWANTED: Final = frozenset({"dislike", "has_already"})
"""Kinds by which a gift may be one that its person would rather not have."""
_LIKES: Final = ("interest", "motive")
"""Kinds that a gift is weighed by. A motive is asked for the next time, so that it alone changes no gift."""
_CHOSEN: Final = (
    EventKind.CREATED,
    EventKind.GIVEN,
    EventKind.SUBSTITUTED,
    EventKind.SWAPPED,
    EventKind.CHOSEN,
)


@dataclass(frozen=True, slots=True)
class ToldSince:
    """`unwanted`: dislikes and belongings that the person added since, `likes_changed`: whether an interest came or went, by them;
    `interests` before that: interest -> weight."""

    unwanted: tuple[Fact, ...]
    likes_changed: bool
    interests: Mapping[str, float]

    def __bool__(self) -> bool:
        return bool(self.unwanted) or self.likes_changed


def told_since(session: Session, gift: RecipientGift) -> ToldSince:
    """What the gift's person said since it was chosen last, by them or for them. What a list said since changes no gift."""
    chosen = session.scalar(
        select(func.max(GiftEvent.at)).where(GiftEvent.gift_id == gift.id, GiftEvent.kind.in_(_CHOSEN))
    )
    since = chosen or gift.created_at
    rows = session.scalars(
        select(ProfileFact)
        .where(
            ProfileFact.recipient_id == gift.recipient_id,
            ProfileFact.kind.in_((*UNWANTED, *_LIKES)),
        )
        .order_by(ProfileFact.created_at, ProfileFact.id)
    ).all()
    told = [row for row in rows if _is_theirs_since(row, since)]
    unwanted = tuple(fact_of(row) for row in told if row.kind in UNWANTED and row.withdrawn_at is None)
    before = [row for row in rows if row.created_at <= since and not (row.withdrawn_at and row.withdrawn_at <= since)]
    return ToldSince(
        unwanted, any(row.kind == "interest" for row in told), interests_of(in_force(fact_of(row) for row in before))
    )


def _is_theirs_since(row: ProfileFact, since: datetime) -> bool:
    if row.withdrawn_at is None:
        return is_own_word(row) and row.created_at > since
    return row.withdrawn_by == "person" and row.withdrawn_at > since
