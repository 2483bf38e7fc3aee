"""What a sum that is spent is made of, and the VAT in it: kept with its entry of the ledger, since rates and gifts change later."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal, get_args

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.catalog.landed.in_force import landing_of
from service.catalog.models import Product
from service.db.loaded import row_of
from service.gifting.cost import country_of
from service.gifting.models import RecipientGift
from service.gifting.money_row import MoneyEntry

Part = Literal["gift", "donation", "wrap", "shipping", "duty", "tax", "fee", "return"]
"""`gift`: a price; `donation`: one that a charity gets; `return`: a parcel's carriage back; the others: costs besides a price."""
PARTS: Final[tuple[Part, ...]] = get_args(Part)


@dataclass(frozen=True, slots=True)
class Split:
    """`parts`: part -> minor units, none of them nothing. `vat_minor`: VAT contained in the price, None where it is not known."""

    parts: Mapping[str, int] = field(default_factory=dict)
    vat_minor: int | None = None


UNSPLIT: Final = Split()


def split_spent(session: Session, gift: RecipientGift, price_minor: int, extra: Mapping[str, int]) -> Split:
    """What is spent for a gift: its price, and with it the costs besides that are spent as well."""
    is_donated = gift.status == "donated"
    parts = {"donation" if is_donated else "gift": price_minor, **extra}
    # A charity is given money, not goods: no VAT is in it.
    vat = 0 if is_donated else _vat(session, gift, price_minor)
    return Split({part: minor for part, minor in parts.items() if minor}, vat)


def split_way_back(minor: int) -> Split:
    """What a parcel’s carriage back costs."""
    return Split({"return": minor})


def split_refunded(session: Session, gift: RecipientGift, minor: int) -> Split:
    """What came back, as the entry has it by which it was spent: the latest of that sum, or of that price. Where there is none, it
    is a price of which nobody knows the VAT."""
    spent = session.scalars(
        select(MoneyEntry)
        .where(MoneyEntry.gift_id == gift.id, MoneyEntry.kind == "captured")
        .order_by(MoneyEntry.id.desc())
    ).all()
    return _whole(spent, minor) or _price(spent, minor) or Split({"gift": minor})


def _whole(spent: Sequence[MoneyEntry], minor: int) -> Split | None:
    return next(
        (Split(dict(one.parts), one.vat_minor) for one in spent if one.parts and one.amount_minor == minor), None
    )


def _price(spent: Sequence[MoneyEntry], minor: int) -> Split | None:
    return next(
        (
            Split({part: minor}, one.vat_minor)
            for one in spent
            for part in ("gift", "donation")
            if one.parts.get(part) == minor
        ),
        None,
    )


def _vat(session: Session, gift: RecipientGift, price_minor: int) -> int | None:
    landing = landing_of(session, gift.workspace_id)
    if gift.product_id is None or not landing.knows_vat:
        return None
    product = row_of(session, Product, gift.product_id)
    return landing.vat_in(product, country_of(session, gift), price_minor)
