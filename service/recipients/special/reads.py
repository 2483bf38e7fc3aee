"""Each look of the sender's at somebody's dietary facts is written down: who, when, at which of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Final, Literal

from sqlalchemy.orm import Session

from service.db.connect import reading, transaction
from service.jobs.delete_old import delete_old
from service.recipients.facts.fact import DIETARY, Fact, facts_of, restricts
from service.recipients.special.models import SpecialRead
from service.recipients.visibility import sender_sees
from service.security.ids import new_id

KEPT: Final = timedelta(days=365)


Place = Literal["person", "page", "film", "plan"]
"""See `SpecialRead.place`."""


def note_read(
    session: Session,
    workspace_id: str,
    recipient_id: str,
    fact_ids: Sequence[str],
    user_id: str | None,
    at: datetime,
    place: Place = "person",
) -> None:
    """Writes a look down; none where no dietary fact was shown."""
    if not fact_ids:
        return
    session.add(
        SpecialRead(
            id=new_id("spr"), workspace_id=workspace_id, recipient_id=recipient_id, read_by=user_id, place=place,
            fact_ids=sorted(fact_ids), at=at,
        )
    )  # fmt: skip


def note_reason_read(workspace_id: str, recipient_id: str, user_id: str | None, at: datetime, place: Place) -> None:
    """A look at what was made for somebody, in a transaction of its own: what their list says of their food is among the reasons
    that stand there, and is noted. What they told themselves is not shown to the sender, and not noted."""
    with reading() as session:
        ids = seen_of(facts_of(session, [recipient_id], at.date())[recipient_id])
    note_ids_read(workspace_id, recipient_id, ids, user_id, at, place)


def note_ids_read(
    workspace_id: str, recipient_id: str, fact_ids: Sequence[str], user_id: str | None, at: datetime, place: Place
) -> None:
    """The same for these facts; opens no transaction where there are none."""
    if fact_ids:
        with transaction() as session:
            note_read(session, workspace_id, recipient_id, fact_ids, user_id, at, place)


def seen_of(facts: Iterable[Fact]) -> list[str]:
    """Ids of those dietary facts that the sender may read: their own list says so."""
    return [fact.id for fact in facts if fact.kind in DIETARY and restricts(fact) and sender_sees(fact)]


forget_reads: Final = delete_old(
    "old looks at food data deleted", SpecialRead.id, SpecialRead.at, lambda at: SpecialRead.at <= at - KEPT
)
"""Deletes them; answers how many."""
