"""The alternatives that are written down with a gift: decided now, written, and dropped where the campaign's rule has changed."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from service.campaigns.models import Campaign
from service.catalog.models import Product
from service.db.writing.chunks import in_chunks
from service.decisions.online import alternatives_for
from service.gifting.assortment import stocked_assortment
from service.gifting.availability import availability_of
from service.gifting.candidate import candidate_for
from service.gifting.models import GiftAlternative, RecipientGift
from service.gifting.swap_limits import may_swap, prices_within


def choose_alternatives(session: Session, campaign: Campaign, gift: RecipientGift, at: datetime) -> tuple[str, ...]:
    """Products that the gift's person could swap to now, best first, within the campaign's rule. Writes nothing."""
    if gift.product_id is None or not may_swap(campaign, gift):
        return ()
    stocked = stocked_assortment(session, campaign, gift, at)
    now = stocked.assortment.dense(availability_of(session, gift), stocked.stock)
    candidate = candidate_for(session, campaign, gift, at.date())
    besides = {session.get_one(Product, gift.product_id).category}
    return alternatives_for(stocked.assortment, candidate, now, within=prices_within(campaign, gift), besides=besides)


def write_alternatives(session: Session, gift: RecipientGift, product_ids: Sequence[str]) -> None:
    """These in their order, in place of all that were written before."""
    session.execute(delete(GiftAlternative).where(GiftAlternative.gift_id == gift.id))
    session.add_all(
        GiftAlternative(gift_id=gift.id, rank=rank, workspace_id=gift.workspace_id, product_id=product_id)
        for rank, product_id in enumerate(product_ids, start=1)
    )
    session.flush()


def drop_outside_rule(session: Session, campaign: Campaign, gift_ids: Collection[str]) -> None:
    """Drops what these gifts, which no plan writes anew, could be swapped for under an earlier rule and cannot any more."""
    for some in in_chunks(sorted(gift_ids)):
        rows = session.execute(
            select(GiftAlternative, Product.price_minor, RecipientGift)
            .join(Product, Product.id == GiftAlternative.product_id)
            .join(RecipientGift, RecipientGift.id == GiftAlternative.gift_id)
            .where(GiftAlternative.gift_id.in_(some))
        ).all()
        for row, price_minor, gift in rows:
            if price_minor not in prices_within(campaign, gift):
                session.delete(row)
    session.flush()
