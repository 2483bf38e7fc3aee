"""Alembic's door: runs migrations on the database of the settings."""

from __future__ import annotations

from typing import Literal

from alembic import context

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


def run_migrations() -> None:
    given = context.config.attributes.get("engine")
    with (given or engine()).connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=METADATA,
            render_as_batch=True,
            user_module_prefix="",
            render_item=_render_item,
        )
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()


run_migrations()
