"""The mail that says that a gift has left. Drawn whenever it is read, so that no copy of the parcel’s number is kept."""

from __future__ import annotations

from sqlalchemy.orm import Session

from renderers.context import Rendition
from renderers.errors import RenderError
from renderers.mail.after_yes.on_its_way import Parcel, on_its_way_mail
from service.content.produce import RenderRefused
from service.content.stories.story import waiting_story
from service.db.base import utc_now
from service.errors import Conflict
from service.gifting.arrival_forecast import expected_on
from service.gifting.events import EventKind, last_time
from service.gifting.models import RecipientGift
from service.recipients.models import Recipient
from service.recipients.postal.carriage import carriage_of
from service.recipients.postal.carriers import NOBODY, Carriage


def draw_on_its_way(session: Session, gift: RecipientGift, *, for_staff: bool = False) -> Rendition:
    """The proofed mail. `for_staff`: without carrier and number, which lead to the address.

    Raises LinkClosed for a person who was erased, Conflict where nothing of the gift has left, RenderRefused where the mail would
    not be right.
    """
    sent = last_time(session, gift, EventKind.SHIPPED)
    if sent is None:
        raise Conflict("This gift hasn’t left yet.")
    country = session.get_one(Recipient, gift.recipient_id).country
    ordered = last_time(session, gift, EventKind.ORDERED) or sent
    known = NOBODY if for_staff else Carriage(*carriage_of(session, [gift.id]).get(gift.id, (None, None)))
    parcel = Parcel(
        sent=sent,
        expected=expected_on(session, gift, country, ordered, utc_now()),
        carrier=known.carrier,
        number=known.tracking,
        follow=known.page,
    )
    try:
        return on_its_way_mail(waiting_story(session, gift), parcel)
    except RenderError as error:
        raise RenderRefused("on its way", error) from None
