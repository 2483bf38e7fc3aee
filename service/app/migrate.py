"""Brings the database to this version's tables, and says whether it is there."""

from __future__ import annotations

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine

from service.config import CHECKOUT
from service.db.connect import engine


def alembic_config(on: Engine | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(CHECKOUT / "service" / "migrations"))
    config.attributes["engine"] = on
    return config


def migrate(on: Engine | None = None) -> None:
    """Runs every migration that is missing. Safe to run again."""
    command.upgrade(alembic_config(on), "head")


def is_migrated(on: Engine | None = None) -> bool:
    """True where the database stands at this version's newest migration."""
    with (on or engine()).connect() as connection:
        present = MigrationContext.configure(connection).get_current_revision()
    return present == ScriptDirectory.from_config(alembic_config(on)).get_current_head()
