"""The mail that reminds a person once. Drawn whenever it is read, like the question: it is words alone."""

from __future__ import annotations

from sqlalchemy.orm import Session

from renderers.context import Rendition
from renderers.errors import RenderError
from renderers.mail.reminder import reminder_mail
from service.content.produce import RenderRefused
from service.content.stories.story import story_of
from service.gifting.models import RecipientGift


def draw_reminder(session: Session, gift: RecipientGift) -> Rendition:
    """The proofed mail.

    Raises LinkClosed for a person who was erased, Conflict where no gift is chosen any more, RenderRefused where it would not be
    right.
    """
    try:
        return reminder_mail(story_of(session, gift))
    except RenderError as error:
        raise RenderRefused("reminder", error) from None
