"""Brings the database to this version's tables, and says whether it is there."""

from __future__ import annotations

from alembic import command
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine

import service.app.tables  # noqa: F401 - the key is tried on every table that holds something encrypted
from service.app.database.config import alembic_config
from service.app.database.new_sqlite import lay_tables
from service.db.base import utc_now
from service.db.connect import engine
from service.db.key_check import adopt_key, require_key_of
from service.errors import Conflict


def migrate(on: Engine | None = None) -> None:
    """Runs every migration that is missing; a new SQLite database gets its tables at once. Safe to run again: where none is
    missing, nothing is written.

    The installation's own database also gets the check value of its key, once. Raises SettingsError, before anything is changed,
    where the key in force is not the one that the data was encrypted with.
    """
    if on is None:
        require_key_of(engine())
    if not is_migrated(on) and not (lay_tables(on or engine()) and is_migrated(on)):
        command.upgrade(alembic_config(on), "head")
    if on is None:
        adopt_key(engine(), utc_now())


def is_migrated(on: Engine | None = None) -> bool:
    """True where the database stands at this version's newest migration."""
    with (on or engine()).connect().execution_options(reading=True) as connection:
        present = MigrationContext.configure(connection).get_current_revision()
    return present == ScriptDirectory.from_config(alembic_config(on)).get_current_head()


def pending_migrations(on: Engine | None = None) -> list[str]:
    """“0088: what it does” for each migration that the database lacks, oldest first.

    Raises Conflict where the database stands at a migration that this version doesn't have.
    """
    with (on or engine()).connect().execution_options(reading=True) as connection:
        present = MigrationContext.configure(connection).get_current_revision()
    scripts = ScriptDirectory.from_config(alembic_config(on))
    if present is not None and present not in {script.revision for script in scripts.walk_revisions()}:
        raise Conflict(
            f"The database is at migration {present}, which this version doesn’t have. "
            "Install the version that made it, or a newer one."
        )
    missing = list(scripts.iterate_revisions("head", present or "base"))
    return [f"{script.revision}: {_first_line(script.doc)}" for script in reversed(missing)]


def _first_line(said: str) -> str:
    return said.strip().partition("\n")[0]
