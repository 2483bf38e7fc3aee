"""Alembic's door: runs migrations on the database of the settings."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

from alembic import context
from sqlalchemy import Connection

from service.app.tables import METADATA
from service.db.base import Document, Encrypted, Moment
from service.db.connect import engine


def _render_item(kind: str, item: object, _context: object) -> str | Literal[False]:
    """Encrypted columns are plain bytes to a migration: it must run without the keys."""
    if kind == "type" and isinstance(item, Encrypted):
        return "sa.LargeBinary()"
    if kind == "type" and isinstance(item, Moment):
        return "Moment()"
    if kind == "type" and item is Document:
        return "Document"
    return False


@contextmanager
def _without_foreign_keys(connection: Connection) -> Iterator[None]:
    """SQLite changes a column by making the table anew; dropping the old one is refused while another table's rows name it.

    The switch does nothing inside a transaction, so it is turned before one begins; that every key still finds its row is asked
    before anything is committed.
    """
    if connection.dialect.name != "sqlite":
        yield
        return
    _switch_foreign_keys(connection, "OFF")
    try:
        yield
    finally:
        connection.rollback()  # nothing, where all went well
        _switch_foreign_keys(connection, "ON")


def _switch_foreign_keys(connection: Connection, to: Literal["ON", "OFF"]) -> None:
    driver = connection.connection.driver_connection
    if driver is not None:
        driver.execute(f"PRAGMA foreign_keys={to}")


def _require_whole(connection: Connection) -> None:
    """Raises RuntimeError where a row names another that is not there."""
    if connection.dialect.name == "sqlite":
        lost = {row[0] for row in connection.exec_driver_sql("PRAGMA foreign_key_check")}
        if lost:
            raise RuntimeError(
                f"A migration lost rows that others name, in {', '.join(sorted(lost))}; nothing was changed."
            )


def run_migrations() -> None:
    given = context.config.attributes.get("engine")
    with (given or engine()).connect() as connection, _without_foreign_keys(connection):
        context.configure(
            connection=connection,
            target_metadata=METADATA,
            render_as_batch=True,
            user_module_prefix="",
            render_item=_render_item,
        )
        with context.begin_transaction():
            context.run_migrations()
            _require_whole(connection)
        connection.commit()


run_migrations()
