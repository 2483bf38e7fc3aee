"""What came of what somebody told: read from the gift's history and from the rows of this moment, never written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from renderers.microsite.telling.told import Came
from service.campaigns.models import Campaign
from service.catalog.models import Product
from service.errors import NotFound
from service.gifting.candidate import families_named
from service.gifting.events import EventKind
from service.gifting.fulfil import LEFT
from service.gifting.guard import safety_now
from service.gifting.look_again import KIND as LOOK
from service.gifting.models import GiftEvent, RecipientGift
from service.gifting.stop import AFTER_YES
from service.gifting.tell import TELLINGS
from service.gifting.transitions import ANSWERABLE, PLANNED
from service.jobs.models import OPEN, Job
from service.recipients.facts.fact import Fact, fact_of
from service.recipients.models import ProfileFact

_AFTER_A_YES: Final = frozenset({EventKind.ACCEPTANCE_STOPPED, EventKind.ORDER_STOPPED})
_CHANGED: Final = _AFTER_A_YES | {EventKind.SUBSTITUTED, EventKind.STOPPED}
"""What a look does to a gift that its person had."""
_THEIRS: Final = frozenset(
    {
        EventKind.SWAPPED,
        EventKind.ACCEPTED,
        EventKind.DONATED,
        EventKind.VALUE_DONATED,
        EventKind.VALUE_RETURNED,
        EventKind.DECLINED,
        EventKind.UNDONE,
        EventKind.PREFERENCE_ANSWERED,
        EventKind.EXPIRED,
        EventKind.CANCELED,
        EventKind.ORDERED,
        EventKind.SHIPPED,
    }
)
"""What somebody or time did since: then the page about it is over."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """`came`: what happened; None where the gift has gone on since. `before`: the product that it was about then, if it is another;
    its price in minor units. `what`: told, fixed or taken_back; `fact_ids` what was said."""

    came: Came | None
    what: str
    fact_ids: tuple[str, ...]
    before: Product | None
    before_minor: int | None
    is_unwanted: bool
    """They would rather not have what they have, or have it already, and nothing else is there for them."""


def outcome_of(session: Session, gift: RecipientGift, event_id: int, at: datetime) -> Outcome:
    """Raises NotFound where no such thing was told from this gift's page."""
    told = session.get(GiftEvent, event_id)
    if told is None or told.gift_id != gift.id or told.body.get("question") not in TELLINGS:
        raise NotFound("There’s no such answer.")
    since = session.scalars(
        select(GiftEvent).where(GiftEvent.gift_id == gift.id, GiftEvent.id > event_id).order_by(GiftEvent.id)
    ).all()
    changed = next((one for one in since if one.kind in _CHANGED), None)
    before_id = None if changed is None else changed.body.get("from_product_id")
    noted = _noted(session, gift, told)
    unwanted = gift.product_id is not None and _is_unwanted(session, gift, noted)
    is_over = any(one.kind in _THEIRS for one in since)
    return Outcome(
        came=None if is_over else _came(session, gift, changed, at, unwanted=unwanted),
        what=str(told.body["question"]),
        fact_ids=tuple(told.body["fact_ids"]),
        before=None if before_id in {None, gift.product_id} else session.get(Product, before_id),
        before_minor=_price_before(session, gift, changed),
        is_unwanted=unwanted,
    )


def _came(session: Session, gift: RecipientGift, changed: GiftEvent | None, at: datetime, *, unwanted: bool) -> Came:
    looking = exists().where(Job.kind == LOOK, Job.subject_id == gift.id, Job.state.in_(OPEN))
    if session.scalar(select(looking)):
        return "choosing"
    if gift.status in LEFT:
        campaign = session.get_one(Campaign, gift.campaign_id)
        return "late" if safety_now(session, campaign, gift, at) == "unsafe" else "left"
    if gift.status not in ANSWERABLE | AFTER_YES | PLANNED:
        return "noted"
    if gift.product_id is None or gift.status in PLANNED:
        return _without(changed)
    if changed is not None:
        return "stopped" if changed.kind in _AFTER_A_YES else "chosen"
    return _as_it_was(session, gift, at, unwanted=unwanted)


def _without(changed: GiftEvent | None) -> Came:
    """They have no gift: there was none, or it was taken from them."""
    if changed is None:
        return "waiting"
    return "stopped_nothing" if changed.kind in _AFTER_A_YES else "nothing"


def _as_it_was(session: Session, gift: RecipientGift, at: datetime, *, unwanted: bool) -> Came:
    """The look has changed nothing. Unsafe and not stopped: its look has failed, and is the ledger's; until it comes nothing is
    promised."""
    safety = safety_now(session, session.get_one(Campaign, gift.campaign_id), gift, at)
    if safety not in {"safe", "halted"}:
        return "asked" if safety == "asks" else "choosing"
    if gift.status in ANSWERABLE:
        return "kept"
    return "kept_offers" if unwanted else "kept_yes"


def _is_unwanted(session: Session, gift: RecipientGift, noted: Sequence[Fact]) -> bool:
    """Whether they have just said that they would rather not have what they have, or have it already."""
    family = session.get_one(Product, gift.product_id).family
    return any(family in families for families in families_named(session, gift.workspace_id, noted))


def _noted(session: Session, gift: RecipientGift, told: GiftEvent) -> tuple[Fact, ...]:
    """What was said, as far as it still stands."""
    rows = session.scalars(
        select(ProfileFact)
        .where(
            ProfileFact.id.in_(told.body["fact_ids"]),
            ProfileFact.recipient_id == gift.recipient_id,
            ProfileFact.withdrawn_at.is_(None),
        )
        .order_by(ProfileFact.id)
    )
    return tuple(fact_of(row) for row in rows)


def _price_before(session: Session, gift: RecipientGift, changed: GiftEvent | None) -> int | None:
    """What the gift cost in the event before the one that changed it."""
    if changed is None:
        return None
    last = session.scalars(
        select(GiftEvent).where(GiftEvent.gift_id == gift.id, GiftEvent.id < changed.id).order_by(GiftEvent.id.desc())
    )
    return next((int(one.body["price_minor"]) for one in last if one.body.get("price_minor")), None)
