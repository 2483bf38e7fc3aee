"""Offers, events and segments of tests: whole and valid, with what the test is about as keywords."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from service.brain.events.happened import Happened
from service.brain.events.take import Taken, take_events
from service.brain.offers.draft import OfferDraft, read_draft
from service.brain.offers.keep import make_offer
from service.brain.offers.models import Offer
from service.brain.offers.texts import LANGUAGES
from tests.factories import owner_of

WORDS = {"title": "Two months on us", "line": "Renew by June and the first two months are free.", "link": "Renew now"}


def fields(**given: str) -> dict[str, str]:
    """What a form sends for a whole offer."""
    texts = {f"{part}_{locale}": text for locale in LANGUAGES for part, text in WORDS.items()}
    said = {
        "code": "renewal",
        "kind": "keep",
        "value": "120.00",
        "currency": "EUR",
        "url": "https://fjordloom.example/renew",
    }
    return texts | said | given


def draft(at: datetime, **given: str) -> OfferDraft:
    return read_draft(fields(**given), at.date())


def offer(session: Session, workspace_id: str, at: datetime, **given: str) -> Offer:
    return make_offer(session, owner_of(workspace_id), draft(at, **given), at)


def happened(email: str, at: datetime, external_id: str = "e-1", **values: Any) -> Happened:
    plain: dict[str, Any] = {"kind": "site_look", "about": "prices", "amount_minor": None, "currency": None}
    return Happened(external_id=external_id, email=email, at=at, **(plain | values))


def take(session: Session, workspace_id: str, now: datetime, *events: Happened) -> Taken:
    return take_events(session, owner_of(workspace_id), list(enumerate(events, 2)), [], now)
