"""What is known about a person now: what they told us beats what they did, that beats what was imported, a guess comes last."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Literal, cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.dietary.vocabulary import ALLERGENS, DIETS, MATERIALS
from service.errors import InvalidInput, NotFound
from service.recipients.models import ProfileFact, Recipient
from service.security.ids import new_id

Source = Literal["asked", "observed", "imported", "inferred"]
STRENGTH: Final[dict[str, int]] = {"asked": 3, "observed": 2, "imported": 1, "inferred": 0}
EXCLUSIVE: Final = frozenset({"diet", "adult", "channel", "motive", "size"})
"""Kinds in which two sources would disagree: only the strongest source speaks. Of all other kinds every fact stands."""
LEANINGS: Final[dict[str, tuple[str, ...]]] = {
    "taste": ("tea", "coffee", "chocolate", "cooking", "baking"),
    "outdoors": ("hiking", "running", "cycling", "gardening", "camping"),
    "make": ("knitting", "ceramics", "painting", "calligraphy", "woodwork"),
}
"""What somebody may answer to "what would you enjoy more?", and the interests it speaks for."""
NOTHING: Final = "none"
ASK: Final = "ask"
_CHUNK: Final = 500
_CORRECTABLE: Final = frozenset(
    {"diet", "allergen", "material", "interest", "dislike", "has_already", "adult", "motive", "size"}
)


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


def facts_of(session: Session, recipient_ids: Sequence[str], on: date) -> dict[str, tuple[Fact, ...]]:
    """Every fact in force on a day, strongest first, by recipient id; a person of whom nothing is known has an empty tuple."""
    found: dict[str, list[Fact]] = defaultdict(list)
    for start in range(0, len(recipient_ids), _CHUNK):
        chunk = recipient_ids[start : start + _CHUNK]
        for row in session.scalars(
            select(ProfileFact)
            .where(ProfileFact.recipient_id.in_(chunk), ProfileFact.withdrawn_at.is_(None))
            .order_by(ProfileFact.created_at, ProfileFact.id)
        ):
            if row.valid_from <= on and (row.valid_until is None or on <= row.valid_until):
                found[row.recipient_id].append(_fact(row))
    return {
        recipient_id: tuple(sorted(found[recipient_id], key=lambda fact: -STRENGTH[fact.source]))
        for recipient_id in recipient_ids
    }


def _fact(row: ProfileFact) -> Fact:
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
    """The facts that count once sources that disagree are settled, each value once, from its strongest source."""
    ordered = sorted(facts, key=lambda fact: -STRENGTH[fact.source])
    answered_none = {fact.source for fact in ordered if fact.kind == "diet" and fact.value == NOTHING}
    kept: dict[tuple[str, str], Fact] = {}
    strongest: dict[str, int] = {}
    for fact in ordered:
        strength = STRENGTH[fact.source]
        if fact.kind in EXCLUSIVE and strength < strongest.setdefault(fact.kind, strength):
            continue
        # An allergy stays until the person says that there is none: "I eat vegan" does not take back "no nuts".
        if fact.kind == "allergen" and any(STRENGTH[source] > strength for source in answered_none):
            continue
        kept.setdefault((fact.kind, fact.value), fact)
    return tuple(kept.values())


def remember(
    session: Session,
    recipient: Recipient,
    kind: str,
    value: str,
    source: Source,
    at: datetime,
    *,
    confidence: float = 1.0,
) -> ProfileFact:
    """Writes one fact down. Raises InvalidInput where the value is not one of its kind's."""
    _check(kind, value)
    fact = ProfileFact(
        id=new_id("fct"),
        workspace_id=recipient.workspace_id,
        recipient_id=recipient.id,
        kind=kind,
        value=value,
        source=source,
        confidence=confidence,
        valid_from=at.date(),
        valid_until=None,
        withdrawn_at=None,
        created_at=at,
    )
    session.add(fact)
    return fact


def correct(session: Session, recipient: Recipient, fact_id: str, value: str, at: datetime) -> ProfileFact:
    """The person puts a fact right: the old one is withdrawn and what they say takes its place. Raises NotFound, InvalidInput."""
    old = _own(session, recipient, fact_id)
    if old.kind not in _CORRECTABLE:
        raise InvalidInput("This cannot be put right here; it can be taken away.", param="value")
    _check(old.kind, value)
    old.withdrawn_at = at
    fact = remember(session, recipient, old.kind, value, "asked", at)
    fact.kept_private = old.kept_private
    return fact


def withdraw(session: Session, recipient: Recipient, fact_id: str, at: datetime) -> ProfileFact:
    """The person takes a fact away; from now on nothing uses it. Raises NotFound."""
    fact = _own(session, recipient, fact_id)
    fact.withdrawn_at = at
    return fact


def keep_private(session: Session, recipient: Recipient, fact_id: str, private: bool = True) -> ProfileFact:
    """The fact still counts, but is not named as a reason where the sender can read it. Raises NotFound."""
    fact = _own(session, recipient, fact_id)
    fact.kept_private = private
    return fact


def _own(session: Session, recipient: Recipient, fact_id: str) -> ProfileFact:
    fact = session.get(ProfileFact, fact_id)
    if fact is None or fact.recipient_id != recipient.id or fact.withdrawn_at is not None:
        raise NotFound("There is no such fact.")
    return fact


def _check(kind: str, value: str) -> None:
    known: dict[str, frozenset[str]] = {
        "diet": frozenset(DIETS) | {NOTHING, ASK},
        "allergen": frozenset(ALLERGENS),
        "material": frozenset(MATERIALS),
        "adult": frozenset({"yes", "no", *map(str, range(1, 131))}),
        "motive": frozenset(LEANINGS),
    }
    if not value.strip() or value not in known.get(kind, {value}):
        raise InvalidInput(f"“{value}” is not something we know of this kind.", param="value")
