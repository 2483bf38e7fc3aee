"""The mail that asks once, a week after the parcel arrived, how it is. Drawn whenever it is read: it is words alone."""

from __future__ import annotations

from sqlalchemy.orm import Session

from renderers.context import Rendition
from renderers.errors import RenderError
from renderers.mail.after_yes.how_is_it import how_is_it_mail
from service.content.produce import RenderRefused
from service.content.stories.story import waiting_story
from service.db.base import utc_now
from service.gifting.goes_with import goes_with
from service.gifting.models import RecipientGift


def draw_how_is_it(session: Session, gift: RecipientGift) -> Rendition:
    """The proofed mail. Raises LinkClosed for a person who was erased, RenderRefused where it would not be right."""
    try:
        return how_is_it_mail(waiting_story(session, gift), has_pair=goes_with(session, gift, utc_now()) is not None)
    except RenderError as error:
        raise RenderRefused("how is it", error) from None
