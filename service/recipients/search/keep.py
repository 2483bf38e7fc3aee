"""Keeping what a search compares as people are: written with every change of a name or an address, gone with the person.

Who writes `given_name`, `family_name` or `email` calls `index_people` in the same transaction; `tests/house` watches over it. What
was there before there was a search, or was written under an older key, is found by a sweep.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from operator import itemgetter
from typing import Final

from sqlalchemy import and_, delete, func, insert, or_, select, update
from sqlalchemy.orm import Session

from service.db.connect import reading, transaction
from service.db.writing.chunks import in_chunks
from service.jobs.row_sweep import Due, RowSweep
from service.recipients.lock import lock_people
from service.recipients.models import Recipient, RecipientTag
from service.recipients.search.tags import tags_of
from service.workspaces.models import Workspace

AT_A_TIME: Final = 200
"""Workspaces whose people are looked at in one pass."""


def index_people(session: Session, people: Iterable[Recipient]) -> None:
    """Writes the marks of people who are locked or new, anew; of whoever was erased none are left."""
    by_id = {person.id: person for person in people}
    if not by_id:
        return
    generations = _generations(session, {person.workspace_id for person in by_id.values()})
    for person in by_id.values():
        person.searched_as = generations[person.workspace_id]
    session.flush()
    _drop(session, sorted(by_id))
    rows = [
        {"workspace_id": person.workspace_id, "tag": tag, "recipient_id": person.id}
        for person in by_id.values()
        for tag in tags_of(person, generations[person.workspace_id])
    ]
    if rows:
        session.connection().execute(insert(RecipientTag.__table__), sorted(rows, key=itemgetter("tag")))  # type: ignore[arg-type]


def forget_in_search(session: Session, recipient_id: str) -> None:
    """From now on nobody finds the person."""
    _drop(session, (recipient_id,))


def renew_keys(session: Session, workspace_id: str) -> int:
    """Has every mark of the workspace written anew under another key, by the sweep, some at a time: how many people that are.

    Until it is done people are found under both keys.
    """
    session.execute(
        update(Workspace)
        .where(Workspace.id == workspace_id)
        .values(search_generation=Workspace.search_generation + 1)
        .execution_options(synchronize_session=False)
    )
    session.expire_all()
    behind = _behind(_generations(session, [workspace_id]))
    return session.scalar(select(func.count()).select_from(behind.subquery())) or 0


def _drop(session: Session, recipient_ids: Sequence[str]) -> None:
    for some in in_chunks(recipient_ids):
        session.execute(
            delete(RecipientTag).where(RecipientTag.recipient_id.in_(some)).execution_options(synchronize_session=False)
        )


def _generations(session: Session, workspace_ids: Iterable[str]) -> dict[str, int]:
    rows = session.execute(
        select(Workspace.id, Workspace.search_generation).where(Workspace.id.in_(sorted(workspace_ids)))
    )
    return {workspace_id: generation for workspace_id, generation in rows}


_EVER_BEHIND: Final = (
    select(func.min(Recipient.searched_as))
    .where(Recipient.workspace_id == Workspace.id, Recipient.erased_at.is_(None))
    .correlate(Workspace)
    .scalar_subquery()
)
"""The oldest key under which somebody of a workspace is found."""


def _behind(generations: Mapping[str, int]) -> Due:
    """The people of these workspaces who are not found under their workspace's present key."""
    theirs = [
        and_(Recipient.workspace_id == workspace_id, Recipient.searched_as < generation)
        for workspace_id, generation in generations.items()
    ]
    return select(Recipient.id, Recipient.workspace_id, Recipient.created_at).where(
        or_(*theirs) if theirs else Recipient.workspace_id.in_(()), Recipient.erased_at.is_(None)
    )


def _due(at: datetime) -> Due:
    """Asked workspace by workspace first: a join would read everybody there is to find that nobody is behind."""
    with reading() as session:
        found = session.execute(
            select(Workspace.id, Workspace.search_generation)
            .where(Workspace.search_generation > _EVER_BEHIND)
            .order_by(Workspace.id)
            .limit(AT_A_TIME)
        )
        generations = {workspace_id: generation for workspace_id, generation in found}
    return _behind(generations).where(Recipient.created_at <= at)


def _portion(recipient_ids: Sequence[str], at: datetime) -> int:  # noqa: ARG001 (a sweep is asked with the instant)
    with transaction() as session:
        people = [person for person in lock_people(session, recipient_ids).values() if person.erased_at is None]
        index_people(session, people)
        return len(people)


def _one(recipient_id: str, at: datetime) -> int:
    return _portion((recipient_id,), at)


index_left_out: Final = RowSweep("people made findable", _due, _one, portion=_portion)
"""The sweep that writes the marks of whoever has none under the workspace's present key."""
