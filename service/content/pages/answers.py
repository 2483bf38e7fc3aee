"""What each button of the gift page does: one line a button, from the form's fields to the act, to the notice that follows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from renderers.microsite.declining.give import OTHER
from service.contact.caps import note_question
from service.content.declining.presses import press_company_rule, press_limit, press_why
from service.content.pages.asking import AFTER_ADDRESS, AFTER_ANSWER, ask_after, take_rating
from service.content.pages.language import keep_language
from service.content.questions.take import DATES, take_tap
from service.errors import BudgetExceeded, Conflict, InvalidInput, NotSwappable, OutOfStock, RefusedError, Unsafe
from service.gifting.accept import accept_gift
from service.gifting.address import PACKED, give_address
from service.gifting.answer_question import answer_diet, answer_interest, skip_question
from service.gifting.decline import decline_gift
from service.gifting.donate import donate_gift, donate_to_named
from service.gifting.models import RecipientGift
from service.gifting.pass_on import NOT_FOR_ANYONE, pass_on_gift
from service.gifting.show_others import show_others
from service.gifting.swap import swap_gift
from service.gifting.undo import undo_answer
from service.recipients.postal.addresses import has_address
from service.recipients.questions import ANSWERS as BUTTONS
from service.recipients.questions import NEVER, UNSAID, QuestionKind, find_kind

Form = MultiDict[str, str]
Answer = Callable[[Session, RecipientGift, Form, datetime], str]
_TOLD: Final = ("follow", "avoid", "never")


def _accept(session: Session, gift: RecipientGift, _: Form, at: datetime) -> str:
    accept_gift(session, gift, at)
    if has_address(session, gift.id):
        ask_after(session, gift, AFTER_ANSWER, at)
    return "accepted"


def _pass_on(session: Session, gift: RecipientGift, _: Form, at: datetime) -> str:
    pass_on_gift(session, gift, at)
    return "accepted"


def _swap(session: Session, gift: RecipientGift, form: Form, at: datetime) -> str:
    swap_gift(session, gift, _field(form, "product"), at)
    return "swapped"


def _donate(session: Session, gift: RecipientGift, form: Form, at: datetime) -> str:
    if _field(form, "charity") == OTHER:
        if not _field(form, "named"):
            return "named_missing"
        donate_to_named(session, gift, _field(form, "named"), at)
    else:
        donate_gift(session, gift, _field(form, "charity"), at)
    ask_after(session, gift, AFTER_ANSWER, at)
    return "donated"


def _decline(session: Session, gift: RecipientGift, form: Form, at: datetime) -> str:
    decline_gift(session, gift, _field(form, "reason") or None, at, words=_field(form, "words"))
    return "declined"


def _undo(session: Session, gift: RecipientGift, _: Form, at: datetime) -> str:
    undo_answer(session, gift, at)
    return "undone"


def _show_others(session: Session, gift: RecipientGift, _: Form, at: datetime) -> str:
    return "shown" if show_others(session, gift, at) else "nothing_left"


def _address(session: Session, gift: RecipientGift, form: Form, at: datetime) -> str:
    give_address(session, gift, form.to_dict(), at)
    ask_after(session, gift, AFTER_ADDRESS, at)
    return "address_changed" if _field(form, "page") == "address" else "address_saved"


def _answer(session: Session, gift: RecipientGift, form: Form, at: datetime) -> str:
    question = find_kind(_field(form, "question"))
    if question is None:
        raise InvalidInput("The answer didn’t reach us in full.", param="answer")
    notice = _take(session, gift, question, form, at)
    note_question(session, gift, f"{gift.id}:{question}", at)
    return notice


def _take(session: Session, gift: RecipientGift, question: QuestionKind, form: Form, at: datetime) -> str:
    said = _field(form, "answer")
    if said == UNSAID:
        skip_question(session, gift, question, at)
        return "skipped"
    if said not in BUTTONS[question]:
        raise InvalidInput("The answer didn’t reach us in full.", param="answer")
    if question == "interest":
        answer_interest(session, gift, said, at)
        return "answered"
    if question != "diet":
        return take_tap(session, gift, question, said, form, at)
    told = form if said == "told" else MultiDict[str, str]()
    if said == "told" and not any(told.getlist(name) for name in _TOLD):
        # A form without a tick is an answer that got lost, never a "no": that has a button of its own.
        raise InvalidInput("Nothing was chosen.", param="answer")
    return _answer_diet(session, gift, told, form.getlist("confirm"), at)


def _answer_diet(session: Session, gift: RecipientGift, told: Form, named: list[str], at: datetime) -> str:
    unknown = [key for key in told.getlist("never") if key not in NEVER]
    if unknown:
        raise InvalidInput("This is not one of the materials.", param="never")
    materials = [material for key in told.getlist("never") for material in NEVER[key]]
    answer = answer_diet(
        session, gift, told.getlist("follow"), told.getlist("avoid"), at, materials=materials, named=named
    )
    return "answered_beside" if answer.stands_beside else "answered"


def _rate(session: Session, gift: RecipientGift, form: Form, at: datetime) -> str:
    take_rating(session, gift, form, at)
    return "rated"


def _language(session: Session, gift: RecipientGift, form: Form, at: datetime) -> str:
    keep_language(session, gift, _field(form, "language"), at)
    return "language_kept"


ANSWERS: Final[Mapping[str, Answer]] = {
    "accept": _accept,
    "pass-on": _pass_on,
    "swap": _swap,
    "donate": _donate,
    "decline": _decline,
    "why": press_why,
    "limit": press_limit,
    "company-rule": press_company_rule,
    "undo": _undo,
    "show-others": _show_others,
    "answer": _answer,
    "address": _address,
    "language": _language,
    "rate": _rate,
}
"""Path below the gift's page -> what it does."""
LOCKED_FIRST: Final = frozenset({"accept", "pass-on", "swap", "undo", "show-others"})
"""Those that lock the person and the gift before anything else, so that whoever takes the press in may do so for them."""
PLACES: Final[Mapping[str, str]] = {"address_invalid": "address"}
"""Where on the page a person finds what happened; everything else is told at `done`."""
ON_WHERE: Final = frozenset({"address_changed", "address_packed"})
"""What is told on the page that says where the gift is."""


def notice_of(act: str, error: RefusedError) -> str:
    """What the page says where an answer was refused. Nothing has changed then."""
    if isinstance(error, InvalidInput):
        return "dates_invalid" if error.param == DATES else "answer_invalid"
    if act in {"undo", "address"}:
        return "too_late" if act == "undo" else ("address_packed" if error.param == PACKED else "stale")
    if act == "pass-on" and error.param == NOT_FOR_ANYONE:
        return "not_for_anyone"
    return _notice_of_swap(error) if act == "swap" else "stale"


def _notice_of_swap(error: RefusedError) -> str:
    if isinstance(error, NotSwappable):
        return "not_swappable"
    if isinstance(error, OutOfStock | Conflict):
        return "lost_race"
    return "nothing_left" if isinstance(error, BudgetExceeded | Unsafe) else "stale"


def _field(form: Form, name: str) -> str:
    return form.get(name, "").strip()
