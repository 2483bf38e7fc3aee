"""A workspace's products from a catalog file, by the command line."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import select

from service.catalog.import_products import import_products, read_catalog
from service.db.connect import transaction
from service.errors import NotFound
from service.workspaces.models import Workspace


def import_catalog(workspace_name: str, file: Path) -> tuple[int, int]:
    """(products added, products changed). Raises InvalidInput that names product and field, NotFound for a workspace."""
    entries = read_catalog(file.read_bytes())
    with transaction() as session:
        workspace_id = session.scalar(select(Workspace.id).where(Workspace.name == workspace_name))
        if workspace_id is None:
            raise NotFound(f"There is no workspace “{workspace_name}”.")
        return import_products(session, workspace_id, entries)
