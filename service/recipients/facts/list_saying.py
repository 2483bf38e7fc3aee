"""What a list says about one person's food: it adds, never takes away, and asks where it says less or something else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import delete
from sqlalchemy.orm import Session

from service.db.writing.insert_new import insert_new
from service.folding import fold_case
from service.recipients.facts.doubt import moment_after, open_doubts
from service.recipients.facts.fact import (
    NOTHING,
    Fact,
    fact_of,
    in_force,
    is_clear,
    is_from_list,
    is_withheld,
    remember,
    says_nothing,
)
from service.recipients.facts.restrictions import Restrictions, restrictions_in, restrictions_of
from service.recipients.models import DietarySaying, ProfileFact, Recipient
from service.security.encryption import saying_hash
from service.security.ids import new_id

CERTAIN: Final = 0.8
DOUBTFUL: Final = 0.5
"""Confidence of what a list says plainly, and of what it says with a question mark."""


@dataclass(frozen=True, slots=True)
class ListSaying:
    """One row's words about food and what they were read as.

    `restricts` holds, in doubt (`asks`), the stricter reading. `known`: the words are a whole answer, so that what they leave out
    is left out knowingly; with nothing restricted they say "nothing to avoid".
    """

    text: str
    restricts: Restrictions
    known: bool
    asks: bool

    @property
    def is_silent(self) -> bool:
        """Nothing was said about food: no word, or only that nobody knows."""
        return not (self.known or self.asks or self.restricts)

    @property
    def says_nothing(self) -> bool:
        """The list says that there is nothing to avoid."""
        return self.known and not self.restricts


def keep_sayings(
    session: Session,
    sayings: Sequence[tuple[Recipient, ListSaying]],
    rows: Mapping[str, Sequence[ProfileFact]],
    at: datetime,
) -> frozenset[str]:
    """Keeps what a list says about people who are locked: the ids of those of whom it changed what is known or asked.

    The same words again change nothing. A contradiction, to what any list or the person said, or to what the person took away,
    opens the question to the person; until they answer, all that was ever named counts. `rows`: every dietary fact that a person
    ever had, read under the lock, oldest first; people without any may be left out.
    """
    heard = _note(session, sayings, at)
    changed: set[str] = set()
    doubts: list[tuple[Recipient, datetime]] = []
    for recipient, saying in sayings:
        if recipient.id not in heard:
            continue
        before = rows.get(recipient.id, ())
        if is_withheld(before):
            continue  # they took their consent back: no list says it again, and everything is kept from them as it is
        moment = moment_after(at, before)
        counting = in_force(fact_of(row) for row in before if row.withdrawn_at is None)
        if _add(session, recipient, saying, counting, moment):
            changed.add(recipient.id)
        if saying.asks or _contradicts(saying, counting, before):
            doubts.append((recipient, moment))
    open_doubts(session, doubts, "imported")
    return frozenset(changed | {recipient.id for recipient, _ in doubts})


def forget_sayings(session: Session, recipient_id: str) -> None:
    """From now on the same words of a list count as new."""
    session.execute(delete(DietarySaying).where(DietarySaying.recipient_id == recipient_id))


def _note(session: Session, sayings: Iterable[tuple[Recipient, ListSaying]], at: datetime) -> frozenset[str]:
    """Ids of the people about whom these words were not heard before; from now on they were. Silence is never new."""
    rows = {
        new_id("dsy"): (recipient, saying_hash(recipient.id, _folded(saying)))
        for recipient, saying in sayings
        if not saying.is_silent
    }
    new = insert_new(
        session,
        DietarySaying,
        ("recipient_id", "text_hash"),
        [
            {
                "id": key,
                "workspace_id": recipient.workspace_id,
                "recipient_id": recipient.id,
                "text_hash": text_hash,
                "created_at": at,
            }
            for key, (recipient, text_hash) in rows.items()
        ],
    )
    return frozenset(rows[key][0].id for key in new)


def _add(session: Session, recipient: Recipient, saying: ListSaying, counting: Sequence[Fact], at: datetime) -> bool:
    """Writes down what is said and no list has said before. Whether there was anything."""
    stands = {(fact.kind, fact.value) for fact in counting if is_from_list(fact)}
    wanted = (("diet", NOTHING),) if saying.says_nothing else saying.restricts.facts()
    added = [pair for pair in wanted if pair not in stands]
    for kind, value in added:
        confidence = DOUBTFUL if saying.asks else CERTAIN
        remember(session, recipient, kind, value, "imported", at, confidence=confidence)
    return bool(added)


def _contradicts(saying: ListSaying, counting: Sequence[Fact], rows: Sequence[ProfileFact]) -> bool:
    held = restrictions_in(counting)
    if saying.known and held.left_out_by(saying.restricts):
        return True
    gone = [row for row in rows if row.withdrawn_by == "person" and is_clear(row)]
    taken_away = restrictions_of((row.kind, row.value) for row in gone) - held
    return bool(saying.restricts) and (
        any(says_nothing(fact) for fact in counting) or bool(saying.restricts & taken_away)
    )


def _folded(saying: ListSaying) -> str:
    """The words without the difference between cases, forms of a letter and spaces, and what they were read as: where a later
    version reads them otherwise, they say something new."""
    words = fold_case(saying.text)
    read = saying.restricts
    return f"{words}\n{int(read.avoid)} {int(read.follow)} {int(read.materials)} {saying.known:d} {saying.asks:d}"
