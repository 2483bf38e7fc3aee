"""What goes well with a gift that arrived a week ago: at most one thing, named and never sold.

It is judged like a gift for this person, at the moment somebody looks: by every rule of safety and of the campaign, from what lies
on the shelf. Where nothing fits nothing is said.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.catalog.models import Product
from service.decisions.eligibility import reasons_against
from service.gifting.candidate import candidate_for, choice_of, terms_of
from service.gifting.events import EventKind, last_time
from service.gifting.find import campaign_of
from service.gifting.incidents import is_warned_of
from service.gifting.models import RecipientGift
from service.recipients.afterwards.ratings import find_rating, said_of
from service.recipients.afterwards.scales import MOOD
from service.recipients.erase import is_erased

AFTER: Final = timedelta(days=7)
"""Since the parcel arrived: before that it is for its maker's two lines alone to speak of the gift."""
_UNHAPPY: Final = frozenset({"not", "wrong"})
"""How somebody says the gift is who is told of nothing that goes with it."""
_PAIRS: Final = (
    ("books", "home", "reading"),
    ("books", "tea", "reading"),
    ("books", "textile", "reading"),
    ("coffee", "kitchen", "coffee"),
    ("fruit", "kitchen", "cooking"),
    ("home", "plants", "gardening"),
    ("kitchen", "pantry", "baking"),
    ("kitchen", "pantry", "cooking"),
    ("kitchen", "sweets", "baking"),
    ("kitchen", "tea", "tea"),
    ("kitchen", "wine", "wine"),
    ("outdoors", "textile", "hiking"),
    ("textile", "wellness", "sauna"),
)
"""(category, category, what both have to be made for): either goes with the other."""
_LOOKED_AT: Final = 200
"""Products that are judged at most, the first by their code: a page is drawn while somebody waits."""


def goes_with(session: Session, gift: RecipientGift, at: datetime) -> Product | None:
    """The one thing, or None. The same as long as shelf and facts stay the same. Nothing is written."""
    if gift.status != "delivered" or gift.product_id is None or is_erased(session, gift.recipient_id):
        return None
    arrived = last_time(session, gift, EventKind.DELIVERED)
    if arrived is None or at < arrived + AFTER or is_warned_of(session, gift):
        return None
    if said_of(find_rating(session, gift.id, MOOD)) in _UNHAPPY:
        return None
    given = session.get_one(Product, gift.product_id)
    shared = _partners(given)
    if given.recalled_at is not None or not shared:
        return None
    campaign = campaign_of(session, gift)
    candidate, terms = candidate_for(session, campaign, gift, at.date()), terms_of(campaign)
    for product in session.scalars(
        select(Product)
        .where(
            Product.workspace_id == gift.workspace_id,
            Product.category.in_(shared),
            Product.family != given.family,
            Product.stock > 0,
            Product.retired_at.is_(None),
            Product.recalled_at.is_(None),
        )
        .order_by(Product.sku)
        .limit(_LOOKED_AT)
    ):
        if shared[product.category] & set(product.interests) and not reasons_against(
            candidate, choice_of(product), terms
        ):
            return product
    return None


def _partners(given: Product) -> Mapping[str, frozenset[str]]:
    """Category -> what a product of it has to be made for to go with this one."""
    found: dict[str, frozenset[str]] = {}
    for one, other, interest in _PAIRS:
        for mine, theirs in ((one, other), (other, one)):
            if given.category == mine and interest in given.interests:
                found[theirs] = found.get(theirs, frozenset()) | {interest}
    return found
