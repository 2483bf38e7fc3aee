"""What is known about a person now: what they told us beats what they did, that beats what was imported, a guess comes last."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Literal, cast

from sqlalchemy import ColumnElement, Date, Select, bindparam, exists, select
from sqlalchemy.orm import Session

from service.db.writing.by_key import ByKey
from service.dietary.vocabulary import ALLERGENS, FOLLOWED, MATERIALS
from service.errors import InvalidInput, NotFound
from service.recipients.consents.note import note_food_told
from service.recipients.consents.wordings import FOOD
from service.recipients.models import ProfileFact, Recipient
from service.recipients.numbers.keep_number import drop_number
from service.recipients.questions import FORMER_MOTIVES, MOTIVES, NONE_OF_THESE, SELF, SOMEBODY, TASTES
from service.recipients.wishes.close_to import KIND as CLOSE_TO
from service.recipients.wishes.close_to import traits_in
from service.recipients.wishes.rather import KIND as RATHER
from service.recipients.wishes.rather import sides
from service.security.encryption import readable
from service.security.ids import new_id
from service.written import written

Source = Literal["asked", "observed", "imported", "inferred"]
STRENGTH: Final[dict[str, int]] = {"asked": 3, "observed": 2, "imported": 1, "inferred": 0}
EXCLUSIVE: Final = frozenset({"adult", "channel", "limit", "motive", "place", "policy", "size", "sound", "taste"})
"""Kinds in which two sources would disagree: only the strongest source speaks. Of all other kinds every fact stands."""
DIETARY: Final = frozenset({"diet", "allergen", "material"})
"""Kinds that say what must not come to a person. They add up: none takes another away."""
NOTHING: Final = "none"
ASK: Final = "ask"
WITHHELD: Final = "withheld"
"""A value of each dietary kind: what was known of what must not come to somebody was forgotten, because they took their consent
back or because it was kept long enough. Until they say themselves what they avoid, it stands for everything of its kind."""
_ADULT: Final = frozenset({"yes", "no", *(str(age) for age in range(1, 131))})
"""Of age or not, or the age that somebody is known to have reached."""
_VALUES: Final[dict[str, frozenset[str]]] = {
    "diet": frozenset(FOLLOWED) | {NOTHING, ASK, WITHHELD},
    "allergen": frozenset(ALLERGENS) | {WITHHELD},
    "material": frozenset(MATERIALS) | {WITHHELD},
    "adult": _ADULT,
    "motive": frozenset(MOTIVES) | frozenset(FORMER_MOTIVES) | {NONE_OF_THESE},
    "taste": frozenset(TASTES),
    "for_whom": frozenset({SELF, SOMEBODY}),
    "place": frozenset({"home", "office", "pickup"}),
}
_LIMIT: Final = re.compile(r"[0-9]{1,12} [A-Z]{3}")
_NEVER: Final = (date.min, date.max)
_CORRECTABLE: Final = frozenset({"interest", "dislike", "has_already", "adult", "motive", "size", "taste"})
_BY_NAME: Final = "Dietary facts are corrected by name; see take_away and correct_dietary."


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing known, decrypted. `since` is when we learned it."""

    id: str
    kind: str
    value: str
    source: Source
    confidence: float
    since: datetime
    valid_until: date | None
    kept_private: bool


_TOLD: Final = (
    ProfileFact.id,
    ProfileFact.kind,
    ProfileFact.value,
    ProfileFact.source,
    ProfileFact.confidence,
    ProfileFact.created_at,
    ProfileFact.valid_until,
    ProfileFact.kept_private,
)
"""The columns of `Fact`, in its order."""
_ON: Final = bindparam("on", type_=Date())
_OF_PEOPLE: Final = ByKey(
    ProfileFact.recipient_id,
    lambda theirs: (
        select(ProfileFact.recipient_id, *_TOLD)
        .where(
            theirs,
            ProfileFact.withdrawn_at.is_(None),
            ProfileFact.valid_from <= _ON,
            ProfileFact.valid_until.is_(None) | (ProfileFact.valid_until >= _ON),
        )
        .order_by(ProfileFact.created_at, ProfileFact.id)
    ),
)
"""Put together once: every press of a person asks it."""


def facts_of(session: Session, recipient_ids: Sequence[str], on: date) -> dict[str, tuple[Fact, ...]]:
    """Every fact in force on a day, strongest first, by recipient id; a person of whom nothing is known has an empty tuple.

    What came at once, as one row of a list does, is in the order of what it says: ids are random, and the same list has to give the
    same plan."""
    found: dict[str, list[Fact]] = defaultdict(list)
    for person, *told in _OF_PEOPLE.rows(session, recipient_ids, on=on):
        found[person].append(Fact(*told))
    return {
        recipient_id: tuple(
            sorted(found[recipient_id], key=lambda fact: (-STRENGTH[fact.source], fact.since, fact.kind, fact.value))
        )
        for recipient_id in recipient_ids
    }


def fact_of(row: ProfileFact) -> Fact:
    """The row as a plain value."""
    return Fact(
        row.id,
        row.kind,
        row.value,
        cast(Source, row.source),
        row.confidence,
        row.created_at,
        row.valid_until,
        row.kept_private,
    )


def in_force(facts: Iterable[Fact]) -> tuple[Fact, ...]:
    """The facts that count once sources that disagree are settled, each value once, from its strongest source.

    Dietary facts of all sources add up. Only "I eat everything", said by the person, overrules what others had said until then;
    what is said later counts again. "Nothing to avoid" is not told beside a diet or an allergy that is known.
    """
    ordered = sorted(facts, key=lambda fact: -STRENGTH[fact.source])
    free_since = max((fact.since for fact in ordered if fact.source == "asked" and says_nothing(fact)), default=None)
    kept: dict[tuple[str, str], Fact] = {}
    strongest: dict[str, int] = {}
    for fact in ordered:
        strength = STRENGTH[fact.source]
        if fact.kind in EXCLUSIVE and strength < strongest.setdefault(fact.kind, strength):
            continue
        if fact.kind in DIETARY and fact.source != "asked" and free_since is not None and fact.since <= free_since:
            continue
        kept.setdefault((fact.kind, fact.value), fact)
    if any(restricts(fact) and fact.kind != "material" and not is_guess(fact) for fact in kept.values()):
        kept.pop(("diet", NOTHING), None)
    return tuple(kept.values())


def restricts(fact: Fact | ProfileFact) -> bool:
    """Whether the fact names a diet, an allergen or a material: neither a doubt nor "nothing to avoid"."""
    return fact.kind in DIETARY and fact.value not in (ASK, NOTHING, WITHHELD)


def is_withheld(rows: Iterable[ProfileFact]) -> bool:
    """Whether what somebody avoids was forgotten, and they have not told it since."""
    return any(row.kind in DIETARY and row.value == WITHHELD and row.withdrawn_at is None for row in rows)


GUESSED: Final[Source] = "inferred"
"""The source of what nobody said."""
OWN: Final[Source] = "asked"
"""The source of what a person said themselves."""


def is_guess(fact: Fact | ProfileFact) -> bool:
    """Whether nobody said so: it was read out of a sentence, or out of what somebody did."""
    return fact.source == GUESSED


def is_from_list(fact: Fact | ProfileFact) -> bool:
    """Whether a list of the sender's says so."""
    return fact.source == "imported"


def is_own_word(fact: Fact | ProfileFact) -> bool:
    """Whether its person said so themselves."""
    return fact.source == OWN


def said_themselves(kinds: Iterable[str]) -> Select[ProfileFact]:
    """What people said themselves of these kinds and have not taken back; the caller adds whose."""
    return select(ProfileFact).where(
        ProfileFact.kind.in_(tuple(kinds)), ProfileFact.source == OWN, ProfileFact.withdrawn_at.is_(None)
    )


OF_TASTE: Final = ("interest", "motive", "taste", "dislike", "size")
"""Kinds about what somebody likes: nothing they told about diet, health, faith or privacy is among them."""


def has_told_taste_since(recipient_id: str, since: datetime) -> ColumnElement[bool]:
    """Whether a person has told what they like themselves from a moment on, taken back since or not."""
    return exists().where(
        ProfileFact.recipient_id == recipient_id,
        ProfileFact.kind.in_(OF_TASTE),
        ProfileFact.source == OWN,
        ProfileFact.created_at >= since,
    )


def is_clear(fact: Fact | ProfileFact) -> bool:
    """Whether the value can be read and is one of its kind's. What is not clear restricts like everything of its kind."""
    return means_something(fact.kind, fact.value)


def says_nothing(fact: Fact | ProfileFact) -> bool:
    """Whether the fact says that there is nothing to avoid."""
    return fact.kind == "diet" and fact.value == NOTHING


def span_of(value: str) -> tuple[date, date]:
    """(first, last) day of an absence as a fact keeps it: "2027-01-03/2027-01-20". One that cannot be read has no end."""
    try:
        first, last = value.split("/")
        return date.fromisoformat(first), date.fromisoformat(last)
    except ValueError:
        return date.min, date.max


def remember(
    session: Session,
    recipient: Recipient,
    kind: str,
    value: str,
    source: Source,
    at: datetime,
    *,
    confidence: float = 1.0,
    until: date | None = None,
) -> ProfileFact:
    """Writes one fact down, in force through the day `until`. What a person tells of their food is told on the condition that
    stands beside the form. Raises InvalidInput where the value is not one of its kind's."""
    check_value(kind, value)
    is_mark = kind in DIETARY and value in (ASK, WITHHELD)
    is_told = kind in DIETARY and source == OWN and not is_mark
    fact = ProfileFact(
        id=new_id("fct"),
        workspace_id=recipient.workspace_id,
        recipient_id=recipient.id,
        kind=kind,
        value=value,
        source=source,
        confidence=confidence,
        valid_from=at.date(),
        valid_until=until,
        withdrawn_at=None,
        withdrawn_by=None,
        created_at=at,
        condition="mark" if is_mark else "told" if is_told else None,
        condition_on=at.date() if is_mark or is_told else None,
        condition_wording=FOOD if is_told else None,
        condition_locale=recipient.locale if is_told else None,
    )
    session.add(fact)
    if is_told:
        note_food_told(session, recipient, at)
    return fact


def correct(session: Session, recipient: Recipient, fact_id: str, value: str, at: datetime) -> ProfileFact:
    """The person puts a fact right: the old one is withdrawn and what they say takes its place. Raises NotFound, InvalidInput.

    Not for dietary facts: `correct_dietary`.
    """
    old = own_fact(session, recipient, fact_id)
    if old.kind in DIETARY:
        raise ValueError(_BY_NAME)
    if old.kind not in _CORRECTABLE:
        raise InvalidInput("You can’t correct this here, but you can remove it.", param="value")
    check_value(old.kind, value)
    old.withdrawn_at, old.withdrawn_by = at, "person"
    fact = remember(session, recipient, old.kind, value, "asked", at)
    fact.kept_private = old.kept_private
    return fact


def withdraw(session: Session, recipient: Recipient, fact_id: str, at: datetime) -> ProfileFact:
    """The person takes a fact away; from now on nothing uses it. Raises NotFound. Not for dietary facts: `take_away`."""
    fact = own_fact(session, recipient, fact_id)
    if fact.kind in DIETARY:
        raise ValueError(_BY_NAME)
    fact.withdrawn_at, fact.withdrawn_by = at, "person"
    if fact.kind == "channel":
        drop_number(session, recipient, at)  # kept only while text messages are their way
    if fact.kind == RATHER:
        _withdraw_seen(session, fact, at)
    return fact


def _withdraw_seen(session: Session, one: ProfileFact, at: datetime) -> None:
    """What was seen several times stands in several facts, and is told and taken away once."""
    same = select(ProfileFact).where(
        ProfileFact.recipient_id == one.recipient_id, ProfileFact.kind == one.kind, ProfileFact.withdrawn_at.is_(None)
    )
    for fact in session.scalars(same):
        if fact.value == one.value:
            fact.withdrawn_at, fact.withdrawn_by = at, "person"


def keep_private(session: Session, recipient: Recipient, fact_id: str, private: bool = True) -> ProfileFact:
    """The fact still counts, but is not named as a reason where the sender can read it. Raises NotFound."""
    fact = own_fact(session, recipient, fact_id)
    fact.kept_private = private
    return fact


def own_fact(session: Session, recipient: Recipient, fact_id: str) -> ProfileFact:
    """A fact of this person that stands. Raises NotFound."""
    fact = session.get(ProfileFact, fact_id)
    if fact is None or fact.recipient_id != recipient.id or fact.withdrawn_at is not None:
        raise NotFound("There’s no such fact.")
    return fact


def check_value(kind: str, value: str) -> None:
    """Raises InvalidInput where the value is not one of its kind's."""
    if not means_something(kind, value):
        raise InvalidInput(f"“{value}” isn’t a value we know for this kind of fact.", param="value")


def means_something(kind: str, value: str) -> bool:
    """Whether there is a value to see, and where its kind has a list of values, one of them."""
    if readable(value) is None or not written(value):
        return False
    if kind == RATHER:
        return sides(value) is not None
    if kind == CLOSE_TO:
        return traits_in(value) is not None
    if kind == "limit":
        return _LIMIT.fullmatch(value) is not None
    return span_of(value) != _NEVER if kind == "away" else value in _VALUES.get(kind, {value})
