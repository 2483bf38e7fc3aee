"""What a press on the page of offers does. Only a press counts as seen or pressed; opening a page never does."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from service.brain.events.on_page import note_offer_pressed, note_offers_seen, say_use
from service.brain.offers.models import Offer
from service.brain.offers.rank import ranked_offers
from service.errors import InvalidInput, NotFound
from service.gifting.models import RecipientGift
from service.recipients.lock import lock_person


def press_offers(session: Session, gift: RecipientGift, form: Mapping[str, str], at: datetime) -> Offer | str:
    """One press: the offer that is to be opened, or the code of a notice ("" for none). The person is locked, and
    what they may get is
    asked again. Raises NotFound for an offer that they can't have any more, InvalidInput for no press of ours, LinkClosed."""
    act = form.get("act", "")
    person = lock_person(session, gift.recipient_id)
    if act in {"agree", "stop"}:
        say_use(session, person.id, agrees=act == "agree", at=at)
        return "agreed" if act == "agree" else "stopped"
    offers = ranked_offers(session, person, at)
    if act == "show":
        note_offers_seen(session, person.id, [offer.id for offer in offers], at)
        return ""
    if act != "go":
        raise InvalidInput("There’s no such button.", param="act")
    offer = next((one for one in offers if one.id == form.get("offer", "")), None)
    if offer is None:
        raise NotFound("This offer has ended.")
    note_offer_pressed(session, person.id, offer.id, at)
    return offer
