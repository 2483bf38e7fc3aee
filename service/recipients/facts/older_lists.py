"""What lists took away under an older version is known again. There a list that said less withdrew what earlier lists had said."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.recipients.facts.doubt import dietary_rows, moment_after, open_doubt
from service.recipients.facts.fact import ASK, DIETARY, fact_of, in_force, is_from_list, restricts
from service.recipients.models import ProfileFact, Recipient


def people_with_lost_facts(session: Session) -> Sequence[str]:
    """Ids of those of whom a dietary fact was taken away before it was written down by whom."""
    return session.scalars(
        select(ProfileFact.recipient_id)
        .where(
            ProfileFact.kind.in_(DIETARY),
            ProfileFact.withdrawn_at.is_not(None),
            ProfileFact.withdrawn_by.is_(None),
        )
        .distinct()
        .order_by(ProfileFact.recipient_id)
    ).all()


def restore_lost_facts(session: Session, recipient: Recipient, at: datetime) -> bool:
    """Whether something that counts is known again of a person who is locked; then they are asked, and until they answer it holds.

    What they told went by their own hand only, and so did what went at the moment of their own word. Of the rest nobody can say
    whether a list or they themselves took it away, so the stricter reading holds.
    """
    rows = dietary_rows(session, recipient)
    own = {row.created_at for row in rows if row.source == "asked"}
    before = {(fact.kind, fact.value) for fact in in_force(fact_of(row) for row in rows if row.withdrawn_at is None)}
    standing = {(row.kind, row.value) for row in rows if row.withdrawn_at is None and is_from_list(row)}
    for row in rows:
        if row.withdrawn_at is None or row.withdrawn_by is not None:
            continue
        if row.source == "asked" or row.withdrawn_at in own:
            row.withdrawn_by = "person"
        elif (row.kind, row.value) in standing or not (restricts(row) or row.value == ASK):
            row.withdrawn_by = "list"  # said again since, or no more than that there is nothing to avoid
        else:
            row.withdrawn_at = None
            standing.add((row.kind, row.value))
    session.flush()
    after = {(fact.kind, fact.value) for fact in in_force(fact_of(row) for row in rows if row.withdrawn_at is None)}
    if not after - before:
        return False
    open_doubt(session, recipient, "imported", moment_after(at, rows))
    return True
