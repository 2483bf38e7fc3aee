"""A new SQLite database gets its tables at once: the statements that all migrations together lead to, kept in a file.

They are no second truth. The file is printed from a database that was migrated (`make tables`), says at which migration it stands,
and whatever has come since runs after it like on any other database.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import click
from alembic import command
from sqlalchemy import Engine

from service.app.database.config import alembic_config
from service.config import CHECKOUT
from service.db.connect import make_engine

TABLES: Final = CHECKOUT / "service" / "migrations" / "new_sqlite.sql"
_HOLDS_ANYTHING: Final = "SELECT count(*) FROM sqlite_master"


def lay_tables(on: Engine, path: Path = TABLES) -> bool:
    """Makes every table of the file in one transaction. False, and nothing done, where the database is no SQLite or holds
    anything."""
    if on.dialect.name != "sqlite":
        return False
    with on.begin() as connection:
        driver = connection.connection.driver_connection
        if driver is None or driver.execute(_HOLDS_ANYTHING).fetchone()[0]:
            return False
        for statement in statements(path.read_text(encoding="utf-8").splitlines()):
            driver.execute(statement)
    return True


def statements(lines: Iterable[str]) -> Iterator[str]:
    """Whole statements; one may go over several lines and hold others, as a trigger does."""
    so_far = ""
    for line in lines:
        so_far += line + "\n"
        if sqlite3.complete_statement(so_far):
            yield so_far
            so_far = ""


def dump(file: Path) -> str:
    """Every table, index, trigger and row of a SQLite database as statements, in one order whatever order they came in."""
    opened = sqlite3.connect(file)
    try:
        told = [one for one in opened.iterdump() if one not in {"BEGIN TRANSACTION;", "COMMIT;"}]
    finally:
        opened.close()
    told.sort(key=lambda one: not one.startswith("CREATE TABLE"))
    tables = sum(one.startswith("CREATE TABLE") for one in told)
    return "".join(f"{_in_order(one)}\n" for one in (*told[:tables], *sorted(told[tables:])))


def _in_order(statement: str) -> str:
    """A table's constraints by name: SQLite writes them down as a migration happened to read them."""
    lines = statement.splitlines()
    of_table = [number for number, line in enumerate(lines) if line.startswith("\tCONSTRAINT ")]
    if not of_table or not statement.startswith("CREATE TABLE"):
        return statement
    first, last = of_table[0], of_table[-1] + 1
    ends = [line[len(line.rstrip(" ,")) :] for line in lines[first:last]]
    sorted_lines = sorted(line.rstrip(" ,") for line in lines[first:last])
    return "\n".join([*lines[:first], *map("".join, zip(sorted_lines, ends, strict=True)), *lines[last:]])


def migrated_dump() -> str:
    """The same of a new database after each migration in turn."""
    with TemporaryDirectory(prefix="handpicked-") as folder:
        file = Path(folder) / "new.sqlite3"
        made = make_engine(f"sqlite:///{file}")
        try:
            command.upgrade(alembic_config(made), "head")
        finally:
            made.dispose()
        return dump(file)


if __name__ == "__main__":
    click.echo(migrated_dump(), nl=False)
