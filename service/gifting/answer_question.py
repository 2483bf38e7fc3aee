"""What a recipient answers on the gift's page: kept as a fact they told us; what follows from it is decided again at once."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.errors import LinkClosed
from service.gifting.events import EventKind, write_event
from service.gifting.find import require_open
from service.gifting.for_whom import interests_of_choice, interests_of_look
from service.gifting.live import page_state
from service.gifting.look_again import look_at_person
from service.gifting.models import RecipientGift
from service.gifting.open import open_gift
from service.gifting.told_since import UNWANTED
from service.recipients import answers
from service.recipients.answers import close_question
from service.recipients.asking import tell
from service.recipients.facts.fact import DIETARY
from service.recipients.lock import lock_person
from service.recipients.models import Recipient
from service.recipients.questions import QUESTIONS, SOMEBODY, QuestionKind
from service.recipients.wishes.keep import take_last_back

BINDING: Final = DIETARY | UNWANTED | {"adult", "interest", "away"}
"""Kinds of facts that can make a gift unsafe, unwanted, possible or another the better one, so that it has to be decided again."""


def answer_diet(
    session: Session,
    gift: RecipientGift,
    diets: Sequence[str],
    allergens: Sequence[str],
    at: datetime,
    *,
    materials: Sequence[str] = (),
    named: Collection[str] = (),
) -> answers.DietAnswer:
    """The diet question, as long as the page is shown that puts it, on the way and after delivery too.

    Raises LinkClosed, InvalidInput, or MustBeNamed, with nothing changed, where it would take away what the person told us and did
    not name.
    """
    recipient = lock_person(session, gift.recipient_id)
    page_state(session, gift, at)
    open_gift(session, gift, at)
    answer = answers.answer_diet(session, recipient, diets, allergens, at, materials=materials, named=named)
    _record(session, gift, "diet", answer.fact_ids, at)
    look_at_person(session, gift.recipient_id, at)
    return answer


def may_tell_more(session: Session, gift: RecipientGift, at: datetime) -> bool:
    """Whether the person can tell more about food and materials now. While a doubt is open its question is the place for it."""
    try:
        page_state(session, gift, at)
    except LinkClosed:
        return False
    return not session.scalar(select(answers.is_in_doubt(gift.recipient_id)))


def answer_interest(session: Session, gift: RecipientGift, motive: str, at: datetime) -> None:
    """The question what they would enjoy. It serves later choices; this gift stays as it is. Raises LinkClosed or InvalidInput."""
    recipient = lock_person(session, gift.recipient_id)
    require_open(session, gift, at)
    open_gift(session, gift, at)
    _record(session, gift, "interest", answers.answer_interest(session, recipient, motive, at), at)


def answer_allergens(session: Session, gift: RecipientGift, allergens: Sequence[str], at: datetime) -> None:
    """Allergies, told beside what is known; none: there are none to tell, and nothing is taken away.

    Raises LinkClosed, InvalidInput, or Conflict while a doubt about food is open.
    """
    recipient = _begin(session, gift, at)
    ids = tell.answer_allergens(session, recipient, allergens, at)
    _record(session, gift, "allergens", ids, at)
    if ids:
        look_at_person(session, gift.recipient_id, at)


def answer_away(session: Session, gift: RecipientGift, span: tuple[date, date] | None, at: datetime) -> None:
    """When the person is away, both days included; None: they are here. Raises LinkClosed or InvalidInput."""
    recipient = _begin(session, gift, at)
    _record(session, gift, "away", tell.answer_away(session, recipient, span, at), at)


def answer_for_whom(session: Session, gift: RecipientGift, said: str, at: datetime) -> None:
    """Whether what they swapped to, or asked to see, is for themselves. The gift stays; what is concluded follows the answer: of a
    look that was for somebody else not even the wish is kept. Raises LinkClosed or InvalidInput."""
    recipient = _begin(session, gift, at)
    about = interests_of_choice(session, gift) if gift.is_swapped else interests_of_look(session, gift)
    ids = tell.answer_for_whom(session, recipient, said, about, at)
    if said == SOMEBODY and not gift.is_swapped:
        take_last_back(session, recipient.id, at)
    _record(session, gift, "for_whom", ids, at)


def answer_plainly(session: Session, gift: RecipientGift, kind: QuestionKind, said: str, at: datetime) -> None:
    """Any other question whose answer is one word of ours. An age decides again. Raises LinkClosed or InvalidInput."""
    recipient = _begin(session, gift, at)
    _record(session, gift, kind, tell.answer_plainly(session, recipient, kind, said, at), at)
    if QUESTIONS[kind].changes & BINDING:
        look_at_person(session, gift.recipient_id, at)


def note_language(session: Session, gift: RecipientGift, at: datetime) -> None:
    """The question about the language was answered by choosing one. Raises LinkClosed."""
    close_question(session, _begin(session, gift, at), "language", at)
    _record(session, gift, "language", [], at)


def _begin(session: Session, gift: RecipientGift, at: datetime) -> Recipient:
    """The person, locked, where their page is still shown. Raises LinkClosed."""
    recipient = lock_person(session, gift.recipient_id)
    page_state(session, gift, at)
    open_gift(session, gift, at)
    return recipient


def skip_question(session: Session, gift: RecipientGift, kind: QuestionKind, at: datetime) -> None:
    """Rather not say. About food no answer will come any more, so that what waits for one is chosen again. Raises LinkClosed."""
    recipient = lock_person(session, gift.recipient_id)
    page_state(session, gift, at)
    open_gift(session, gift, at)
    answers.skip(session, recipient, kind, at)
    _record(session, gift, kind, [], at)
    if kind == "diet":
        look_at_person(session, gift.recipient_id, at)


def _record(session: Session, gift: RecipientGift, kind: QuestionKind, fact_ids: Sequence[str], at: datetime) -> None:
    body = {"question": kind, "fact_ids": list(fact_ids)}
    write_event(session, gift, EventKind.PREFERENCE_ANSWERED, body, at)
