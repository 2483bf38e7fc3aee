"""What can be given. A row is what is priced, stocked and given: one version of a product, in one colour, size or title."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column

from service.db.base import Base, Encrypted


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
        CheckConstraint("delivered IN ('included', 'prepaid', 'unpaid', 'email')", name="delivered"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id"), index=True)
    sku: Mapped[str]
    family: Mapped[str] = mapped_column(default=_own_sku, server_default=text("''"))
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
    origin: Mapped[str | None] = mapped_column(default=None)
    """The country where its pieces lie; None where nobody has said."""
    tariff: Mapped[str | None] = mapped_column(default=None)
    """The kind of goods that its rates of duty and tax are for, as the workspace calls it."""
    delivered: Mapped[str] = mapped_column(default="included", server_default=text("'included'"))
    """What the price covers: `included`, `prepaid`, `unpaid` or `email` (`landed.reckon.Delivered`)."""
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
    mark_sources: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default=text("'{}'"))
    """"allergens.milk" -> {source, on, by}: where an `absent` or `suited` comes from (label, sheet, certificate), the day of that
    document, and the id of the user who said so. The sample's made-up products have none."""
    unknown_marks: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    """How many of the marks that the product has to state are unknown; counted whenever they change."""
    is_unsettled: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Its kind is neither and its texts hold words of food or skin that nobody has settled: until then nobody gets it."""
    settled: Mapped[dict[str, Any] | None]
    """Who said that nobody eats it or puts it on the skin: {words, by, on}. Other words have to be settled again."""
    is_sample: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Made up by us and taken from the sample shelf, so that it can be told from a workspace's own gifts."""
    interests: Mapped[list[str]]
    texts: Mapped[dict[str, Any]]
    """Locale -> {name, line, inside}."""
    inscription_letters: Mapped[int | None] = mapped_column(default=None)
    """How many signs its maker can write on it; None where nothing can be written."""
    inscription_kinds: Mapped[list[str] | None] = mapped_column(default=None)
    """What can be written: "initials", "line" or both; None for both."""
    image: Mapped[str | None]
    """Path of the picture below assets/images without its size and ending, or "own/" and its key in the storage."""
    is_photo: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Its picture is a photo that somebody uploaded, so that no import and no drawing takes its place."""
    past_images: Mapped[list[str] | None] = mapped_column(default=None)
    """Own pictures that it showed before: pages drawn then still name them."""
    folded: Mapped[str] = mapped_column(default="", server_default=text("''"))
    """English name and line, and the code, folded for searching in SQL."""
    recalled_at: Mapped[datetime | None]
    """Since when nobody may get it any more; an import leaves this as it is."""
    halted_at: Mapped[datetime | None] = mapped_column(default=None)
    """Since when nothing of it leaves, because somebody said that it made them ill and nobody has looked into that yet."""
    recalled_batches: Mapped[list[str]] = mapped_column(default=list, server_default=text("'[]'"))
    """Batches that were recalled while all others go on, as `folding.batch_key` writes them."""
    retired_at: Mapped[datetime | None]
    """Since when nobody new gets it: no plan and no swap. What was promised stays; an import leaves this as it is."""
    revision: Mapped[int] = mapped_column()
    """Raised by every change of the row but the shelf's own, so that what was derived from a product is known to be out of date."""

    @property
    def is_mailed(self) -> bool:
        """Whether it comes by email, as a code or a link: nothing is packed, and nobody is asked for an address."""
        return self.delivered == "email"

    __mapper_args__ = {"version_id_col": revision}  # noqa: RUF012 (the base class declares it as an instance's)


class ShelfChange(Base):
    """Pieces that a person brought to the shelf or wrote off: append-only.

    `before` and `after` are pieces ever brought, so that one change goes on where the last one ended.
    """

    __tablename__ = "shelf_change"
    __table_args__ = (
        CheckConstraint("pieces <> 0", name="pieces"),
        CheckConstraint("reason IN ('delivery', 'counted', 'damaged', 'other')", name="reason"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id"))
    product_id: Mapped[str] = mapped_column(ForeignKey("product.id"), index=True)
    pieces: Mapped[int]
    before: Mapped[int]
    after: Mapped[int]
    reason: Mapped[str]
    user_id: Mapped[str | None] = mapped_column(ForeignKey("user_account.id"))
    at: Mapped[datetime]


class PendingGifts(Base):
    """A sheet of gifts whose cells are still being answered. Nothing of it is on the shelf yet; swept away a day after it came."""

    __tablename__ = "pending_gifts"
    __table_args__ = (Index("ix_pending_gifts_created_at", "created_at"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id"), index=True)
    filename: Mapped[str] = mapped_column(Encrypted)
    body: Mapped[str] = mapped_column(Encrypted)
    """The file's bytes in base64."""
    answers: Mapped[str] = mapped_column(Encrypted)
    """JSON: {"cells": [[row number, field, text], ...], "skip": [row number, ...], "settled": [row number, ...]}."""
    created_at: Mapped[datetime]
