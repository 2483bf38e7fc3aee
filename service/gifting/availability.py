"""What is free for a gift's person at this moment, gathered from the rows: the one answer that pages, decisions and guards use."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from sqlalchemy import and_, select
from sqlalchemy.orm import Session, aliased

from service.campaigns.transitions import allows
from service.catalog.models import Product
from service.decisions.availability import NO_LIMIT, Availability
from service.gifting.claims import Claims, Kept, Planned, claims_beside
from service.gifting.models import RecipientGift
from service.gifting.money import bound_for_colleagues, freed_now


def availability_of(session: Session, gift: RecipientGift, among: Sequence[Product] | None = None) -> Availability:
    """Read anew at every call; nothing of it is kept. The plan's prices are not among it.

    `among`: only what others have or look at of these products, in any version, is asked for; of others nothing is known then.
    """
    claims = claims_beside(session, gift, among)
    planned = [*claims.planned, *_promised(claims.others)]
    aside = claims.own if claims.own is not None and claims.own.is_taken else None
    own = gift.cost_minor if gift.is_reserved else (aside.amount_minor if aside is not None else 0)
    left, share = 0, NO_LIMIT
    if allows(claims.status, "decide_again"):
        left = claims.left_minor - sum(line.price_minor for line in planned)
        if claims.account_budget_minor is not None:
            colleagues = bound_for_colleagues(session, gift) + sum(line.of_account_minor for line in planned)
            share = claims.account_budget_minor - colleagues - own
    else:
        # A campaign that is over has nothing new for anybody, and leaves each what was set aside for them.
        own = own or freed_now(session, gift)
    return Availability(
        promised=_by_product(planned) | _given_elsewhere(gift, claims),
        own=claims.held
        | frozenset(() if aside is None else aside.pieces)
        | ({gift.product_id} if gift.is_reserved and gift.product_id else frozenset()),
        rivals=_rivals(session, claims),
        own_minor=own,
        left_minor=min(left, share),
        is_account_limit=share < left,
    )


def _promised(others: Sequence[Kept]) -> Iterator[Planned]:
    """What the plan promises others who are asked, until the launch reserves it: their pieces, and of each one's sum once."""
    for one in others:
        for place, product_id in enumerate(() if one.is_taken else one.pieces):
            price = 0 if place else one.amount_minor
            yield Planned(product_id, 1, price, price if one.is_colleague else 0)


def _by_product(planned: Sequence[Planned]) -> dict[str, int]:
    pieces = Counter[str]()
    for line in planned:
        pieces[line.product_id] += line.pieces
    return dict(pieces)


def _given_elsewhere(gift: RecipientGift, claims: Claims) -> dict[str, int]:
    """Where no two people of the campaign get the same: what people of other companies have, or what is kept for them until they
    answer. Nothing of it is free, however much lies on the shelf; that somebody has it is nobody's to know."""
    if gift.unique_within == gift.account_id:
        return {}
    kept = (product_id for one in claims.others if not one.is_colleague for product_id in one.pieces)
    return dict.fromkeys((*claims.elsewhere, *kept), NO_LIMIT)


def _rivals(session: Session, claims: Claims) -> dict[str, str]:
    """Every version of what colleagues have, or of what is kept for them until they answer, each with the recipient's id."""
    kept = {product_id: one.recipient_id for one in claims.others if one.is_colleague for product_id in one.pieces}
    return _versions_of(session, kept) | dict(claims.rivals)


def _versions_of(session: Session, kept: Mapping[str, str]) -> dict[str, str]:
    """`kept`: product id -> recipient id."""
    if not kept:
        return {}
    version = aliased(Product)
    rows = session.execute(
        select(version.id, Product.id)
        .join(Product, and_(version.workspace_id == Product.workspace_id, version.family == Product.family))
        .where(Product.id.in_(kept))
    )
    return {str(version_id): kept[product_id] for version_id, product_id in rows}
