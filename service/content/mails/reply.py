"""The mail that brings a letter of their thread to a person. Drawn whenever it is read: no copy of the words is kept.

Words that speak of food, materials or health stay on the page, since mail is read over shoulders.
"""

from __future__ import annotations

from sqlalchemy.orm import Session

from renderers.context import Rendition
from renderers.errors import RenderError
from renderers.mail.reply import reply_mail
from service.config import settings
from service.content.produce import RenderRefused
from service.content.stories.story import waiting_story
from service.dietary.detect import detect
from service.errors import Conflict
from service.gifting.models import RecipientGift
from service.recipients.letters.details import quoted_of
from service.recipients.letters.models import Letter
from service.security.encryption import readable


def draw_reply(session: Session, gift: RecipientGift, letter_id: str) -> Rendition:
    """The proofed mail.

    Raises LinkClosed for a person who was erased, Conflict where the letter is gone, RenderRefused where it would not be right.
    """
    letter = session.get(Letter, letter_id)
    if letter is None or letter.gift_id != gift.id:
        raise Conflict("This message is gone.")
    try:
        return reply_mail(
            waiting_story(session, gift),
            words=_words(letter),
            is_automatic=letter.writer == "automatic",
            joins_thread=bool(settings().return_path),
        )
    except RenderError as error:
        raise RenderRefused("reply", error) from None


def _words(letter: Letter) -> str | None:
    """What may stand in a mail; None where it stays on the page."""
    words, quoted = readable(letter.body), quoted_of(letter.details) if letter.writer == "automatic" else None
    if words is None or letter.is_private:
        return None
    whole = f"{words}\n{quoted.words}" if quoted and quoted.words else words
    return None if detect(whole) is not None else whole
