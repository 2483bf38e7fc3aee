"""A gift is retired: nobody new gets it, in no plan and by no swap; whoever was promised it keeps it. It can come back any time.

A retired gift is as safe as before, so nobody loses it; films that name it as another choice are made again without it. Plans that
nobody was told of choose another when they next choose, and the shelf gives out no piece of it (`gifting/shelf`), so that a press
at the same moment comes before or after.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from service.catalog.import_products import LOOK
from service.catalog.models import Product
from service.catalog.offer_changed import offer_changed
from service.errors import Conflict
from service.jobs.enqueue import enqueue
from service.workspaces.actor import Actor
from service.workspaces.audit import record_act


def retire_product(session: Session, product: Product, actor: Actor, at: datetime) -> bool:
    """Retires it; False where it was retired already. The product is locked by the caller. Raises Conflict for a recalled one."""
    if product.recalled_at is not None:
        raise Conflict("This gift was recalled: nobody gets it any more.")
    if product.retired_at is not None:
        return False
    product.retired_at = at
    session.flush()
    enqueue(session, LOOK, product.id, version=product.revision, workspace_id=product.workspace_id)
    record_act(session, actor, "product.retired", at, subject_id=product.id)
    return True


def bring_back(session: Session, product: Product, actor: Actor, at: datetime) -> bool:
    """Gives it again; False where it was not retired. The product is locked by the caller. Raises Conflict for a recalled one."""
    if product.recalled_at is not None:
        raise Conflict("This gift was recalled: nobody gets it any more.")
    if product.retired_at is None:
        return False
    product.retired_at = None
    offer_changed(session, [product])
    record_act(session, actor, "product.brought_back", at, subject_id=product.id)
    return True
