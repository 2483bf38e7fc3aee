"""What a press on "Tell us something" does: one line a group, from the form's fields to what is written down."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from service.catalog.models import Product
from service.content.pages.language import keep_language
from service.errors import InvalidInput
from service.gifting.models import RecipientGift
from service.gifting.tell import begin_telling, note_telling
from service.recipients.facts.fact import ASK, said_themselves
from service.recipients.facts.restrictions import Restrictions
from service.recipients.models import ProfileFact, Recipient
from service.recipients.questions import NEVER
from service.recipients.telling.tell import (
    TEXT_LONGEST,
    doubt_words,
    hear_words,
    own_words,
    settle_words,
    tell,
    tell_away,
    tell_place,
    tell_size,
)

Form = MultiDict[str, str]


@dataclass(frozen=True, slots=True)
class Told:
    """It is written down: the number of its line in the gift's history, None where it was a language alone."""

    event_id: int | None


@dataclass(frozen=True, slots=True)
class Unclear:
    """Their `words` may mean something for their safety (`heard`, which counts until they answer), or nothing that we can tell:
    they are asked, and nothing else is written down."""

    words: str
    heard: Restrictions | None


_Kept = tuple[str, ...]
_Take = Callable[[Session, Recipient, RecipientGift, Form, datetime], _Kept | Unclear]


def take(session: Session, gift: RecipientGift, form: Form, at: datetime) -> Told | Unclear:
    """Carries out one press. Raises LinkClosed, InvalidInput with what is wrong in `param`; nothing has changed then."""
    group = form.get("group", "")
    if group == "language":
        keep_language(session, gift, form.get("value", ""), at)
        return Told(None)
    if group not in GROUPS:
        raise InvalidInput("There’s no such button.", param="group")
    begin_telling(session, gift, at)
    recipient = session.get_one(Recipient, gift.recipient_id)
    kept = GROUPS[group](session, recipient, gift, form, at)
    if isinstance(kept, Unclear):
        if kept.heard is not None:
            note_telling(session, gift, "told", _open_doubts(session, recipient), at)
        return kept
    return Told(note_telling(session, gift, "told", kept, at))


def _rule(kind: str) -> _Take:
    def take_rule(
        session: Session, recipient: Recipient, _: RecipientGift, form: Form, at: datetime
    ) -> _Kept | Unclear:
        if kind == "allergen" and not form.get("value") and "words" in form:
            words = own_words(form["words"])
            return Unclear(words, doubt_words(session, recipient, words, at))
        return tell(session, recipient, kind, form.getlist("value"), at)

    return take_rule


def _never(session: Session, recipient: Recipient, _: RecipientGift, form: Form, at: datetime) -> _Kept:
    keys = form.getlist("value")
    if any(key not in NEVER for key in keys):
        raise InvalidInput("This is not one of the materials.", param="material")
    return tell(session, recipient, "material", [one for key in keys for one in NEVER[key]], at)


def _thing(kind: str) -> _Take:
    """`value` "this": the kind of thing that the gift is; else in words, which are read for what somebody eats first."""

    def take_thing(
        session: Session, recipient: Recipient, gift: RecipientGift, form: Form, at: datetime
    ) -> _Kept | Unclear:
        if form.get("value") == "this":
            return tell(session, recipient, kind, (_archetype(session, gift),), at)
        words = own_words(form.get("words", ""))
        if (heard := hear_words(session, recipient, words, at)) is not None:
            return Unclear(words, heard)
        return tell(session, recipient, kind, (words,), at)

    return take_thing


def _archetype(session: Session, gift: RecipientGift) -> str:
    found = session.scalar(select(Product.archetype).where(Product.id == gift.product_id))
    if found is None:
        raise InvalidInput("Choose one of the answers on the page.", param="empty")
    return found


def _away(session: Session, recipient: Recipient, _: RecipientGift, form: Form, at: datetime) -> _Kept:
    return tell_away(session, recipient, form.get("from", "").strip(), form.get("until", "").strip(), at)


def _size(session: Session, recipient: Recipient, _: RecipientGift, form: Form, at: datetime) -> _Kept:
    return tell_size(session, recipient, [form[name] for name in ("clothes", "shoes") if form.get(name)], at)


def _place(session: Session, recipient: Recipient, _: RecipientGift, form: Form, at: datetime) -> _Kept:
    return tell_place(session, recipient, form.get("value", ""), at)


def _words(session: Session, recipient: Recipient, _: RecipientGift, form: Form, at: datetime) -> Unclear:
    words = own_words(form.get("words", ""), TEXT_LONGEST)
    return Unclear(words, hear_words(session, recipient, words, at))


def _meant(session: Session, recipient: Recipient, _: RecipientGift, form: Form, at: datetime) -> _Kept:
    words, means = own_words(form.get("words", ""), TEXT_LONGEST), form.get("value", "")
    return settle_words(session, recipient, words, means, at)


GROUPS: Final[Mapping[str, _Take]] = {
    "diet": _rule("diet"),
    "allergen": _rule("allergen"),
    "never": _never,
    "dislike": _thing("dislike"),
    "has_already": _thing("has_already"),
    "away": _away,
    "size": _size,
    "place": _place,
    "words": _words,
    "meant": _meant,
}
"""Group of the form -> what it writes down. Language is kept by a press of its own."""


def _open_doubts(session: Session, recipient: Recipient) -> list[str]:
    rows = session.scalars(said_themselves(("diet",)).where(ProfileFact.recipient_id == recipient.id))
    return [row.id for row in rows if row.value == ASK]
