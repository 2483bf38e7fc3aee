"""The mail that asks a person who waits. Drawn whenever it is read: it is words alone, and no copy of its link is kept."""

from __future__ import annotations

from sqlalchemy.orm import Session

from renderers.context import Rendition
from renderers.errors import RenderError
from renderers.mail.question import question_mail
from service.content.produce import RenderRefused
from service.content.stories.story import waiting_story
from service.gifting.models import RecipientGift


def draw_question(session: Session, gift: RecipientGift) -> Rendition:
    """The proofed mail. Raises LinkClosed for a person who was erased, RenderRefused where it would not be right."""
    try:
        return question_mail(waiting_story(session, gift))
    except RenderError as error:
        raise RenderRefused("question mail", error) from None
