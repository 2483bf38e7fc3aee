"""Every statement that is issued, and how the database would look for its rows."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, event

SMALL = frozenset({"alembic_version", "clock_mark", "key_check", "worker_pulse", "workspace"})
"""Tables that may be read from end to end: a row for each worker, tenant, or for the whole house. All others grow with use."""
_WORTH_A_LOOK = ("SELECT", "UPDATE", "DELETE", "WITH")
_SQLITE_SCAN = re.compile(r"SCAN (?:TABLE )?(\w+)(?: AS \w+)?(.*)")

Statements = dict[str, Any]
"""SQL as it was sent -> the parameters of the first time."""


@contextmanager
def recording() -> Iterator[Statements]:
    """Hears every statement of every engine during the block."""
    heard: Statements = {}

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, many: bool) -> None:
        if statement.lstrip().startswith(_WORTH_A_LOOK):
            heard.setdefault(statement, parameters[0] if many else parameters)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield heard
    finally:
        event.remove(Engine, "before_cursor_execute", note)


def scans(engine: Engine, statements: Mapping[str, Any]) -> dict[str, list[str]]:
    """Statement -> tables that grow and that it cannot but read from end to end; statements that read none so are left out.

    What a planner would choose for the few rows of a test says nothing. So SQLite is asked without statistics, where it takes
    whatever index there is, and PostgreSQL with every other way forbidden that it might prefer for a small table.
    """
    found = {}
    with engine.connect().execution_options(reading=True) as connection:
        is_sqlite = engine.dialect.name == "sqlite"
        if not is_sqlite:
            for way in ("seqscan", "hashjoin", "mergejoin", "hashagg", "material", "memoize"):
                connection.exec_driver_sql(f"SET LOCAL enable_{way} = off")
        for statement, parameters in statements.items():
            explain = "EXPLAIN QUERY PLAN" if is_sqlite else "EXPLAIN (FORMAT JSON)"
            rows = connection.exec_driver_sql(f"{explain} {statement}", parameters).all()
            tables = _scanned_by_sqlite(statement, rows) if is_sqlite else _scanned_by_postgres(rows[0][0])
            if grown := sorted(set(tables) - SMALL):
                found[statement] = grown
    return found


def _scanned_by_sqlite(statement: str, rows: Any) -> Iterator[str]:
    for row in rows:
        if (scan := _SQLITE_SCAN.match(row[3])) and "VIRTUAL" not in row[3]:
            name = _table_of(statement, scan[1])
            # A partial index holds few rows; that it is the one read says that the statement names just those.
            if name is not None and not _is_partial(row[3]):
                yield name


def _table_of(statement: str, name: str) -> str | None:
    """The table behind an alias; None for a subquery's own rows and for constants."""
    if name in {"CONSTANT", "anon_1", "anon_2", "anon_3"} or name.startswith("sqlite_"):
        return None
    aliased = re.search(rf"\b(\w+) AS {name}\b", statement)
    return aliased[1] if aliased else name


PARTIAL = frozenset(
    {"ix_job_to_retry", "ix_job_failed_before", "ix_mail_message_sending", "ix_delivery_address_to_erase"}
)


def _is_partial(detail: str) -> bool:
    return any(name in detail for name in PARTIAL)


def _scanned_by_postgres(plans: Any) -> Iterator[str]:
    nodes = [(plan["Plan"], "") for plan in (json.loads(plans) if isinstance(plans, str) else plans)]
    while nodes:
        node, above = nodes.pop()
        table = str(node.get("Relation Name", above))
        nodes += [(inner, table) for inner in node.get("Plans", [])]
        reads_all = node["Node Type"] == "Seq Scan" or (
            node["Node Type"] in {"Index Scan", "Index Only Scan", "Bitmap Index Scan"}
            and "Index Cond" not in node
            and not _is_partial(node["Index Name"])
        )
        if reads_all and not table.startswith("pg_"):
            yield table
