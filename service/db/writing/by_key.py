"""A question about what belongs to some keys. Of one key, which is what a press of one person asks, its statement is built once and
handed to the driver as it is; of many they are asked some at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, SQLColumnExpression, String, bindparam
from sqlalchemy.orm import Session

from service.db.loaded import ask
from service.db.writing.chunks import in_chunks
from service.db.writing.prepared import Prepared


class ByKey:
    """`build` makes the statement of a condition on `column`; its other parameters are `bindparam`s with a type."""

    def __init__(
        self, column: SQLColumnExpression[str], build: Callable[[ColumnElement[bool]], Select[*tuple[Any, ...]]]
    ) -> None:
        self._one = Prepared(lambda _: build(column == bindparam("its_key", type_=String())))
        self._some = build(column.in_(bindparam("their_keys", expanding=True, type_=String())))

    def rows(self, session: Session, keys: Sequence[str], **values: Any) -> Iterator[Any]:
        """Each row of the keys, in the statement's order within those that are asked at once. What the session has changed is
        written first, as with any other question."""
        if len(keys) == 1:
            if session.autoflush:
                session.flush()
            yield from self._one.rows(session.connection(), its_key=keys[0], **values)
            return
        for some in in_chunks(keys):
            yield from ask(session, self._some, {"their_keys": some, **values})
