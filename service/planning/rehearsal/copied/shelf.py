"""The shelf of a rehearsal: the same gifts with the same marks, prices and pieces, and nothing set aside."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service.catalog.landed.models import LandedRate
from service.catalog.models import Product
from service.gifting.learned_row import LearnedModel
from service.gifting.models import RecipientGift
from service.planning.rehearsal.copied.rows import copied
from service.security.ids import new_id


def copy_shelf(session: Session, of_workspace_id: str, of_campaign_id: str, workspace_id: str) -> Mapping[str, str]:
    """Copies every gift and the rates of its way; answers id -> id of the copy. Pieces that the campaign itself has set aside lie
    on the shelf again."""
    aside = dict(
        session.execute(
            select(RecipientGift.product_id, func.count())
            .where(RecipientGift.campaign_id == of_campaign_id, RecipientGift.is_reserved)
            .group_by(RecipientGift.product_id)
        ).all()
    )
    ids: dict[str, str] = {}
    for row in session.scalars(select(Product).where(Product.workspace_id == of_workspace_id).order_by(Product.sku)):
        stock = row.stock + aside.get(row.id, 0)
        ids[row.id] = new_id("prd")
        session.add(
            copied(row, id=ids[row.id], workspace_id=workspace_id, stock=stock, opening_stock=stock, revision=1)
        )
    for rate in session.scalars(
        select(LandedRate).where(LandedRate.workspace_id == of_workspace_id).order_by(LandedRate.id)
    ):
        session.add(copied(rate, id=None, workspace_id=workspace_id, entered_by=None))
    session.flush()
    return ids


def copy_model(session: Session, of_workspace_id: str, workspace_id: str, products: Mapping[str, str]) -> None:
    """What the workspace has learned so far is where its rehearsal begins; what that learns stays there."""
    row = session.get(LearnedModel, of_workspace_id)
    if row is None:
        return
    popularity = {products[key]: share for key, share in row.popularity.items() if key in products}
    session.add(copied(row, workspace_id=workspace_id, popularity=popularity, through_event=0))
    session.flush()
