"""What a person adds about themselves, from their own link. It adds up with what was known and takes nothing away: not a rule of
theirs, and not what a list says."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.dietary.detect import detect
from service.errors import InvalidInput
from service.recipients.answers import answer_diet
from service.recipients.facts.doubt import dietary_rows, moment_after
from service.recipients.facts.fact import ASK, DIETARY, NOTHING, is_guess, remember
from service.recipients.facts.heard import hear, hear_doubt
from service.recipients.facts.restrictions import Restrictions
from service.recipients.lock import lock_person
from service.recipients.models import ProfileFact, Question, Recipient
from service.recipients.postal.addresses import PLACES
from service.recipients.postal.places import KIND as PLACE
from service.written import is_plain, one_line

WORDS_LONGEST: Final = 80
"""Letters of a thing in somebody's own words."""
TEXT_LONGEST: Final = 500
MOST: Final = 50
"""So many things of one kind somebody may tell; the lists we offer are shorter."""
AWAY_LONGEST: Final = timedelta(days=366)
CLOTHES: Final = ("XS", "S", "M", "L", "XL", "XXL")
SHOES: Final = tuple(f"EU {size}" for size in range(34, 50))
_SHOES: Final = re.compile(r"EU \d\d")


def tell(session: Session, recipient: Recipient, kind: str, values: Sequence[str], at: datetime) -> tuple[str, ...]:
    """Writes down what was told, each thing once; the ids of the facts that say so. A question that is open stays open: this is no
    answer to it. Raises InvalidInput for a value that is not one of its kind's, or too many."""
    recipient = lock_person(session, recipient.id)
    if not values or (kind in DIETARY and {NOTHING, ASK} & set(values)):
        raise InvalidInput("Choose one of the answers on the page.", param=kind)
    standing = _standing(session, recipient, kind)
    if kind in DIETARY:
        at = moment_after(at, dietary_rows(session, recipient))
    elif len(standing) + len(values) > MOST:
        raise InvalidInput(f"Remove something first: we keep at most {MOST} of these.", param="too_many")
    facts = [_told(session, recipient, standing, kind, value, at) for value in dict.fromkeys(values)]
    session.flush()
    return tuple(fact.id for fact in facts)


def _told(
    session: Session, recipient: Recipient, standing: Sequence[ProfileFact], kind: str, value: str, at: datetime
) -> ProfileFact:
    for row in standing:
        if row.value == value:
            return row
    return remember(session, recipient, kind, value, "asked", at)


def tell_size(session: Session, recipient: Recipient, sizes: Sequence[str], at: datetime) -> tuple[str, ...]:
    """A size of clothes, of shoes or both; each takes the place of the one told before. Raises InvalidInput."""
    recipient = lock_person(session, recipient.id)
    if not sizes or any(size not in (*CLOTHES, *SHOES) for size in sizes):
        raise InvalidInput("Choose a size from the list.", param="size")
    for row in _standing(session, recipient, "size"):
        if any(row.value != size and bool(_SHOES.match(row.value)) == bool(_SHOES.match(size)) for size in sizes):
            row.withdrawn_at, row.withdrawn_by = at, "person"
    session.flush()
    return tell(session, recipient, "size", sizes, at)


def tell_place(session: Session, recipient: Recipient, place: str, at: datetime) -> tuple[str, ...]:
    """Where their gifts are to go, in place of what they told before. Raises InvalidInput."""
    recipient = lock_person(session, recipient.id)
    if place not in PLACES:
        raise InvalidInput("Choose one of the answers on the page.", param="place")
    for row in _standing(session, recipient, PLACE):
        if row.value != place:
            row.withdrawn_at, row.withdrawn_by = at, "person"
    session.flush()
    return tell(session, recipient, PLACE, (place,), at)


def tell_away(session: Session, recipient: Recipient, first: str, last: str, at: datetime) -> tuple[str, ...]:
    """An absence, both days included, ISO; without a first day it begins today. Raises InvalidInput."""
    recipient = lock_person(session, recipient.id)
    today = at.date()
    begin, end = _day(first or today.isoformat(), "from"), _day(last, "until")
    if end < today or end < begin or end - max(begin, today) > AWAY_LONGEST or today - begin > AWAY_LONGEST:
        raise InvalidInput("Enter a last day from today on, after the first and within a year.", param="until")
    value = f"{begin.isoformat()}/{end.isoformat()}"
    standing = _standing(session, recipient, "away")
    if len(standing) >= MOST:
        raise InvalidInput(f"Remove something first: we keep at most {MOST} of these.", param="too_many")
    for row in standing:
        if row.value == value:
            return (row.id,)
    fact = remember(session, recipient, "away", value, "asked", at, until=end)
    session.flush()
    return (fact.id,)


def own_words(text: str, longest: int = WORDS_LONGEST) -> str:
    """What somebody typed, on one line. Raises InvalidInput where there is nothing to read in it, or too much."""
    words = one_line(text)
    if not words or not is_plain(text):
        raise InvalidInput("Write something we can read.", param="empty")
    if len(words) > longest:
        raise InvalidInput(f"Use at most {longest} characters.", param="too_long")
    return words


def hear_words(session: Session, recipient: Recipient, words: str, at: datetime) -> Restrictions | None:
    """What a text may mean for the person's food and materials; None where it speaks of neither. It counts from now on, and the
    question to the person is open."""
    found = detect(words)
    if found is None or not hear(session, recipient, words, "asked", at):
        return None
    return Restrictions(found.avoid, found.follow, found.materials)


def doubt_words(session: Session, recipient: Recipient, words: str, at: datetime) -> Restrictions:
    """The same for what somebody calls an allergy: where we have no word for it the question is open all the same, so that nothing
    that is eaten or goes on the skin is chosen, since we cannot look for it."""
    heard = hear_words(session, recipient, words, at)
    if heard is None:
        hear_doubt(session, recipient, "asked", at)
    return heard or Restrictions()


def settle_words(session: Session, recipient: Recipient, words: str, means: str, at: datetime) -> tuple[str, ...]:
    """The person says what they meant by their words: `never` makes rules of all that was heard, `rather_not` a dislike,
    `only_asking` nothing. Ids of the facts that say it. What others have put in doubt stays in doubt. Raises InvalidInput."""
    recipient = lock_person(session, recipient.id)
    if means not in {"never", "rather_not", "only_asking"}:
        raise InvalidInput("Choose one of the answers on the page.", param="words")
    found = detect(words)
    heard = () if found is None else Restrictions(found.avoid, found.follow, found.materials).facts()
    if means == "never":
        if not heard:
            raise InvalidInput("Choose what it is from the lists.", param="words")
        told = {kind: [value for of, value in heard if of == kind] for kind in DIETARY}
        answer = answer_diet(
            session, recipient, told["diet"], told["allergen"], at, materials=told["material"], whole=False
        )
        return answer.fact_ids
    rows = dietary_rows(session, recipient)
    at = moment_after(at, rows)
    _settle_own(session, recipient, [row for row in rows if row.withdrawn_at is None], heard, at)
    return tell(session, recipient, "dislike", (words,), at) if means == "rather_not" else ()


def _settle_own(
    session: Session,
    recipient: Recipient,
    standing: Sequence[ProfileFact],
    heard: Sequence[tuple[str, str]],
    at: datetime,
) -> None:
    """The doubt that their own words opened, with what was read out of them. Where somebody else's stands as well, what was guessed
    may be from there, and stays."""
    doubts = [row for row in standing if row.kind == "diet" and row.value == ASK]
    own = [row for row in doubts if row.source == "asked"]
    if len(own) == len(doubts):
        own += [row for row in standing if is_guess(row) and (row.kind, row.value) in heard]
        question = session.scalar(
            select(Question).where(Question.recipient_id == recipient.id, Question.kind == "diet")
        )
        if question is not None:
            question.answered_at = question.answered_at or at
    for row in own:
        row.withdrawn_at, row.withdrawn_by = at, "person"
    session.flush()


def _standing(session: Session, recipient: Recipient, kind: str) -> Sequence[ProfileFact]:
    return session.scalars(
        select(ProfileFact)
        .where(
            ProfileFact.recipient_id == recipient.id,
            ProfileFact.kind == kind,
            ProfileFact.source == "asked",
            ProfileFact.withdrawn_at.is_(None),
        )
        .order_by(ProfileFact.created_at, ProfileFact.id)
    ).all()


def _day(text: str, param: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InvalidInput("Enter the day as year-month-day.", param=param) from None
