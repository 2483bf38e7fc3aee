"""The sample's 400 made-up products, for whoever wants to try everything before they have gifts of their own."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Final

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from service.catalog.import_products import ProductEntry, import_products, read_catalog
from service.catalog.models import Product
from service.config import ASSETS
from service.db.writing.chunks import in_chunks
from service.errors import Conflict
from service.workspaces.actor import Actor
from service.workspaces.audit import record_act

CATALOG: Final = ASSETS / "samples" / "catalog.json"


def sample_catalog() -> list[ProductEntry]:
    """The sample's products."""
    return read_catalog(CATALOG.read_bytes())


def import_sample_catalog(session: Session, workspace_id: str, entries: list[ProductEntry] | None = None) -> int:
    """The sample's products, or what this version says of them where an older one has made them. How many were added."""
    added, _ = import_products(session, workspace_id, entries or sample_catalog(), is_sample=True)
    return added


def take_sample(session: Session, entries: list[ProductEntry], actor: Actor, at: datetime) -> int:
    """Puts the sample on a workspace's shelf. How many were added; pressed twice, the second press adds none.

    Raises Conflict where a gift of the workspace's own has a code of the sample's.
    """
    own = session.scalars(select(Product.sku).where(Product.workspace_id == actor.workspace_id, ~Product.is_sample))
    if taken := {entry.sku for entry in entries} & set(own):
        raise Conflict(f"A gift of yours has the code {min(taken)}, as one of the sample’s has. Rename yours first.")
    added = import_sample_catalog(session, actor.workspace_id, entries)
    record_act(session, actor, "catalog.sample_taken", at, subject_id=actor.workspace_id, body={"added": added})
    return added


def remove_sample(session: Session, given: Collection[str], actor: Actor, at: datetime) -> int:
    """Takes the sample off the shelf again. How many went.

    `given` are ids of products that somebody was given or may swap to. Raises Conflict where one of the sample's is among them.
    """
    ids = list(session.scalars(select(Product.id).where(Product.workspace_id == actor.workspace_id, Product.is_sample)))
    if set(ids) & set(given):
        raise Conflict("Gifts of the sample are already in a plan, so they stay. You can use your own beside them.")
    for some in in_chunks(ids):
        session.execute(delete(Product).where(Product.id.in_(some)))
    record_act(session, actor, "catalog.sample_removed", at, subject_id=actor.workspace_id, body={"removed": len(ids)})
    return len(ids)
