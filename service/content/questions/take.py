"""One tap on a question of the table, from the form's fields to the act, to the notice that says what it changed."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from service.content.pages.language import keep_language
from service.errors import InvalidInput
from service.gifting.answer_question import (
    answer_allergens,
    answer_away,
    answer_for_whom,
    answer_plainly,
    note_language,
)
from service.gifting.models import RecipientGift
from service.recipients.questions import QuestionKind

DATES: Final = "dates"
"""What an InvalidInput names where the days of an absence are not right."""


def take_tap(
    session: Session, gift: RecipientGift, question: QuestionKind, said: str, form: MultiDict[str, str], at: datetime
) -> str:
    """Carries out one answer, `said` being one of the question's; answers the notice. Raises LinkClosed, InvalidInput, Conflict."""
    if question == "language":
        keep_language(session, gift, said, at)
        note_language(session, gift, at)
        return "language_kept"
    if question == "allergens":
        return f"answered_{_allergens(session, gift, said, form, at)}"
    if question == "away":
        span = _span(form) if said == "dates" else None
        answer_away(session, gift, span, at)
        return "answered_here" if span is None else "answered_away"
    if question == "for_whom":
        answer_for_whom(session, gift, said, at)
        return f"answered_for_{said}"
    answer_plainly(session, gift, question, said, at)
    return f"answered_{question}_{said}" if question == "channel" else f"answered_{question}"


def _allergens(session: Session, gift: RecipientGift, said: str, form: MultiDict[str, str], at: datetime) -> str:
    if said == "no_allergy":
        answer_allergens(session, gift, (), at)
        return said
    told = form.getlist("avoid") if said == "told" else [said]
    if not told:
        raise InvalidInput("Nothing was chosen.", param="answer")
    answer_allergens(session, gift, told, at)
    return "allergens_told"


def _span(form: MultiDict[str, str]) -> tuple[date, date]:
    try:
        return date.fromisoformat(form.get("from", "").strip()), date.fromisoformat(form.get("until", "").strip())
    except ValueError:
        raise InvalidInput("Give the first and the last day, as year-month-day.", param=DATES) from None
