"""Offers as the console lists them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from service.brain.events.models import PersonEvent
from service.brain.offers.keep import standing_offers
from service.brain.offers.mailed import MAILED
from service.brain.offers.models import Offer, OfferEvent
from service.brain.segments.models import Segment
from service.contact.models import Contact
from service.decisions.forecasting.confidence import FEWEST
from service.workspaces.actor import Actor


@dataclass(frozen=True, slots=True)
class OfferLine:
    """`who`: a segment's name, or everyone. `state`: now, later or over. `seen`, `mailed` and `pressed`: people, rounded down to
    fours; None where there are too few to say (rule 23): staff read a reminder without its offer."""

    offer: Offer
    who: str
    state: str
    seen: int | None
    pressed: int | None
    mailed: int | None


def list_offers(session: Session, actor: Actor, today: date) -> Sequence[OfferLine]:
    """Every offer that stands, by code."""
    offers = standing_offers(session, actor.workspace_id)
    named = session.execute(select(Segment.id, Segment.name).where(Segment.workspace_id == actor.workspace_id))
    names: dict[str, str] = {segment_id: name for segment_id, name in named}
    counted: dict[tuple[str, str], int] = {}
    rows = session.execute(
        select(PersonEvent.code, PersonEvent.kind, func.count(PersonEvent.recipient_id.distinct()))
        .where(
            PersonEvent.workspace_id == actor.workspace_id, PersonEvent.code.in_([offer.id for offer in offers]),
            PersonEvent.kind.in_(("offer_seen", "offer_pressed")),
        )
        .group_by(PersonEvent.code, PersonEvent.kind)
    )  # fmt: skip
    for code, kind, people in (*rows, *_mailed(session, [offer.id for offer in offers])):
        counted[code, kind] = people
    return [_line(offer, names, counted, today) for offer in offers]


def _line(offer: Offer, names: dict[str, str], counted: dict[tuple[str, str], int], today: date) -> OfferLine:
    is_over = offer.until is not None and offer.until < today
    seen, pressed = (counted.get((offer.id, kind), 0) for kind in ("offer_seen", "offer_pressed"))
    both = 0 < pressed <= seen and seen - pressed < FEWEST and seen != pressed
    return OfferLine(
        offer,
        "Everyone" if offer.segment_id is None else names[offer.segment_id],
        "over" if is_over else "later" if offer.since > today else "now",
        _shown(seen),
        None if both else _shown(pressed),
        _shown(counted.get((offer.id, MAILED), 0)),
    )


def _mailed(session: Session, offer_ids: Sequence[str]) -> list[tuple[str, str, int]]:
    """(offer, `MAILED`, people to whom a mail left with it)."""
    left = exists().where(Contact.message_id == OfferEvent.message_id)
    rows = session.execute(
        select(OfferEvent.offer_id, OfferEvent.kind, func.count(OfferEvent.recipient_id.distinct()))
        .where(OfferEvent.offer_id.in_(offer_ids), OfferEvent.kind == MAILED, left)
        .group_by(OfferEvent.offer_id, OfferEvent.kind)
    )
    return [(offer_id, kind, people) for offer_id, kind, people in rows]


def _shown(people: int) -> int | None:
    """Who looked or pressed is nothing staff see by name."""
    return people - people % FEWEST if people >= FEWEST else None
