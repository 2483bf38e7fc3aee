"""What a person presses on the pages after their answer: how it is, a line of thanks, a meeting."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from renderers.language.dates import full_day
from renderers.language.translations import text
from service.contact.caps import note_question, was_asked_to_recommend
from service.conversation.afterwards.meeting import book, cancel_meeting, refuse_meetings
from service.conversation.answer import answer_letter
from service.errors import Conflict, InvalidInput, LinkClosed
from service.gifting.lock import lock_gift
from service.gifting.look_again import look_at_person
from service.gifting.models import RecipientGift
from service.gifting.transitions import KEPT
from service.recipients.afterwards.models import MeetingSlot
from service.recipients.afterwards.ratings import About, answer, ask, choose, find_rating, said_of, skip
from service.recipients.afterwards.scales import BETWEEN_NPS, FURTHER, MOOD
from service.recipients.afterwards.thanks import keep_note, take_note_back
from service.recipients.letters.keep import Place, keep_persons_letter
from service.recipients.lock import lock_person
from service.recipients.models import Recipient

Form = Mapping[str, str]
Act = Callable[[Session, Recipient, RecipientGift, Form, str, datetime], str | None]


def press_how(session: Session, gift: RecipientGift, form: Form, locale: str, at: datetime) -> str | None:
    """One press on "how is it?"; answers a notice or None. Raises InvalidInput, Conflict, NotFound or LinkClosed with nothing
    changed."""
    return _pressed(_HOW, session, gift, form, locale, at)


def press_after(session: Session, gift: RecipientGift, form: Form, locale: str, at: datetime) -> str | None:
    """One press on the page after the answer; as above, and raises NoteEmpty, NoteTooLong or SlotTaken."""
    return _pressed(_AFTER, session, gift, form, locale, at)


def _pressed(
    acts: Mapping[str, Act], session: Session, gift: RecipientGift, form: Form, locale: str, at: datetime
) -> str | None:
    person = lock_person(session, gift.recipient_id)
    if person.erased_at is not None:
        raise LinkClosed("This page has closed.")
    lock_gift(session, gift)
    act = acts.get(form.get("act", ""))
    if act is None:
        raise InvalidInput("There’s no such button.", param="act")
    return act(session, person, gift, form, locale, at)


def _how(session: Session, person: Recipient, gift: RecipientGift, form: Form, locale: str, at: datetime) -> None:
    """The answer counts, and at most one question follows it, in the same visit."""
    if gift.status != "delivered":
        raise Conflict("The gift has not arrived yet.")
    if gift.passed_on_at is not None:
        raise Conflict("A colleague has this gift, so nobody is asked how it is.")
    about = About(gift.id, gift.campaign_id)
    before = said_of(find_rating(session, gift.id, MOOD))
    ask(session, person, about, "how_is_it", at)
    said = answer(session, gift.id, "how_is_it", form.get("value", ""), at).answer
    if said == "wrong":
        if before != "wrong":
            _tell_giver(session, person, gift, text(locale, "after.wrong.message"), locale, at, form)
    elif find_rating(session, gift.id, FURTHER) is None:
        _ask_further(session, person, gift, about, at)


def _ask_further(session: Session, person: Recipient, gift: RecipientGift, about: About, at: datetime) -> None:
    has_been = was_asked_to_recommend(session, person, at - BETWEEN_NPS)
    kind = choose(session, gift.campaign_id, [one for one in FURTHER if one != "nps" or not has_been])
    if kind is not None:
        asked = ask(session, person, about, kind, at)
        note_question(session, gift, asked.id, at, recommends=kind == "nps")


def _further(session: Session, _person: Recipient, gift: RecipientGift, form: Form, _locale: str, at: datetime) -> None:
    kind, value = form.get("kind", ""), form.get("value", "")
    if kind not in FURTHER:
        raise InvalidInput("There’s no such question.", param="kind")
    if value == "skip":
        skip(session, gift.id, kind, at)
    else:
        answer(session, gift.id, kind, value, at)


def _show(session: Session, _person: Recipient, gift: RecipientGift, form: Form, _locale: str, _at: datetime) -> None:
    """The person lets the giver see how it is, or no longer does. The number that followed is never shown by name."""
    mood = find_rating(session, gift.id, MOOD)
    if mood is None or mood.answer is None:
        raise Conflict("There’s no answer to show.")
    mood.is_shown = form["act"] == "show"
    session.flush()


def _thank(session: Session, person: Recipient, gift: RecipientGift, form: Form, _locale: str, at: datetime) -> str:
    if gift.status not in KEPT | {"donated"}:
        raise Conflict("There’s nothing to say thank you for yet.")
    about = About(gift.id, gift.campaign_id)
    kept = keep_note(session, person, about, form.get("words", ""), at, is_shown=form.get("see") == "giver")
    if kept.is_heard:
        look_at_person(session, person.id, at)
    return "thanks_shown" if kept.note.is_for_staff else "thanks_own"


def _take_back(
    session: Session, _person: Recipient, gift: RecipientGift, _form: Form, _locale: str, _at: datetime
) -> str:
    take_note_back(session, gift.id)
    return "thanks_gone"


def _meet(session: Session, person: Recipient, gift: RecipientGift, form: Form, locale: str, at: datetime) -> str:
    slot = book(session, person, gift, form.get("slot", ""), at)
    _tell_giver(session, person, gift, _of_slot(locale, "after.meet.tell_booked", slot), locale, at, form)
    return "meeting_booked"


def _cancel(session: Session, person: Recipient, gift: RecipientGift, form: Form, locale: str, at: datetime) -> str:
    slot = cancel_meeting(session, person, gift, at)
    _tell_giver(session, person, gift, _of_slot(locale, "after.meet.tell_canceled", slot), locale, at, form)
    return "meeting_canceled"


def _refuse(session: Session, person: Recipient, gift: RecipientGift, _form: Form, _locale: str, at: datetime) -> str:
    refuse_meetings(session, person, gift, at)
    return "meetings_refused"


def _of_slot(locale: str, key: str, slot: MeetingSlot) -> str:
    said = text(locale, key)
    return f"{said} {full_day(locale, slot.starts_at)}, {slot.starts_at:%H:%M} UTC"


def _tell_giver(
    session: Session, person: Recipient, gift: RecipientGift, words: str, locale: str, at: datetime, form: Form
) -> None:
    """It joins the thread as the person's own letter, and the giver is asked to answer."""
    place, once = Place(gift.id, gift.campaign_id), f"{form.get('act', '')}\n{form.get('nonce', '')}"
    kept = keep_persons_letter(session, person, place, words, at, came_by="page", once_for=once)
    if kept.letter is not None:
        answer_letter(session, kept.letter, locale, at, only_giver=True)


_HOW: Final[Mapping[str, Act]] = {"how": _how, "further": _further, "show": _show, "hide": _show}
_AFTER: Final[Mapping[str, Act]] = {
    "thank": _thank,
    "take_back": _take_back,
    "meet": _meet,
    "cancel_meeting": _cancel,
    "refuse_meetings": _refuse,
}
