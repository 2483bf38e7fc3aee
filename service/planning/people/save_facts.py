"""What one row of a list says about its person, kept as facts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from types import MappingProxyType
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.db.writing.chunks import in_chunks
from service.planning.people.likeness.near_notes import keep_near
from service.planning.people.lists.intake import PersonReading
from service.recipients.facts.fact import DIETARY, NOTHING, remember
from service.recipients.facts.list_saying import CERTAIN, ListSaying, keep_sayings
from service.recipients.facts.restrictions import Restrictions
from service.recipients.models import ProfileFact, Recipient
from service.recipients.telling.sound import KIND as SOUND

_BINDING: Final = frozenset({"adult"})
"""Kinds besides the dietary ones that can make a gift unsafe or possible."""
_OF_AGE: Final = 18
"""What "yes" means; any other age is kept as it was said."""


def save_facts(
    session: Session,
    people: Iterable[tuple[Recipient, PersonReading]],
    new: Collection[str],
    at: datetime,
    near: Mapping[str, str] = MappingProxyType({}),
) -> frozenset[str]:
    """Keeps what rows say about people who are locked: the ids of those whose gifts have to be looked at again. `new`: ids of
    people of whom nothing can be known yet. `near`: by address, what their notes are near to, as `wishes/close_to` writes it.

    What is said about food adds up over all lists. Of other kinds the latest list is the whole of what lists say: what it no longer
    holds is withdrawn. What the person told us is left alone.
    """
    people = list(people)
    before = _facts_before(session, [recipient.id for recipient, _ in people if recipient.id not in new])
    dietary = {key: [row for row in rows if row.kind in DIETARY] for key, rows in before.items()}
    others = {key: [row for row in rows if row.kind not in DIETARY] for key, rows in before.items()}
    changed = {
        recipient.id
        for recipient, person in people
        if _save_other_kinds(session, recipient, person, others.get(recipient.id, ()), at)
    }
    keep_near(session, people, near, at)
    sayings = [(recipient, _dietary_saying(person)) for recipient, person in people]
    return frozenset(changed | keep_sayings(session, sayings, dietary, at))


def _facts_before(session: Session, recipient_ids: Sequence[str]) -> dict[str, list[ProfileFact]]:
    """What was known of these people, who are locked: every dietary fact they ever had, and what lists say of the rest, oldest
    first."""
    found: dict[str, list[ProfileFact]] = defaultdict(list)
    for some in in_chunks(recipient_ids):
        for row in session.scalars(
            select(ProfileFact)
            .where(
                ProfileFact.recipient_id.in_(some),
                ProfileFact.kind.in_(DIETARY)
                | (
                    (ProfileFact.source == "imported")
                    & ProfileFact.withdrawn_at.is_(None)
                    & ProfileFact.calendar_id.is_(None)  # what a calendar said is the calendar's to take back
                    & (ProfileFact.kind != SOUND)  # no list says it: a seller did, by hand
                ),
            )
            .order_by(ProfileFact.created_at, ProfileFact.id)
        ):
            found[row.recipient_id].append(row)
    return found


def dietary_pairs(person: PersonReading) -> tuple[tuple[str, str], ...]:
    """(kind, value) of each dietary fact that the row says."""
    saying = _dietary_saying(person)
    return (("diet", NOTHING),) if saying.says_nothing else saying.restricts.facts()


def _dietary_saying(person: PersonReading) -> ListSaying:
    """What the row says about food and materials."""
    restricts = Restrictions(person.avoid, person.follow, person.materials)
    return ListSaying(
        person.dietary_text, restricts, known=person.diet_known and not person.diet_ask, asks=person.diet_ask
    )


def _save_other_kinds(
    session: Session, recipient: Recipient, person: PersonReading, before: Sequence[ProfileFact], at: datetime
) -> bool:
    stored = {(fact.kind, fact.value): fact for fact in before}
    said = {(kind, value): until for kind, value, until in _said(person)}
    for (kind, value), until in said.items():
        if (kind, value) not in stored:
            remember(session, recipient, kind, value, "imported", at, confidence=CERTAIN, until=until)
    for key, fact in stored.items():
        if key not in said:
            fact.withdrawn_at, fact.withdrawn_by = at, "list"
    return any(kind in _BINDING for kind, _ in said.keys() ^ stored.keys())


def _said(person: PersonReading) -> list[tuple[str, str, date | None]]:
    """(kind, value, valid until) of everything the row says but food."""
    said: list[tuple[str, str, date | None]] = []
    said += [("interest", key, None) for key in person.interests]
    if person.motive is not None:
        said.append(("motive", person.motive, None))
    said += [("has_already", thing, None) for thing in person.has_already]
    said += [("dislike", thing, None) for thing in person.dislikes]
    if person.away:
        first, last = person.away
        said.append(("away", f"{first.isoformat()}/{last.isoformat()}", last if last != date.max else None))
    if person.adult and person.age_from is not None and person.age_from != _OF_AGE:
        said.append(("adult", str(person.age_from), None))
    elif person.adult is not None:
        said.append(("adult", "yes" if person.adult else "no", None))
    return said
