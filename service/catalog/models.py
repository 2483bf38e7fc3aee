"""What can be given. A row is what is priced, stocked and given: one version of a product, in one colour, size or title."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from service.db.base import Base


def _own_sku(context: Any) -> str:
    """The default of `family`: a product in one version only."""
    return str(context.get_current_parameters()["sku"])


class Product(Base):
    """One thing that can be given. `stock` is what is free on the shelf now: a launch, a swap or a soft hold takes from it."""

    __tablename__ = "product"
    __table_args__ = (
        UniqueConstraint("workspace_id", "sku"),
        Index("ix_product_workspace_id_family", "workspace_id", "family"),
        CheckConstraint("stock >= 0", name="stock_not_negative"),
        CheckConstraint("opening_stock >= 0", name="opening_stock_not_negative"),
        CheckConstraint("price_minor >= 0", name="price_not_negative"),
        CheckConstraint("kind IN ('edible', 'skin', 'neither')", name="kind"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id"), index=True)
    sku: Mapped[str]
    family: Mapped[str] = mapped_column(default=_own_sku)
    """What its versions have in common: colleagues never get two of one family. It stays as it was when the row came."""
    variant: Mapped[dict[str, Any] | None] = mapped_column(default=None)
    """What sets it apart from the other versions: {colour | size | title: {locale: words}}; None where there is no other."""
    kind: Mapped[str]
    category: Mapped[str]
    archetype: Mapped[str]
    price_minor: Mapped[int]
    currency: Mapped[str]
    regions: Mapped[list[str]]
    stock: Mapped[int]
    opening_stock: Mapped[int]
    """Pieces ever brought to the shelf; restocking adds to both. With the gifts' history it has to give `stock`."""
    restock_on: Mapped[date | None]
    lead_days: Mapped[int]
    perishable: Mapped[bool]
    alcohol: Mapped[bool]
    min_age: Mapped[int | None]
    allergens: Mapped[dict[str, Any]]
    """Allergen key -> contains | may_contain | absent | unknown; all 14 where edible or on the skin, else empty."""
    diets: Mapped[dict[str, Any]]
    """Diet key -> suited | not | unknown; all 10 where edible or on the skin, else empty."""
    materials: Mapped[dict[str, Any]]
    """Material key -> contains | may_contain | absent | unknown, of every product; a key that is missing is unknown."""
    interests: Mapped[list[str]]
    texts: Mapped[dict[str, Any]]
    """Locale -> {name, line, inside}."""
    inscription_letters: Mapped[int | None] = mapped_column(default=None)
    """How many signs its maker can write on it; None where nothing can be written."""
    image: Mapped[str | None]
    """Path of the picture below assets/images or the media store, without its size and ending."""
    recalled_at: Mapped[datetime | None]
    """Since when nobody may get it any more; an import leaves this as it is."""
    revision: Mapped[int] = mapped_column()
    """Raised by every change of the row but the shelf's own, so that what was derived from a product is known to be out of date."""

    __mapper_args__ = {"version_id_col": revision}  # noqa: RUF012 (the base class declares it as an instance's)
