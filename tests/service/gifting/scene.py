"""A small campaign under way, for tests: three companies, some products, gifts launched by the real act."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.campaigns.models import Campaign
from service.catalog.models import Product
from service.gifting.models import GiftEvent, RecipientGift
from service.gifting.money_row import MoneyEntry
from service.gifting.reserve import launch_gifts
from service.recipients.models import Recipient
from tests.factories import (
    AT,
    join,
    make_account,
    make_campaign,
    make_gift,
    make_product,
    make_recipient,
    make_workspace,
)


@dataclass(frozen=True)
class Scene:
    """`gifts[n]` is the gift of `people[n]`; each holds `products[n]`. `others` are free to swap to."""

    workspace_id: str
    campaign: Campaign
    people: list[Recipient]
    gifts: list[RecipientGift]
    products: list[Product]
    others: list[Product]


def set_scene(
    session: Session, people: int = 1, others: int = 2, *, launched: bool = True, other_stock: int = 5, **campaign: Any
) -> Scene:
    """Gifts of 44.00 each, one person a company; `others` cost 40.00 and are each of another category."""
    workspace = make_workspace(session)
    values: dict[str, Any] = {"status": "running", "expires_at": AT.replace(year=2027)} | campaign
    row = make_campaign(session, workspace.id, **values)
    recipients, gifts, products = [], [], []
    for number in range(people):
        account = make_account(session, workspace.id, f"Company {number}")
        recipients.append(make_recipient(session, account))
        join(session, row, recipients[-1], number + 2)
        products.append(make_product(session, workspace.id, f"Gift {number}", stock=5))
        gifts.append(make_gift(session, row, recipients[-1], products[-1]))
    swaps = [
        make_product(
            session, workspace.id, f"Other {number}", category=f"other {number}", price_minor=4000, stock=other_stock
        )
        for number in range(others)
    ]
    if launched:
        assert launch_gifts(session, row, [gift.id for gift in gifts], 1, AT).missing == ()
    session.refresh(row)
    return Scene(workspace.id, row, recipients, gifts, products, swaps)


def kinds(session: Session, gift: RecipientGift) -> list[str]:
    """The gift's history as words."""
    return list(session.scalars(select(GiftEvent.kind).where(GiftEvent.gift_id == gift.id).order_by(GiftEvent.id)))


def ledger(session: Session, gift: RecipientGift) -> list[tuple[str, int]]:
    """The gift's money as (kind, minor units)."""
    rows = session.execute(
        select(MoneyEntry.kind, MoneyEntry.amount_minor).where(MoneyEntry.gift_id == gift.id).order_by(MoneyEntry.id)
    )
    return [(kind, amount) for kind, amount in rows]


def stock(session: Session, product: Product) -> int:
    """What lies on the shelf now."""
    return session.scalars(select(Product.stock).where(Product.id == product.id)).one()


def money(session: Session, campaign: Campaign) -> tuple[int, int]:
    """(reserved, captured) now, in minor units."""
    row = session.execute(
        select(Campaign.reserved_minor, Campaign.captured_minor).where(Campaign.id == campaign.id)
    ).one()
    return row.reserved_minor, row.captured_minor
