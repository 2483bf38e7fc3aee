"""Names every value that cannot be decrypted. Pages live with one; somebody has to restore it, or ask its person again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from sqlalchemy import Column, LargeBinary, Table, select, type_coerce
from sqlalchemy.orm import Session

from service.db.base import Base, Encrypted
from service.ops.audit.defect import Defect
from service.security.encryption import Unreadable, unseal

_AT_ONCE: Final = 1_000


def unreadable(session: Session) -> Iterator[Defect]:
    """Every encrypted value of every table that cannot be read with the key in force, by table, column and id."""
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            if isinstance(column.type, Encrypted):
                yield from _lost_in(session, table, column)


def _lost_in(session: Session, table: Table, column: Column[str]) -> Iterator[Defect]:
    keys = list(table.primary_key.columns)
    rows = session.execute(
        select(type_coerce(column, LargeBinary), *keys).where(column.is_not(None)).order_by(*keys),
        execution_options={"yield_per": _AT_ONCE},
    )
    for sealed, *ids in rows:
        if isinstance(unseal(bytes(sealed)), Unreadable):
            named = " ".join(map(str, ids))
            sentence = (
                f"{table.name} {named}: its {column.name} cannot be decrypted. Restore it from a backup, or ask again."
            )
            yield Defect("unreadable", named, sentence)
