"""An offer in a mail that goes anyway: which one, whether it may still stand there, and that it went, once for each person."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy import delete, exists, select
from sqlalchemy.orm import Session

from service.brain.deciding.gather import state_of
from service.brain.offers.models import Offer, OfferEvent
from service.brain.offers.rank import rank_offers
from service.brain.offers.who import offers_for
from service.contact.may_write import known_of
from service.contact.models import Contact
from service.recipients.models import Recipient

MAILED: Final = "offer.mailed"


def offer_for_mail(session: Session, person: Recipient, at: datetime) -> Offer | None:
    """The one that fits best now, where no mail had it yet; None too for whoever wants to hear of no offers. The second best is
    never written instead: it waits on the person's page."""
    winner = rank_offers(session, person, at).winner
    return None if winner is None or _was_mailed(session, person, winner.id, "") else winner


def may_carry(session: Session, person: Recipient, offer_id: str, message_id: str, at: datetime) -> bool:
    """Whether a mail that was written with an offer may still leave with it: the offer stands, they may get it and want to hear of
    it, and no other mail had it. The person is locked by the caller where it counts."""
    if all(offer.id != offer_id for offer in offers_for(session, person, at)):
        return False
    state = state_of(session, person, at, known_of(session, person, at))
    is_wanted = not state.wants_no_offers and offer_id not in state.done
    return is_wanted and not _was_mailed(session, person, offer_id, message_id)


def note_mailed(session: Session, person: Recipient, offer_id: str, message_id: str, at: datetime) -> None:
    """Counts it, in the transaction that decides that the mail leaves; the person is locked by the caller. A mail of which
    nothing left after all gives its place to the next."""
    session.execute(
        delete(OfferEvent).where(
            OfferEvent.offer_id == offer_id, OfferEvent.recipient_id == person.id, OfferEvent.kind == MAILED
        )
    )
    session.add(
        OfferEvent(
            workspace_id=person.workspace_id,
            offer_id=offer_id,
            kind=MAILED,
            recipient_id=person.id,
            message_id=message_id,
            at=at,
        )
    )
    session.flush()


def forget_mailed(session: Session, person_id: str) -> None:
    """Which offers stood in mails to an erased person is nobody's any more."""
    session.execute(delete(OfferEvent).where(OfferEvent.recipient_id == person_id))


def _was_mailed(session: Session, person: Recipient, offer_id: str, message_id: str) -> bool:
    """Whether another message left with it: one that went back to its queue has no row among contacts."""
    left = exists().where(Contact.message_id == OfferEvent.message_id)
    found = select(OfferEvent.id).where(
        OfferEvent.offer_id == offer_id,
        OfferEvent.recipient_id == person.id,
        OfferEvent.kind == MAILED,
        OfferEvent.message_id != message_id,
        left,
    )
    return session.scalar(found) is not None
