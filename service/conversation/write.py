"""What a person presses on the page of their thread."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from service.conversation.answer import TELL_GIVER, answer_letter
from service.errors import InvalidInput, LinkClosed, NotFound
from service.gifting.look_again import look_at_person
from service.gifting.models import RecipientGift
from service.jobs.enqueue import enqueue
from service.recipients.letters.keep import Place, keep_persons_letter
from service.recipients.letters.models import Letter
from service.recipients.letters.only_asking import StillInDoubt, only_asked
from service.recipients.lock import lock_person
from service.recipients.models import Recipient

SHOWN_VERSION: Final = 2
"""Of the job that tells the giver of a letter: the second time they may read it."""
Form = Mapping[str, str]


def press(session: Session, gift: RecipientGift, form: Form, locale: str, at: datetime) -> str:
    """Carries out one press; answers the notice. Raises LinkClosed, LetterEmpty, LetterTooLong, TooMany, NotFound, Conflict or
    InvalidInput with nothing changed."""
    person = lock_person(session, gift.recipient_id)
    if person.erased_at is not None:
        raise LinkClosed("This page has closed.")
    act = _ACTS.get(form.get("act", ""))
    if act is None:
        raise InvalidInput("There’s no such button.", param="act")
    return act(session, person, gift, form, locale, at)


def _write(session: Session, person: Recipient, gift: RecipientGift, form: Form, locale: str, at: datetime) -> str:
    place, words = Place(gift.id, gift.campaign_id), form.get("words", "")
    kept = keep_persons_letter(
        session, person, place, words, at, came_by="page", once_for=f"form\n{form.get('nonce', '')}"
    )
    if kept.is_heard:
        look_at_person(session, person.id, at)
    if kept.letter is not None:
        answer_letter(session, kept.letter, locale, at, only_giver=form.get("to") == "giver")
    return "sent"


def _show(session: Session, person: Recipient, gift: RecipientGift, form: Form, _locale: str, at: datetime) -> str:
    """The person lets the giver's people read a letter of theirs, and the answer to it."""
    letter = session.get(Letter, form.get("letter", ""), with_for_update=True)
    if letter is None or letter.recipient_id != person.id or letter.gift_id != gift.id or letter.writer != "person":
        raise NotFound("There’s no such message.")
    if letter.is_private and letter.shown_at is None:
        letter.shown_at = at
        letter.handed_over_at = letter.handed_over_at or at
        enqueue(
            session,
            TELL_GIVER,
            letter.id,
            version=SHOWN_VERSION,
            workspace_id=letter.workspace_id,
            campaign_id=letter.campaign_id,
        )
    return "shown"


def _only_asked(
    session: Session, person: Recipient, gift: RecipientGift, _form: Form, _locale: str, at: datetime
) -> str:
    try:
        only_asked(session, person, gift.id, at)
    except StillInDoubt:
        return "still_asked"
    look_at_person(session, person.id, at)
    return "only_asked"


_ACTS: Final[Mapping[str, Callable[[Session, Recipient, RecipientGift, Form, str, datetime], str]]] = {
    "write": _write,
    "show": _show,
    "only_asked": _only_asked,
}
