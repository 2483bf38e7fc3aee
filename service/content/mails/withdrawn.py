"""The mail about a gift that the sender cancelled after its person's yes. Drawn whenever it is read, like the question."""

from __future__ import annotations

from typing import cast

from sqlalchemy.orm import Session

from renderers.context import CancelReason, Rendition
from renderers.errors import RenderError
from renderers.mail.withdrawn import withdrawn_mail
from service.content.produce import RenderRefused
from service.content.stories.story import waiting_story
from service.errors import Conflict
from service.gifting.models import RecipientGift


def draw_withdrawn(session: Session, gift: RecipientGift) -> Rendition:
    """The proofed mail.

    Raises LinkClosed for a person who was erased, Conflict where the gift is not cancelled any more, RenderRefused where it would
    not be right.
    """
    if gift.cancel_reason is None:
        raise Conflict("This gift isn’t cancelled.")
    try:
        return withdrawn_mail(waiting_story(session, gift), cast("CancelReason", gift.cancel_reason))
    except RenderError as error:
        raise RenderRefused("withdrawn", error) from None
