"""Asks whether a message may be written, after a change that is taken back again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session

from service.campaigns.models import Campaign
from service.contact.caps import note_contact
from service.contact.may_write import Answer, may_write_at
from service.contact.models import Contact
from service.contact.rules import Purpose
from service.db.connect import transaction
from service.gifting.models import RecipientGift
from service.recipients.models import Recipient
from tests.factories import make_fact
from tests.service.gifting.scene import Scene

NOON = datetime(2027, 5, 12, 10, 0, tzinfo=UTC)
"""Noon in Prague, a Wednesday."""
DAY = timedelta(days=1)
ORDINARY: tuple[Purpose, ...] = ("invitation", "question", "reminder", "how_is_it", "welcome")
CAPS_ONLY: tuple[Purpose, ...] = (
    "page_question",
    "reply",
    "delivery_news",
    "confirmation",
    "withdrawn",
    "donation_note",
)
SAFETY: tuple[Purpose, ...] = ("chosen_again", "safety_notice", "recall")

_FITTING = {
    "reminder": "notified",
    "how_is_it": "delivered",
    "welcome": "accepted",
    "delivery_news": "shipped",
    "withdrawn": "canceled",
}


def fits(session: Session, scene: Scene, purpose: Purpose) -> RecipientGift:
    """The gift in the state that a message for this purpose is about."""
    gift = session.get_one(RecipientGift, scene.gifts[0].id)
    gift.status = _FITTING.get(purpose, "created")
    gift.cancel_reason = "ended" if purpose == "withdrawn" else None
    gift.hold_reason = "dietary_unknown" if purpose == "question" else None
    gift.product_id = None if purpose == "question" else scene.products[0].id
    if purpose == "welcome":
        make_fact(session, session.get_one(Recipient, gift.recipient_id), "motive", "outdoors", source="asked")
    session.flush()
    return gift


def asked(
    scene: Scene, purpose: Purpose, at: datetime = NOON, change: Callable[[Session], None] | None = None
) -> Answer:
    """The answer after `change`, which is taken back again."""
    with transaction() as session:
        tried = session.begin_nested()
        gift = fits(session, scene, purpose)
        if change is not None:
            change(session)
            session.flush()
        person = session.get_one(Recipient, scene.people[0].id)
        answer = may_write_at(session, person, at, purpose, gift)
        tried.rollback()
        return answer


def says(scene: Scene, kind: str, value: str) -> Callable[[Session], None]:
    def change(session: Session) -> None:
        person = session.get_one(Recipient, scene.people[0].id)
        make_fact(session, person, kind, value, source="asked", valid_from=NOON.date() - 9 * DAY)

    return change


def person_of(scene: Scene, **values: object) -> Callable[[Session], None]:
    def change(session: Session) -> None:
        for name, value in values.items():
            setattr(session.get_one(Recipient, scene.people[0].id), name, value)

    return change


def campaign_of(scene: Scene, **values: object) -> Callable[[Session], None]:
    def change(session: Session) -> None:
        for name, value in values.items():
            setattr(session.get_one(Campaign, scene.campaign.id), name, value)

    return change


def wrote(scene: Scene, purpose: Purpose, at: datetime, message_id: str = "msg_before") -> Callable[[Session], None]:
    def change(session: Session) -> None:
        session.execute(delete(Contact))
        note_contact(session, session.get_one(RecipientGift, scene.gifts[0].id), message_id, purpose, at)

    return change
