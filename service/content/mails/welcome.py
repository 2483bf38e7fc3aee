"""The first messages to somebody who told what they would enjoy. Drawn whenever they are read: they are words alone, and follow
what is told at that moment."""

from __future__ import annotations

from typing import cast

from sqlalchemy.orm import Session

from renderers.context import Rendition
from renderers.errors import RenderError
from renderers.mail.after_yes.welcome import Number, welcome_mail
from service.content.produce import RenderRefused
from service.content.stories.story import waiting_story
from service.db.base import utc_now
from service.gifting.models import RecipientGift
from service.recipients.facts.fact import facts_of, in_force, is_own_word
from service.recipients.visibility import may_be_named


def draw_welcome(session: Session, gift: RecipientGift, number: str, *, for_staff: bool = False) -> Rendition:
    """The proofed mail; `number`: first, second or third. `for_staff`: without what the person told.

    Raises LinkClosed for a person who was erased, RenderRefused where it would not be right."""
    motive = None if for_staff else _motive(session, gift.recipient_id)
    try:
        return welcome_mail(waiting_story(session, gift), cast(Number, number), motive)
    except RenderError as error:
        raise RenderRefused("welcome", error) from None


def _motive(session: Session, person_id: str) -> str | None:
    """What they told and let be named, the strongest first; None where they have taken it back."""
    known = in_force(facts_of(session, [person_id], utc_now().date())[person_id])
    told = (fact.value for fact in known if fact.kind == "motive" and is_own_word(fact) and may_be_named(fact))
    return next(told, None)
