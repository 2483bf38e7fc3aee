"""A world in which there is too little of everything, and what is amiss in it afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from service.campaigns.models import Campaign
from service.catalog.models import Product
from service.gifting.models import RecipientGift
from service.gifting.money import bound_by_account

FREE: Final = 1
"""Pieces of a product that nobody has: whoever swaps to it first has it."""
SPARE_MINOR: Final = 1_000
"""What a campaign has left for swaps to something dearer, in the minor unit of its currency."""


def make_scarce(session: Session) -> None:
    """Of each product at most one piece is free, and hardly any money of each campaign."""
    fewer = Product.stock - FREE
    session.execute(
        update(Product)
        .where(Product.stock > FREE)
        .values(stock=FREE, opening_stock=Product.opening_stock - fewer)
        .execution_options(synchronize_session=False)
    )
    session.execute(
        update(Campaign)
        .values(budget_minor=Campaign.reserved_minor + Campaign.captured_minor + SPARE_MINOR)
        .execution_options(synchronize_session=False)
    )


def overspent_minor(session: Session) -> int:
    """Minor units that campaigns have bound beyond their budgets, counted from the rows of gifts and not from the campaign's own
    sums; and what those sums leave out."""
    amiss = 0
    for campaign in session.scalars(select(Campaign)):
        bound = bound_by_account(session, campaign.id).total()
        amiss += max(0, bound - campaign.budget_minor) + abs(bound - campaign.reserved_minor - campaign.captured_minor)
    return amiss


def shares(gifts: Sequence[RecipientGift], clients: int) -> list[Sequence[RecipientGift]]:
    """Whose pages each client has open: clients two by two the same. Raises ValueError for an odd number of clients."""
    if clients % 2:
        raise ValueError("Clients come in pairs.")
    each = len(gifts) // (clients // 2)
    return [gifts[each * (client // 2) : each * (client // 2 + 1)] for client in range(clients)]
