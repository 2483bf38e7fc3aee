"""Keeps a letter. Its dietary words are heard before it is kept, whoever wrote it and by whichever way it came.

How many are kept is limited; what a person says about their food is heard all the same.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service.db.writing.insert_new import insert_new
from service.dietary.detect import Detection, detect
from service.dietary.vocabulary import ALLERGENS, DIETS, MATERIALS
from service.errors import InvalidInput, TooMany
from service.folding import fold_case
from service.recipients.facts.doubt import dietary_rows
from service.recipients.facts.heard import hear_once
from service.recipients.letters.details import Heard, keep
from service.recipients.letters.models import Letter
from service.recipients.models import Recipient
from service.security.encryption import saying_hash
from service.security.ids import new_id

CameBy = Literal["page", "mail", "text", "console"]
_NOT_GIVEN_BACK: Final = frozenset({"mail", "text"})
"""Ways by which nobody can be told at once that a letter is too long, or one too many."""
LONGEST: Final = 2000
"""Characters of a letter."""
MOST_A_DAY: Final = 20
MOST_A_GIFT: Final = 300
_DAY: Final = timedelta(days=1)
_TICK: Final = timedelta(microseconds=1)
"""An answer stands after its question, though both are written in one moment."""
_LIVE_LINK: Final = re.compile(r"(?:https?:)?//[^\s\"'<>]{0,200}?/(?:g|unsubscribe)/[^\s\"'<>)\]]+")
"""An address that opens a gift without a sign-in: quoted with one of our emails, it would reach who must not have it."""
_JOINERS: Final = "\N{ZERO WIDTH NON-JOINER}\N{ZERO WIDTH JOINER}"


@dataclass(frozen=True, slots=True)
class Place:
    """Which thread a letter belongs to."""

    gift_id: str
    campaign_id: str


@dataclass(frozen=True, slots=True)
class Kept:
    """`letter` None: it was there already, or one too many by mail or text message. `is_heard`: its words speak of food or
    materials for the first time, so whoever calls has the person's gifts looked at again."""

    letter: Letter | None
    is_heard: bool


class LetterTooLong(InvalidInput):
    """More than a letter holds."""

    code = "letter_too_long"


class LetterEmpty(InvalidInput):
    """Nothing to read."""

    code = "letter_empty"


def keep_persons_letter(
    session: Session,
    person: Recipient,
    place: Place,
    words: str,
    at: datetime,
    *,
    came_by: CameBy,
    once_for: str,
    heard_too: str = "",
) -> Kept:
    """The person's letter. They are locked by the caller. `once_for`: the form or the mail that it came with. `heard_too`: what
    they wrote besides and is not kept, such as a subject.

    On the page, raises LetterEmpty, LetterTooLong and TooMany with nothing changed; a mail or a text message cannot be given back,
    so that a long one is cut, and of too many the words about food are heard and nothing is kept.
    """
    text, is_fixed = plain_words(words), came_by in _NOT_GIVEN_BACK
    _require(text, is_fixed=is_fixed)
    whole = f"{text}\n{plain_words(heard_too)}"
    key = _once(place, "person", once_for, text)
    if _is_there(session, place, key):
        return Kept(None, is_heard=False)
    is_full = _is_full(session, person, place, at)
    if is_full and not is_fixed:
        raise TooMany("That is as many messages as we take in a day.", wait_seconds=int(_DAY.total_seconds()))
    before = {row.id for row in dietary_rows(session, person)}
    is_heard = hear_once(session, person, whole, "asked", at)
    found = detect(whole)
    if is_full:
        return Kept(None, is_heard)
    new = [row.id for row in dietary_rows(session, person) if row.id not in before]
    letter = _add(session, person, place, "person", text[:LONGEST], at, came_by=came_by, key=key)
    if letter is not None:
        letter.is_cut = len(text) > LONGEST
        letter.is_private = found is not None
        letter.details = keep(_heard(found, new)) if found is not None else None
        session.flush()
    return Kept(letter, is_heard)


def keep_sellers_letter(
    session: Session,
    person: Recipient,
    place: Place,
    user_id: str,
    words: str,
    at: datetime,
    *,
    came_by: CameBy,
    once_for: str,
) -> Kept:
    """The giver's letter, answered with it every letter that waited. What it says of food is a doubt as in a list, never a fact.

    Raises LetterEmpty and LetterTooLong on the console; a long mail is cut.
    """
    text = plain_words(words)
    _require(text, is_fixed=came_by in _NOT_GIVEN_BACK)
    key = _once(place, "seller", once_for, text)
    if _is_there(session, place, key):
        return Kept(None, is_heard=False)
    is_heard = hear_once(session, person, text, "imported", at)
    letter = _add(session, person, place, "seller", text[:LONGEST], at, came_by=came_by, key=key, user_id=user_id)
    if letter is not None:
        letter.is_cut = len(text) > LONGEST
        _answer_waiting(session, place, at)
    return Kept(letter, is_heard)


def keep_automatic_answer(
    session: Session, question: Letter, words: str, details: str, locale: str, at: datetime
) -> Letter | None:
    """The automatic answer to a person's letter, once. What answers a private letter is private."""
    place = Place(question.gift_id, question.campaign_id)
    after = max(at, question.at) + _TICK
    row = _row(question.workspace_id, question.recipient_id, place, "automatic", words, after, came_by="house")
    row |= {
        "answers_id": question.id,
        "details": details,
        "locale": locale,
        "is_private": question.is_private,
        "once_key": saying_hash(question.recipient_id, f"answer\n{question.id}"),
    }
    return _insert(session, row)


def plain_words(words: str) -> str:
    """What somebody typed, without control characters and live links, with ordinary line ends and single empty lines."""
    lines = _LIVE_LINK.sub("…", words).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    clean = ["".join(map(_clean, line)).strip() for line in lines]
    kept = [line for number, line in enumerate(clean) if line or (number and clean[number - 1])]
    return "\n".join(kept).strip()


def _clean(letter: str) -> str:
    if letter.isspace():
        return " "
    return letter if letter.isprintable() or letter in _JOINERS else ""


def _require(text: str, *, is_fixed: bool) -> None:
    if not text:
        raise LetterEmpty("Write something first.", param="words")
    if len(text) > LONGEST and not is_fixed:
        raise LetterTooLong(f"Use at most {LONGEST} characters.", param="words")


def _heard(found: Detection, facts: list[str]) -> Heard:
    return Heard(
        tuple(facts),
        tuple(key for key, bit in ALLERGENS.items() if bit & found.avoid),
        tuple(key for key, bit in DIETS.items() if bit & found.follow),
        tuple(key for key, bit in MATERIALS.items() if bit & found.materials),
    )


def _is_full(session: Session, person: Recipient, place: Place, at: datetime) -> bool:
    mine = (Letter.recipient_id == person.id, Letter.writer == "person")
    today = session.scalar(select(func.count()).select_from(Letter).where(*mine, Letter.at > at - _DAY)) or 0
    here = session.scalar(select(func.count()).select_from(Letter).where(*mine, Letter.gift_id == place.gift_id)) or 0
    return today >= MOST_A_DAY or here >= MOST_A_GIFT


def _is_there(session: Session, place: Place, key: str) -> bool:
    found = select(Letter.id).where(Letter.gift_id == place.gift_id, Letter.once_key == key)
    return session.scalar(found) is not None


def _once(place: Place, writer: str, once_for: str, text: str) -> str:
    return saying_hash(place.gift_id, f"{writer}\n{once_for}\n{fold_case(text)}")


def _add(
    session: Session,
    person: Recipient,
    place: Place,
    writer: str,
    text: str,
    at: datetime,
    *,
    came_by: str,
    key: str,
    user_id: str | None = None,
) -> Letter | None:
    row = _row(person.workspace_id, person.id, place, writer, text, at, came_by=came_by)
    return _insert(session, row | {"once_key": key, "user_id": user_id})


def _row(
    workspace_id: str, recipient_id: str, place: Place, writer: str, text: str, at: datetime, *, came_by: str
) -> dict[str, object]:
    return {
        "id": new_id("ltr"),
        "workspace_id": workspace_id,
        "campaign_id": place.campaign_id,
        "recipient_id": recipient_id,
        "gift_id": place.gift_id,
        "writer": writer,
        "came_by": came_by,
        "body": text,
        "is_private": False,
        "is_cut": False,
        "at": at,
    }


def _insert(session: Session, row: dict[str, object]) -> Letter | None:
    new = insert_new(session, Letter, ("gift_id", "once_key"), [row])
    return session.get_one(Letter, new[0]) if new else None


def _answer_waiting(session: Session, place: Place, at: datetime) -> None:
    waiting = select(Letter).where(
        Letter.gift_id == place.gift_id, Letter.handed_over_at.is_not(None), Letter.answered_at.is_(None)
    )
    for letter in session.scalars(waiting.with_for_update()):
        letter.answered_at = at
    session.flush()
