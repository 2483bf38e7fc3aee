"""Keeping what a search compares as people are: written with every change of a name or an address, gone with the person.

Who writes `given_name`, `family_name` or `email` calls `index_people` in the same transaction; `tests/house` watches over it. What
was there before there was a search, or was written under an older key, is found by a sweep.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from operator import itemgetter
from typing import Final

from sqlalchemy import and_, delete, insert, select, update
from sqlalchemy.orm import Session

from service.db.connect import transaction
from service.db.writing.chunks import in_chunks
from service.jobs.row_sweep import Due, RowSweep
from service.recipients.lock import lock_people
from service.recipients.models import Recipient, RecipientTag
from service.recipients.search.tags import tags_of
from service.workspaces.models import Workspace

NOT_YET: Final = 0
"""Under this generation of keys stands whoever is in no index."""


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
    return len(session.scalars(_behind().where(Recipient.workspace_id == workspace_id)).all())


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


def _behind() -> Due:
    return (
        select(Recipient.id, Recipient.workspace_id, Recipient.created_at)
        .join(
            Workspace,
            and_(Workspace.id == Recipient.workspace_id, Recipient.searched_as < Workspace.search_generation),
        )
        .where(Recipient.erased_at.is_(None))
    )


def _due(at: datetime) -> Due:
    return _behind().where(Recipient.created_at <= at)


def _portion(recipient_ids: Sequence[str], at: datetime) -> int:  # noqa: ARG001 (a sweep is asked with the instant)
    with transaction() as session:
        people = [person for person in lock_people(session, recipient_ids).values() if person.erased_at is None]
        index_people(session, people)
        return len(people)


def _one(recipient_id: str, at: datetime) -> int:
    return _portion((recipient_id,), at)


index_left_out: Final = RowSweep("people made findable", _due, _one, portion=_portion)
"""The sweep that writes the marks of whoever has none under the workspace's present key."""
