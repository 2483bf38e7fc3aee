"""The mail that confirms a paid donation. Drawn whenever it is read: it is words alone."""

from __future__ import annotations

from sqlalchemy.orm import Session

from renderers.context import Rendition
from renderers.errors import RenderError
from renderers.mail.donating.donation import donation_mail
from service.content.donating.models import DonationBooking
from service.content.produce import RenderRefused
from service.content.stories.story import waiting_story
from service.errors import Conflict
from service.gifting.models import RecipientGift


def draw_donation(session: Session, gift: RecipientGift) -> Rendition:
    """The proofed mail. Raises LinkClosed for a person who was erased, Conflict where nothing is booked, RenderRefused where it
    would not be right."""
    booking = session.get(DonationBooking, gift.id)
    if booking is None:
        raise Conflict("This donation isn’t booked.")
    try:
        return donation_mail(waiting_story(session, gift), booking.name)
    except RenderError as error:
        raise RenderRefused("donation", error) from None
