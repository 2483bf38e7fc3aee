"""How long each writing transaction keeps others out, measured from its first lock to its commit or rollback."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import perf_counter, thread_time
from typing import Any, Final

from sqlalchemy import Engine, event
from sqlalchemy.orm import Session

_LOCKING: Final = ("BEGIN IMMEDIATE", "INSERT", "UPDATE", "DELETE", "WITH")


@dataclass
class Holds:
    """(seconds, CPU seconds) of every hold, by what was at work."""

    found: dict[str, list[tuple[float, float]]] = field(default_factory=lambda: defaultdict(list))
    at_work: str = ""


class _Mine(threading.local):
    since: tuple[float, float] | None = None


@contextmanager
def metered() -> Iterator[Holds]:
    """Watches every engine of this process while the block runs.

    SQLite has one writer, from BEGIN IMMEDIATE on; PostgreSQL locks rows, from the first statement that changes or locks one. The
    ledger's own transactions of a statement or two are left out: they end before anybody could count them.
    """
    holds, mine = Holds(), _Mine()

    def begun(connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        options = connection.get_execution_options()
        if options.get("is_brief") or options.get("isolation_level") == "AUTOCOMMIT":
            return
        if mine.since is None and (statement.lstrip().upper().startswith(_LOCKING) or " FOR " in statement):
            mine.since = perf_counter(), thread_time()

    def ended(session: Session) -> None:
        if mine.since is not None and not session.in_nested_transaction():
            began, cpu = mine.since
            holds.found[holds.at_work].append((perf_counter() - began, thread_time() - cpu))
            mine.since = None

    event.listen(Engine, "after_cursor_execute", begun)
    event.listen(Session, "after_commit", ended, insert=True)
    event.listen(Session, "after_rollback", ended, insert=True)
    try:
        yield holds
    finally:
        event.remove(Engine, "after_cursor_execute", begun)
        event.remove(Session, "after_commit", ended)
        event.remove(Session, "after_rollback", ended)
