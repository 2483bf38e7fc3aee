"""A workspace's products from a catalog file, by the command line."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from sqlalchemy import select

from service.bounded import TooCostly, Unread, read_bounded
from service.catalog.entry import own_entry
from service.catalog.import_products import ProductEntry, import_products
from service.catalog.sample_shelf import sample_catalog
from service.db.connect import transaction
from service.errors import InvalidInput, NotFound
from service.workspaces.models import Workspace

_READ: Final = "service.catalog.import_products:read_catalog"
LARGEST: Final = 50 * 1024 * 1024


def import_catalog(workspace_name: str, file: Path) -> tuple[int, int]:
    """(products added, products changed). Raises InvalidInput that names product and field, NotFound for a workspace."""
    entries = _read(file)
    sample = {entry.sku: entry for entry in sample_catalog()} if entries else {}
    with transaction() as session:
        workspace_id = session.scalar(select(Workspace.id).where(Workspace.name == workspace_name))
        if workspace_id is None:
            raise NotFound(f"There is no workspace “{workspace_name}”.")
        ours = [entry for entry in entries if _is_ours(entry, sample)]
        own = [entry for entry in entries if not _is_ours(entry, sample)]
        added, changed = import_products(session, workspace_id, ours, is_sample=True)
        more, other = import_products(session, workspace_id, [own_entry(entry) for entry in own])
        return added + more, changed + other


def _is_ours(entry: ProductEntry, sample: Mapping[str, ProductEntry]) -> bool:
    """Whether it's a product of the sample, which is made up and needs no documents."""
    return entry.sku in sample and entry.texts["en"] == sample[entry.sku].texts["en"]


def _read(file: Path) -> list[ProductEntry]:
    """The file's products, read within the limits of every file."""
    try:
        if file.stat().st_size > LARGEST:
            raise InvalidInput(
                f"{file} is larger than {LARGEST // 1024**2} MB. Split the catalogue into parts.", param="file"
            )
        data = file.read_bytes()
    except OSError as error:
        raise InvalidInput(f"{file} cannot be read: {error.strerror or 'it cannot be opened'}.", param="file") from None
    try:
        entries: list[ProductEntry] = read_bounded(_READ, data)
    except (TooCostly, Unread):
        raise InvalidInput(
            f"{file} is too large to read at once, or nested too deeply. Split the catalogue into parts.",
            param="file",
        ) from None
    return entries
