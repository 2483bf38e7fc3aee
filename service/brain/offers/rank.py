"""The offers somebody is eligible for, by rank."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from service.brain.offers.models import KINDS, Offer
from service.brain.offers.who import offers_for
from service.recipients.models import Recipient


def ranked_offers(session: Session, person: Recipient, at: datetime) -> tuple[Offer, ...]:
    """The best first."""
    return tuple(sorted(offers_for(session, person, at), key=lambda one: (KINDS.index(one.kind), one.code)))
