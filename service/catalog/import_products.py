"""From a catalog file to products. Every product is checked whole before any is saved; the same file twice changes no stock."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date
from typing import Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator
from sqlalchemy import select
from sqlalchemy.orm import Session

from service.catalog.models import Product
from service.catalog.versions import Variant, check_families, each_version, texts_of_version
from service.dietary.vocabulary import ALLERGENS, DIETS, MATERIALS, AllergenMark, DietMark, MaterialMark
from service.errors import InvalidInput
from service.jobs.enqueue import enqueue
from service.security.ids import new_id
from service.written import written_in

LANGUAGES = ("en", "ru", "is", "cs", "ro", "ar", "ja")
MARKS = ("kind", "alcohol", "min_age", "allergens", "diets", "materials")
"""Columns that say for whom a product is safe."""
LOOK = "gifting.look_at_product"
"""The room that looks after gifts is above this one; it is asked by a job."""


_KEY: Final = r"^[A-Za-z0-9._-]+$"


class ProductText(BaseModel):
    """A product in one language: its name, a line, and what is inside."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    name: str = Field(min_length=1, max_length=120)
    line: str = Field(min_length=1, max_length=300)
    inside: str = Field(min_length=1, max_length=1000)


class Picture(BaseModel):
    """How the product is painted: the archetype, and whatever that one asks for."""

    model_config = ConfigDict(extra="allow")

    archetype: str


class ProductEntry(BaseModel):
    """One product of a catalog file. Prices in minor units, retail and with tax."""

    model_config = ConfigDict(extra="forbid")

    sku: str = Field(min_length=1, max_length=40, pattern=_KEY)
    family: str | None = Field(default=None, min_length=1, max_length=40, pattern=_KEY)
    variant: Variant | None = None
    inscription_letters: int | None = Field(default=None, ge=1, le=60)
    kind: Literal["edible", "skin", "neither"]
    category: str = Field(min_length=1, max_length=40)
    price_minor: int = Field(ge=0, le=100_000_000)
    currency: str = Field(pattern="^[A-Z]{3}$")
    regions: list[str] = Field(min_length=1)
    stock: int = Field(ge=0, le=10_000_000)
    restock_on: date | None = None
    lead_days: int = Field(ge=0, le=365)
    perishable: bool = False
    alcohol: bool = False
    min_age: int | None = Field(default=None, ge=0, le=30)
    allergens: dict[str, AllergenMark] = {}
    diets: dict[str, DietMark] = {}
    materials: dict[str, MaterialMark] = {}
    interests: list[str] = []
    texts: dict[str, ProductText]
    picture: Picture

    @model_validator(mode="after")
    def _complete(self) -> ProductEntry:
        if self.kind != "neither":
            if set(self.allergens) != set(ALLERGENS):
                raise ValueError(
                    f"an edible or skin product says of all {len(ALLERGENS)} allergens whether it contains them"
                )
            if set(self.diets) != set(DIETS):
                raise ValueError(f"an edible or skin product says of all {len(DIETS)} diets whether it suits them")
        for trait, words in (self.variant or {}).items():
            if "en" not in words or not all(0 < len(said.strip()) <= 60 for said in words.values()):
                raise ValueError(f"the {trait} of a version is said in English at least, in up to 60 letters")
            if unknown := set(words) - set(LANGUAGES):
                raise ValueError(f"{', '.join(sorted(unknown))} is not a language we know")
        if strange := set(self.materials) - set(MATERIALS):
            raise ValueError(f"{', '.join(sorted(strange))} is not a material we know")
        if missing := set(LANGUAGES) - set(self.texts):
            raise ValueError(f"texts are missing in {', '.join(sorted(missing))}")
        return self


def read_catalog(data: bytes) -> list[ProductEntry]:
    """Products of a catalog file. Raises InvalidInput that names the product and the field."""
    try:
        entries = json.loads(data)["products"]
        if not isinstance(entries, list):
            raise TypeError
    except (ValueError, KeyError, TypeError, RecursionError):
        raise InvalidInput('The catalogue must be JSON of the form {"products": [...]}.', param="file") from None
    products: list[ProductEntry] = []
    for number, entry in enumerate(each_version(entries), start=1):
        try:
            products.append(ProductEntry.model_validate(written_in(entry)))
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(str(part) for part in first["loc"]) or "the whole"
            name = entry.get("sku", f"number {number}") if isinstance(entry, dict) else f"number {number}"
            raise InvalidInput(f"Product {name}, {where}: {first['msg']}", param="file") from None
    counts = Counter(entry.sku for entry in products)
    if counts and counts.most_common(1)[0][1] > 1:
        raise InvalidInput(f"Product {counts.most_common(1)[0][0]} is in the catalogue twice.", param="file")
    check_families(products)
    return products


def import_products(session: Session, workspace_id: str, entries: list[ProductEntry]) -> tuple[int, int]:
    """(added, changed). Stock of a known product is left as it is: only the shelf knows what has been taken from it. Raises
    InvalidInput where a known product would become a version of another one.

    Where a mark has changed that can make a product unsafe for somebody, its gifts are looked at again once this is committed.
    """
    stored = {
        product.sku: product for product in session.scalars(select(Product).where(Product.workspace_id == workspace_id))
    }
    added = changed = 0
    marked_anew: list[Product] = []
    for entry in entries:
        values = _columns(entry)
        product = stored.get(entry.sku)
        if product is not None and product.family != values["family"]:
            raise InvalidInput(
                f"Product {entry.sku}, family: it is a version of {product.family} already, and gifts may count on that. "
                "Give the new version a new sku.",
                param="file",
            )
        if product is None:
            pieces = {"stock": entry.stock, "opening_stock": entry.stock}
            session.add(Product(id=new_id("prd"), workspace_id=workspace_id, **pieces, **values))
            added += 1
        elif any(getattr(product, name) != value for name, value in values.items()):
            if any(getattr(product, name) != values[name] for name in MARKS):
                marked_anew.append(product)
            for name, value in values.items():
                setattr(product, name, value)
            changed += 1
    session.flush()
    for product in marked_anew:
        enqueue(session, LOOK, product.id, version=product.revision, workspace_id=workspace_id)
    return added, changed


def _columns(entry: ProductEntry) -> dict[str, Any]:
    return {
        "sku": entry.sku,
        "family": entry.family or entry.sku,
        "variant": entry.variant,
        "inscription_letters": entry.inscription_letters,
        "kind": entry.kind,
        "category": entry.category,
        "archetype": entry.picture.archetype,
        "price_minor": entry.price_minor,
        "currency": entry.currency,
        "regions": entry.regions,
        "restock_on": entry.restock_on,
        "lead_days": entry.lead_days,
        "perishable": entry.perishable,
        "alcohol": entry.alcohol,
        "min_age": entry.min_age,
        "allergens": dict(entry.allergens),
        "diets": dict(entry.diets),
        "materials": {name: entry.materials.get(name, "unknown") for name in MATERIALS},
        "interests": entry.interests,
        "texts": texts_of_version(entry),
        "image": f"products/{entry.family or entry.sku}",
    }
