"""What a reason for declining does: one line a reason, carried out with the answer, and taken back with it.

What is told for health or privacy becomes no fact that anything is learned from (rule 13): privacy stops the invitations, a diet is
asked about by its own question.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.catalog.models import Product
from service.gifting.events import EventKind
from service.gifting.models import GiftEvent, RecipientGift
from service.recipients.facts.fact import remember
from service.recipients.models import ProfileFact, Recipient
from service.recipients.own_rules.limit import set_no_gifts
from service.recipients.questions import DeclineReason
from service.recipients.unsubscribe import resume, stop_with_gift

_Fact = Callable[[Session, Recipient, RecipientGift, datetime], ProfileFact]


@dataclass(frozen=True, slots=True)
class Consequence:
    """`fact`: what is written down of the person. `chooses_again`: something else is looked for before the gift is declined.
    `stops`: this workspace invites the person no more. `closes`: the link opens nothing from now on."""

    fact: _Fact | None = None
    chooses_again: bool = False
    stops: bool = False
    closes: bool = False


def _thing(kind: str) -> _Fact:
    def write(session: Session, person: Recipient, gift: RecipientGift, at: datetime) -> ProfileFact:
        archetype = session.scalars(select(Product.archetype).where(Product.id == gift.product_id)).one()
        return remember(session, person, kind, archetype, "asked", at)

    return write


def _no_gifts(session: Session, person: Recipient, _: RecipientGift, at: datetime) -> ProfileFact:
    return set_no_gifts(session, person, at)


CONSEQUENCES: Final[Mapping[DeclineReason, Consequence]] = {
    "gift_policy": Consequence(_no_gifts),
    # What they name as a limit is a fact of its own; without one nothing as dear as this is chosen for them (`past_gifts`).
    "value_too_high": Consequence(),
    "dietary": Consequence(),
    "not_interested": Consequence(_thing("dislike"), chooses_again=True),
    "already_have": Consequence(_thing("has_already"), chooses_again=True),
    "wrong_person": Consequence(stops=True, closes=True),
    "privacy": Consequence(stops=True),
    "other": Consequence(),
}
NONE: Final = Consequence()


def consequence_of(reason: str | None) -> Consequence:
    """The line of a reason; of none and of an unknown one that nothing follows."""
    return next((line for code, line in CONSEQUENCES.items() if code == reason), NONE)


def stop_invitations(session: Session, person: Recipient, gift: RecipientGift, at: datetime) -> None:
    """No more gifts from this workspace, for as long as the answer stands."""
    stop_with_gift(session, person, gift.id, at)


def take_back_told(session: Session, person: Recipient, gift: RecipientGift, kind: EventKind, at: datetime) -> None:
    """The last event of this kind has been taken back, and what was written down with it goes too."""
    last = session.scalar(
        select(GiftEvent)
        .where(GiftEvent.gift_id == gift.id, GiftEvent.kind == kind)
        .order_by(GiftEvent.id.desc())
        .limit(1)
    )
    fact_id = None if last is None else last.body.get("fact_id")
    fact = None if fact_id is None else session.get(ProfileFact, fact_id)
    if fact is not None and fact.recipient_id == person.id and fact.withdrawn_at is None:
        fact.withdrawn_at, fact.withdrawn_by = at, "person"
        session.flush()
    if kind == EventKind.DECLINED:
        resume(session, person, gift.id, at)
