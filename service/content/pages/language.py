"""In which language a page is read at this look, and what it says of that.

Choosing a language by a link changes nothing: the browser keeps it, for this gift's pages alone. A press makes it the person's own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from renderers.context import LanguageNote
from renderers.language.languages import is_spoken
from renderers.language.translations import LOCALES, resolve
from service.errors import InvalidInput
from service.gifting.models import RecipientGift
from service.gifting.redraw import redraw
from service.gifting.transitions import ANSWERABLE, KEPT
from service.recipients.facts.own_language import choose_language
from service.recipients.lock import lock_person


@dataclass(frozen=True, slots=True)
class Look:
    """How a page is being read: in the language `asked` for, if any; `browser`: the languages it prefers, best first. `is_still`: a
    page that waits does not refresh on its own."""

    asked: str | None
    browser: tuple[str, ...]
    is_still: bool = False


ORDINARY: Final = Look(None, ())
"""In the person's own language, by nobody who asks for another."""
_SHOWN: Final = ANSWERABLE | KEPT | {"donated", "declined"}
"""Statuses in which a gift has a page to be read."""


def note_of(listed: str, asked: str | None, browser: Sequence[str]) -> LanguageNote | None:
    """What the page says of its language. `listed`: the person's (BCP 47), `asked`: the one chosen for this look, `browser`: what
    their browser prefers, best first. None where there is nothing to say."""
    if asked is not None:
        return None if asked == resolve(listed) else LanguageNote("reading", resolve(listed))
    if not is_spoken(listed):
        return LanguageNote("lacking", listed)
    return lacking_of(browser)


def lacking_of(browser: Sequence[str]) -> LanguageNote | None:
    """The note for somebody whose browser asks for languages of which we speak none."""
    wanted = [tag for tag in browser if tag != "*"]
    return None if not wanted or any(map(is_spoken, wanted)) else LanguageNote("lacking", wanted[0])


def keep_language(session: Session, gift: RecipientGift, language: str, at: datetime) -> None:
    """The person's page, film, statement and emails are in this language from now on. Raises InvalidInput for one we lack."""
    if language not in LOCALES:
        raise InvalidInput("Choose one of the languages on the page.", param="language")
    recipient = lock_person(session, gift.recipient_id)
    if not choose_language(session, recipient, language, at):
        return
    gifts = select(RecipientGift).where(
        RecipientGift.recipient_id == recipient.id,
        RecipientGift.status.in_(_SHOWN),
        RecipientGift.product_id.is_not(None),
    )
    for one in session.scalars(gifts.order_by(RecipientGift.id)).all():
        redraw(session, one)
