"""The mail that says that a gift has left, or that it comes by. Drawn whenever it is read, so that no copy of the parcel’s number
or of its code is kept."""

from __future__ import annotations

from sqlalchemy.orm import Session

from renderers.context import Rendition
from renderers.errors import RenderError
from renderers.mail.after_yes.mailed import Code, mailed_mail
from renderers.mail.after_yes.on_its_way import Parcel, on_its_way_mail
from service.catalog.models import Product
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
from service.recipients.postal.mailed import mailed_of


def draw_on_its_way(session: Session, gift: RecipientGift, *, for_staff: bool = False) -> Rendition:
    """The proofed mail. `for_staff`: without carrier and number, which lead to the address.

    Raises LinkClosed for a person who was erased, Conflict where nothing of the gift has left, RenderRefused where the mail would
    not be right.
    """
    sent = last_time(session, gift, EventKind.SHIPPED)
    if sent is None:
        raise Conflict("This gift hasn’t left yet.")
    if (code := _code(session, gift, for_staff=for_staff)) is not None:
        return _mailed(session, gift, code)
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


def _code(session: Session, gift: RecipientGift, *, for_staff: bool) -> Code | None:
    """Of a gift that came by email; None for a parcel. Raises Conflict where the code was deleted."""
    product = session.get(Product, gift.product_id) if gift.product_id is not None else None
    if product is None or not product.is_mailed:
        return None
    found = mailed_of(session, gift.id, utc_now())
    if found is None:
        raise Conflict("There’s no code of this gift any more.")
    return Code(None, found.until) if for_staff else Code(found.code, found.until, found.link)


def _mailed(session: Session, gift: RecipientGift, code: Code) -> Rendition:
    try:
        return mailed_mail(waiting_story(session, gift), code)
    except RenderError as error:
        raise RenderRefused("mailed", error) from None
