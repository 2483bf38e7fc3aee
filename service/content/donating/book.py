"""Donations that can no longer be undone: those that wait to be paid, and the act that books one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from renderers.context import Money
from renderers.language.money import money
from service.campaigns.charities.models import Charity
from service.campaigns.models import Campaign
from service.content.donating.models import DonationBooking
from service.db.page import Page, page_of
from service.errors import Conflict, InvalidInput, NotFound
from service.gifting.lock import lock_gift
from service.gifting.models import RecipientGift
from service.gifting.number import gift_number
from service.jobs.enqueue import enqueue
from service.recipients.charities.models import NamedCharity
from service.workspaces.actor import Actor
from service.workspaces.audit import record_act
from service.written import one_line

KIND: Final = "content.donation_note"
LONGEST: Final = 60


@dataclass(frozen=True, slots=True)
class Receiver:
    """The charity as it stands in books: `registration` "" where nobody wrote it down."""

    name: str
    registration: str


@dataclass(frozen=True, slots=True)
class Due:
    """One donation that waits to be paid; the sum in words."""

    gift_id: str
    number: str
    value: str
    receiver: Receiver


def list_due(session: Session, actor: Actor, number: str | None) -> Page[Due]:
    """A page of what can no longer be undone and is not booked, the oldest answer first. No person is named."""
    query = (
        select(RecipientGift)
        .where(
            RecipientGift.workspace_id == actor.workspace_id,
            RecipientGift.status == "donated",
            RecipientGift.is_reserved.is_(False),
            ~exists().where(DonationBooking.gift_id == RecipientGift.id),
        )
        .order_by(RecipientGift.decided_at, RecipientGift.id)
    )
    page = page_of(session, query, number)
    gifts: Sequence[RecipientGift] = [gift for (gift,) in page.items]
    due = [
        Due(
            gift.id,
            gift_number(gift),
            money("en", Money(gift.price_minor, gift.currency)),
            receiver_of(session, gift),
        )
        for gift in gifts
    ]
    return Page(due, page.number, page.total)


def receiver_of(session: Session, gift: RecipientGift) -> Receiver:
    """The charity that a donated gift's value goes to. Raises NotFound where it went to none that is known."""
    key = gift.charity or ""
    named = session.get(NamedCharity, key)
    charity = session.get(Charity, key if named is None else named.charity_id or "")
    if charity is not None and charity.workspace_id == gift.workspace_id:
        return Receiver(charity.name, charity.registration)
    for entry in session.get_one(Campaign, gift.campaign_id).charities:
        if entry["key"] == key:
            name = entry["name"]
            return Receiver(name if isinstance(name, str) else name["en"], "")
    raise NotFound("There’s no such charity.")


def book_donation(session: Session, actor: Actor, gift_id: str, reference: str, at: datetime) -> None:
    """It is paid: written down once, with its reference, and the note is drawn. Raises NotFound, InvalidInput without a reference,
    or Conflict where it can still be undone or is booked already; nothing has changed then."""
    words = one_line(reference)
    if not words or len(words) > LONGEST:
        raise InvalidInput(f"Write the payment’s reference, at most {LONGEST} characters.", param="reference")
    gift = session.scalar(
        select(RecipientGift).where(RecipientGift.id == gift_id, RecipientGift.workspace_id == actor.workspace_id)
    )
    if gift is None:
        raise NotFound("There’s no such gift.")
    lock_gift(session, gift)
    if gift.status != "donated" or gift.is_reserved:
        raise Conflict("This donation can still be undone, or waits for a yes. Nothing was booked.")
    if session.get(DonationBooking, gift.id) is not None:
        raise Conflict("This donation is booked already.")
    receiver = receiver_of(session, gift)
    session.add(
        DonationBooking(
            gift_id=gift.id, workspace_id=gift.workspace_id, name=receiver.name, registration=receiver.registration,
            reference=words, booked_by=actor.user_id, booked_at=at,
        )
    )  # fmt: skip
    session.flush()
    enqueue(session, KIND, gift.id, workspace_id=gift.workspace_id, campaign_id=gift.campaign_id)
    record_act(session, actor, "donation.booked", at, subject_id=gift.id)
