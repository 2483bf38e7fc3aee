"""What is free for a gift's person at this moment, gathered from the rows: the one answer that pages, decisions and guards use."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Boolean, String, and_, bindparam, case, func, literal_column, select
from sqlalchemy.orm import Session, aliased

from service.campaigns.models import Campaign
from service.campaigns.transitions import allows
from service.catalog.models import Product
from service.decisions.availability import NO_LIMIT, Availability
from service.gifting.models import LIVE, RecipientGift
from service.gifting.money import bound_for_colleagues, freed_now
from service.gifting.set_aside import Kept, kept_for, kept_for_others
from service.gifting.soft_holds import held_for, shown_to_others
from service.gifting.transitions import PLANNED


@dataclass(frozen=True, slots=True)
class _Planned:
    """What the plan has promised of one product to other people of the campaign who have not set out yet. Money in minor units;
    `of_account_minor` is that of the gift's own account."""

    product_id: str
    pieces: int
    price_minor: int
    of_account_minor: int


_VERSION: Final = aliased(Product)
_GIFT: Final = bindparam("gift", type_=String)
_CAMPAIGN: Final = bindparam("campaign", type_=String)
_ACCOUNT: Final = bindparam("account", type_=String)
_SCOPE: Final = bindparam("scope", type_=String)
_AMONG: Final = bindparam("among", expanding=True, type_=String)
# Put together once: whatever somebody presses, these are asked.
_MONEY: Final = select(
    Campaign.status,
    Campaign.account_budget_minor,
    (Campaign.budget_minor - Campaign.reserved_minor - Campaign.captured_minor).label("left_minor"),
).where(Campaign.id == _CAMPAIGN)
_PRODUCT: Final = func.coalesce(RecipientGift.product_id, "")
_FOR_OTHERS: Final = (
    select(
        _PRODUCT,
        func.count(),
        func.sum(RecipientGift.price_minor),
        func.sum(case((RecipientGift.account_id == _ACCOUNT, RecipientGift.price_minor), else_=0)),
    )
    .where(RecipientGift.campaign_id == _CAMPAIGN, RecipientGift.id != _GIFT, RecipientGift.status.in_(PLANNED))
    # By its products everybody's gifts would be read; of a campaign that has set out hardly any are planned.
    .group_by(_PRODUCT)
)
_TAKEN: Final = (
    RecipientGift.campaign_id == _CAMPAIGN,
    RecipientGift.id != _GIFT,
    literal_column(f"({LIVE})", Boolean),
)
"""Gifts of the same campaign that stand for somebody else, those without a product among them."""
_ELSEWHERE: Final = select(RecipientGift.product_id).where(
    *_TAKEN,
    RecipientGift.product_id.is_not(None),
    RecipientGift.unique_within == _SCOPE,
    RecipientGift.account_id != _ACCOUNT,
)
_OF_COLLEAGUES: Final = (
    select(_VERSION.id, RecipientGift.recipient_id)
    .join(Product, Product.id == RecipientGift.product_id)
    .join(_VERSION, and_(_VERSION.workspace_id == Product.workspace_id, _VERSION.family == Product.family))
    .where(*_TAKEN, RecipientGift.account_id == _ACCOUNT)
)
_ELSEWHERE_AMONG: Final = _ELSEWHERE.where(RecipientGift.product_id.in_(_AMONG))
_OF_COLLEAGUES_AMONG: Final = _OF_COLLEAGUES.where(_VERSION.id.in_(_AMONG))


def availability_of(session: Session, gift: RecipientGift, among: Sequence[Product] | None = None) -> Availability:
    """Read anew at every call; nothing of it is kept. The plan's prices are not among it.

    `among`: only what others have or look at of these products, in any version, is asked for; of others nothing is known then.
    """
    money = session.execute(_MONEY, {"campaign": gift.campaign_id}).one()
    families = None if among is None else {product.family for product in among}
    others = (*kept_for_others(session, gift), *_shown(session, gift, families))
    planned = [*_planned_for_others(session, gift), *_promised(others)]
    aside = kept_for(session, gift)
    is_kept = aside is not None and aside.is_taken
    own = gift.price_minor if gift.is_reserved else (aside.amount_minor if aside is not None and is_kept else 0)
    own_pieces = frozenset(aside.pieces) if aside is not None and is_kept else frozenset[str]()
    left, share = 0, NO_LIMIT
    if allows(money.status, "decide_again"):
        left = money.left_minor - sum(line.price_minor for line in planned)
        if money.account_budget_minor is not None:
            colleagues = bound_for_colleagues(session, gift) + sum(line.of_account_minor for line in planned)
            share = money.account_budget_minor - colleagues - own
    else:
        # A campaign that is over has nothing new for anybody, and leaves each what was set aside for them.
        own = own or freed_now(session, gift)
    return Availability(
        promised=_by_product(planned) | _given_elsewhere(session, gift, others, among),
        own=held_for(session, gift)
        | own_pieces
        | ({gift.product_id} if gift.is_reserved and gift.product_id else frozenset()),
        rivals=_rivals(session, gift, others, among),
        own_minor=own,
        left_minor=min(left, share),
        is_account_limit=share < left,
    )


def _of(gift: RecipientGift, among: Sequence[Product] | None = None) -> dict[str, Any]:
    """What the statements above are asked about."""
    of: dict[str, Any] = {
        "gift": gift.id,
        "campaign": gift.campaign_id,
        "account": gift.account_id,
        "scope": gift.unique_within,
    }
    return of if among is None else {**of, "among": [product.id for product in among]}


def _planned_for_others(session: Session, gift: RecipientGift) -> list[_Planned]:
    rows = session.execute(_FOR_OTHERS, _of(gift))
    # Sums come as Decimal from PostgreSQL.
    return [_Planned(key, pieces, int(minor), int(of_account)) for key, pieces, minor, of_account in rows if key]


def _promised(others: Sequence[Kept]) -> list[_Planned]:
    """What the plan promises others who are asked, until the launch reserves it: their pieces, and of each one's sum once."""
    lines: list[_Planned] = []
    for one in others:
        for place, product_id in enumerate(() if one.is_taken else one.pieces):
            price = 0 if place else one.amount_minor
            lines.append(_Planned(product_id, 1, price, price if one.is_colleague else 0))
    return lines


def _shown(session: Session, gift: RecipientGift, families: Collection[str] | None) -> Iterator[Kept]:
    """What others look at, which is off the shelf already."""
    for one in shown_to_others(session, gift, families=families):
        yield Kept(one.recipient_id, one.is_colleague, (one.product_id,), 0, is_taken=True)


def _by_product(planned: Sequence[_Planned]) -> dict[str, int]:
    pieces = Counter[str]()
    for line in planned:
        pieces[line.product_id] += line.pieces
    return dict(pieces)


def _given_elsewhere(
    session: Session, gift: RecipientGift, others: Sequence[Kept], among: Sequence[Product] | None
) -> dict[str, int]:
    """Where no two people of the campaign get the same: what people of other companies have, or what is kept for them until they
    answer. Nothing of it is free, however much lies on the shelf; that somebody has it is nobody's to know."""
    if gift.unique_within == gift.account_id:
        return {}
    rows = session.scalars(_ELSEWHERE if among is None else _ELSEWHERE_AMONG, _of(gift, among))
    kept = [product_id for one in others if not one.is_colleague for product_id in one.pieces]
    return {str(product_id): NO_LIMIT for product_id in (*rows, *kept)}


def _rivals(
    session: Session, gift: RecipientGift, others: Sequence[Kept], among: Sequence[Product] | None
) -> dict[str, str]:
    """Every version of what colleagues have, or of what is kept for them until they answer, each with the recipient's id."""
    rows = session.execute(_OF_COLLEAGUES if among is None else _OF_COLLEAGUES_AMONG, _of(gift, among))
    kept = {product_id: one.recipient_id for one in others if one.is_colleague for product_id in one.pieces}
    return _versions_of(session, kept) | {str(version_id): recipient_id for version_id, recipient_id in rows}


def _versions_of(session: Session, kept: Mapping[str, str]) -> dict[str, str]:
    """`kept`: product id -> recipient id."""
    if not kept:
        return {}
    rows = session.execute(
        select(_VERSION.id, Product.id)
        .join(Product, and_(_VERSION.workspace_id == Product.workspace_id, _VERSION.family == Product.family))
        .where(Product.id.in_(kept))
    )
    return {str(version_id): kept[product_id] for version_id, product_id in rows}
