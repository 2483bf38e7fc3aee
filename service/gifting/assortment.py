"""The workspace's products laid out for quick decisions, once for a campaign's rules and plan, and what lies on the shelf now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from threading import Lock
from typing import Final

from cachetools import LRUCache
from sqlalchemy import select
from sqlalchemy.orm import Session

from service.campaigns.models import Campaign
from service.catalog.models import Product
from service.db.connect import reading
from service.decisions.online import Assortment, lay_out
from service.decisions.values import Prices, Terms
from service.gifting.candidate import gather_choices, prices_of, terms_now
from service.gifting.learned_model import preferences_of, version_of
from service.gifting.models import RecipientGift

KEPT: Final = 8
"""Campaigns a process keeps laid out, the latest used; 1,000 products take about two megabytes."""
_Revisions = tuple[tuple[str, int], ...]
_Key = tuple[str, str | None, str, int, int, date, date, int, bool, str]


@dataclass(frozen=True, slots=True, eq=False)
class StockedAssortment:
    """An assortment with `stock`, product id -> free pieces, as one query has just seen it."""

    assortment: Assortment
    stock: Mapping[str, int]


_kept: Final[LRUCache[_Key, tuple[_Revisions, Assortment]]] = LRUCache(KEPT)
"""Assortments by campaign rules and plan, each good for exactly the revisions of the products it was laid out from."""
_lock: Final = Lock()


def stocked_assortment(session: Session, campaign: Campaign, gift: RecipientGift, at: datetime) -> StockedAssortment:
    """The products as of a moment, with the prices of the plan the gift came from. Whatever changed in the catalog is seen at once:
    every product carries its revision, and stock is never kept."""
    rows = session.execute(
        select(Product.id, Product.revision, Product.stock)
        .where(Product.workspace_id == campaign.workspace_id)
        .order_by(Product.id)
    ).all()
    revisions = tuple((product_id, revision) for product_id, revision, _ in rows)
    terms, version = terms_now(campaign, gift, at), version_of(session, campaign.workspace_id)
    key = (
        campaign.workspace_id, gift.match_run_id, terms.currency, terms.band_min_minor, terms.band_max_minor,
        terms.deliver_on, at.date(), terms.undo_hours, terms.is_answered, version,
    )  # fmt: skip
    with _lock:
        of, assortment = _kept.get(key, (None, None))
    if assortment is None or of != revisions:
        terms = replace(terms, preferences=preferences_of(session, campaign.workspace_id))
        assortment = _build(session, campaign, terms, prices_of(session, gift))
        with _lock:
            _kept[key] = revisions, assortment
    return StockedAssortment(assortment, {product_id: stock for product_id, _, stock in rows})


def lay_out_ahead(gift_id: str, at: datetime) -> None:
    """Lays the products out for one gift while nobody waits for a lock, for whoever decides about it next."""
    with reading() as session:
        gift = session.get(RecipientGift, gift_id)
        if gift is not None:
            stocked_assortment(session, session.get_one(Campaign, gift.campaign_id), gift, at)


def _build(session: Session, campaign: Campaign, terms: Terms, prices: Prices) -> Assortment:
    return lay_out(gather_choices(session, campaign.workspace_id), terms, prices)
