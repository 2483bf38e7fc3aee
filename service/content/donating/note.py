"""The donation note of one gift: drawn by a job once ops has booked it, and found again for its page."""

from __future__ import annotations

from functools import partial
from time import monotonic
from typing import Final

from sqlalchemy.orm import Session

from renderers.context import Money
from renderers.errors import RenderError
from renderers.statement.donation.draw import DonationStory, donation_note, note_key
from service.campaigns.models import Campaign
from service.content.donating.models import DonationBooking
from service.content.produce import RenderRefused
from service.content.stories.giver import giver_of
from service.db.connect import reading
from service.gifting.models import RecipientGift
from service.gifting.number import gift_number
from service.jobs.act_types import Effect, Lease
from service.jobs.enqueue import enqueue
from service.recipients.models import Recipient
from service.storage.in_force import storage
from service.storage.interface import Stored

TELL: Final = "outreach.donation_note"
"""The mail that brings its person to the note; the room that sends is above this one."""


def note_job(lease: Lease) -> Effect | None:
    """The act of `content.donation_note`: subject is the gift. Raises RenderRefused."""
    with reading() as session:
        booking = session.get(DonationBooking, lease.subject_id)
        if booking is None or booking.input_hash is not None:
            return None
        story = _story(session, booking)
    began = monotonic()
    try:
        rendition = donation_note(story)
    except RenderError as error:
        raise RenderRefused("donation note", error) from None
    stored = storage().put(note_key(story), rendition.files, round(monotonic() - began, 3))
    return partial(_keep, lease.subject_id, stored)


def find_note(session: Session, gift: RecipientGift) -> tuple[str, str] | None:
    """(key in the store, media type) of the gift's note; None where there is none yet."""
    booking = session.get(DonationBooking, gift.id)
    if booking is None or booking.input_hash is None:
        return None
    return booking.input_hash, booking.files["body"]["media_type"]


def _story(session: Session, booking: DonationBooking) -> DonationStory:
    gift = session.get_one(RecipientGift, booking.gift_id)
    campaign = session.get_one(Campaign, gift.campaign_id)
    sender, _ = giver_of(session, campaign, gift.recipient_id)
    return DonationStory(
        locale=session.get_one(Recipient, gift.recipient_id).locale,
        number=gift_number(gift),
        sender=sender,
        charity=booking.name,
        registration=booking.registration or None,
        # A hidden price stands on the statement alone.
        price=Money(gift.price_minor, gift.currency) if campaign.price_shown else None,
        reference=booking.reference,
        booked_at=booking.booked_at,
    )


def _keep(gift_id: str, stored: Stored, session: Session) -> None:
    booking = session.get_one(DonationBooking, gift_id, with_for_update=True)
    booking.input_hash, booking.files = stored.key, dict(stored.files)
    gift = session.get_one(RecipientGift, gift_id)
    enqueue(session, TELL, gift_id, workspace_id=gift.workspace_id, campaign_id=gift.campaign_id)
