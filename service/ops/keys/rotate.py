"""Encrypting again, under the newest key, what lies under an older one: a job that goes on where it stopped.

Which key a value is under, its first bytes say. So nothing is remembered beside it: whatever is not under the newest yet is what is
left. A value that changes meanwhile is left to whoever changes it, who writes under the newest anyway.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from time import monotonic
from typing import Any, Final

from sqlalchemy import Column, LargeBinary, Table, func, select, tuple_, type_coerce, update
from sqlalchemy.orm import Session

from service.db.base import Base, Encrypted
from service.db.connect import reading, transaction
from service.jobs.act_types import Effect, Lease
from service.jobs.enqueue import enqueue, next_version
from service.jobs.models import OPEN, Job
from service.security.encryption import Unreadable, encrypt, unseal, written_under

KIND: Final = "ops.rotate_keys"
PORTION: Final = 500
LONGEST_SECONDS: Final = 900.0
"""Of one job; another goes on after it."""
_SUBJECT: Final = "values"


def ask_to_rotate(session: Session) -> bool:
    """False where a job for it waits or runs already."""
    if session.scalar(select(Job.id).where(Job.kind == KIND, Job.state.in_(OPEN))) is not None:
        return False
    return enqueue(session, KIND, _SUBJECT, version=next_version(session, KIND, _SUBJECT)) is not None


def rotate_job(lease: Lease) -> Effect:
    """Works for as long as one job may, then has another go on."""
    changed, is_more = rotate(monotonic() + LONGEST_SECONDS)

    def go_on(session: Session) -> None:
        if is_more and changed:
            enqueue(session, KIND, _SUBJECT, version=lease.version + 1)

    return go_on


def rotate(until: float) -> tuple[int, bool]:
    """(values encrypted again, whether some are left that nobody has looked at). `until`: monotonic seconds."""
    changed = 0
    for table, column in encrypted_columns():
        after: tuple[Any, ...] | None = None
        while True:
            if monotonic() > until:
                return changed, True
            done, after = _rotate_portion(table, column, after)
            changed += done
            if after is None:
                break
    return changed, False


def count_by_key(session: Session) -> Mapping[str, int]:
    """How many values are under the newest key, an older one, or can't be read at all: {"newest", "older", "unreadable"}.

    Reads and tries every value that is not under the newest.
    """
    found = Counter[str](newest=0, older=0, unreadable=0)
    head = written_under()
    for table, column in encrypted_columns():
        for (sealed,) in session.execute(select(_bytes(column)).select_from(table).where(column.is_not(None))):
            if bytes(sealed).startswith(head):
                found["newest"] += 1
            else:
                found["unreadable" if isinstance(unseal(bytes(sealed)), Unreadable) else "older"] += 1
    return found


def encrypted_columns() -> Iterator[tuple[Table, Column[Any]]]:
    """Every column of every table that holds encrypted text."""
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            if isinstance(column.type, Encrypted):
                yield table, column


def _rotate_portion(
    table: Table, column: Column[Any], after: tuple[Any, ...] | None
) -> tuple[int, tuple[Any, ...] | None]:
    """(values changed, the last row looked at; None where there are no more)."""
    keys = list(table.primary_key.columns)
    head = written_under()
    query = select(*keys, _bytes(column)).where(column.is_not(None), func.substr(_bytes(column), 1, len(head)) != head)
    if after is not None:
        query = query.where(tuple_(*keys) > after)
    with reading() as session:
        rows = session.execute(query.order_by(*keys).limit(PORTION)).all()
    if not rows:
        return 0, None
    changed = 0
    with transaction() as session:
        for *key, sealed in rows:
            text = unseal(bytes(sealed))
            if isinstance(text, Unreadable):
                continue  # under a key that we don't have: it stays as it is, for whoever has
            which = [one == value for one, value in zip(keys, key, strict=True)]
            fresh = type_coerce(encrypt(text), LargeBinary)
            done = session.connection().execute(
                update(table).where(*which, _bytes(column) == sealed).values({column.name: fresh})
            )
            changed += done.rowcount
    return changed, tuple(rows[-1][:-1])


def _bytes(column: Column[Any]) -> Any:
    return type_coerce(column, LargeBinary)
