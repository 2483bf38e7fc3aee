"""From entries to products. Every product was checked whole before any is saved; the same entries twice change no stock."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from pydantic import ValidationError
from sqlalchemy import select
from sqlalchemy.orm import Session

from service.catalog.entry import CLEAR, ENGLISH, LANGUAGES, ProductEntry, Settled, marks_of, stated_keys
from service.catalog.models import Product
from service.catalog.offer_changed import offer_changed
from service.catalog.pictures.own_images import DRAW, is_own
from service.catalog.pictures.pictured import sample_picture
from service.catalog.versions import check_families, each_version, kept_families, other_family, texts_of_version
from service.dietary.vocabulary import MATERIALS
from service.errors import InvalidInput
from service.folding import fold
from service.jobs.enqueue import enqueue
from service.security.ids import new_id
from service.written import written_in

__all__ = ["LANGUAGES", "LOOK", "ProductEntry", "import_products", "read_catalog"]

MARKS: Final = ("kind", "alcohol", "min_age", "allergens", "diets", "materials", "is_unsettled")
"""Columns that say for whom a product is safe."""
LOOK: Final = "gifting.look_at_product"
"""The room that looks after gifts is above this one; it is asked by a job."""


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


def import_products(
    session: Session, workspace_id: str, entries: Sequence[ProductEntry], *, is_sample: bool = False
) -> tuple[int, int]:
    """(added, changed). Stock of a known product is left as it is: only the shelf knows what has been taken from it. Raises
    InvalidInput where a known product would become a version of another one.

    Where a mark has changed that can make a product unsafe for somebody, its gifts are looked at again once this is committed.
    """
    stored = {
        product.sku: product for product in session.scalars(select(Product).where(Product.workspace_id == workspace_id))
    }
    added = changed = 0
    marked_anew: list[Product] = []
    to_draw: list[Product] = []
    offered: list[Product] = []
    for entry in kept_families(entries, {sku: product.family for sku, product in stored.items()}):
        product = stored.get(entry.sku)
        values = {**columns_of(entry, product), "is_sample": is_sample}
        if product is not None and product.family != values["family"]:
            raise other_family(entry.sku, product.family)
        if product is None:
            pieces = {"stock": entry.stock, "opening_stock": entry.stock}
            made = Product(id=new_id("prd"), workspace_id=workspace_id, **pieces, **values)
            session.add(made)
            to_draw.append(made)
            offered.append(made)
            added += 1
        elif any(getattr(product, name) != value for name, value in values.items()):
            if any(getattr(product, name) != values[name] for name in MARKS):
                marked_anew.append(product)
            for name, value in values.items():
                setattr(product, name, value)
            to_draw.append(product)
            offered.append(product)
            changed += 1
    session.flush()
    for product in [] if is_sample else to_draw:
        if not product.is_photo and product.image and not product.image.startswith("products/"):
            enqueue(session, DRAW, product.id, version=product.revision, workspace_id=workspace_id)
    for product in marked_anew:
        enqueue(session, LOOK, product.id, version=product.revision, workspace_id=workspace_id)
    offer_changed(session, offered)
    return added, changed


def columns_of(entry: ProductEntry, known: Product | None) -> dict[str, Any]:
    """The entry as columns. What a known product was marked with by a person stays where the entry does not know it."""
    marks, sources = _marks(entry, known)
    settled = _settled(entry, known)
    texts = _with_kept_lines(texts_of_version(entry), entry, known)
    return {
        "sku": entry.sku,
        **variant_columns(entry, known),
        "kind": entry.kind,
        "category": entry.category,
        "archetype": entry.picture.archetype,
        "price_minor": entry.price_minor,
        "currency": entry.currency,
        "regions": entry.regions,
        **_landing(entry, known),
        "restock_on": entry.restock_on,
        "lead_days": entry.lead_days,
        "perishable": entry.perishable,
        "alcohol": entry.alcohol,
        "min_age": entry.min_age,
        **marks,
        "mark_sources": sources,
        "unknown_marks": count_unknown(entry.kind, marks),
        "settled": settled,
        "is_unsettled": is_unsettled(entry.words or (), settled),
        "interests": entry.interests,
        "texts": texts,
        "folded": folded_of(texts[ENGLISH]["name"], texts[ENGLISH]["line"], entry.sku),
        "image": _image(entry, known),
    }


def _landing(entry: ProductEntry, known: Product | None) -> dict[str, str | None]:
    """Where it lies and what its price covers. A sheet without these columns leaves what was said of a known product."""
    said = entry.model_fields_set & {"origin", "tariff", "delivered"}
    if known is not None and not said:
        may_stay = known.delivered != "email" or (entry.kind == "neither" and not entry.perishable)
        delivered = known.delivered if may_stay else "included"
        return {"origin": known.origin, "tariff": known.tariff, "delivered": delivered}
    return {"origin": entry.origin, "tariff": entry.tariff, "delivered": entry.delivered}


def variant_columns(entry: ProductEntry, known: Product | None) -> dict[str, Any]:
    """What makes the product one version among others, and what may stand on it, which stays where a sheet says nothing of it."""
    letters, kinds = entry.inscription_letters, entry.inscription_kinds
    if letters is None and known is not None and entry.words is not None:
        letters, kinds = known.inscription_letters, known.inscription_kinds  # type: ignore[assignment]
    return {
        "family": entry.family or entry.sku,
        "variant": entry.variant,
        "inscription_letters": letters,
        "inscription_kinds": kinds,
    }


def _image(entry: ProductEntry, known: Product | None) -> str:
    """The picture's path. A photo that somebody uploaded stays, and so does what was drawn of the same shape."""
    image = entry.picture.image or sample_picture(entry.sku, entry.family or entry.sku)
    if known is None or known.image is None or not is_own(known.image):
        return image
    is_same = known.archetype == entry.picture.archetype and entry.words is not None
    return known.image if known.is_photo or is_same else image


def _with_kept_lines(
    texts: dict[str, dict[str, str]], entry: ProductEntry, known: Product | None
) -> dict[str, dict[str, str]]:
    """The texts, and of a workspace's own gift how to use and to keep it, which a sheet does not say."""
    if known is None or entry.words is None:
        return texts
    for locale, text in texts.items():
        before = known.texts.get(locale, {})
        for name in ("use", "keep"):
            if name not in text and name in before:
                text[name] = before[name]
    return texts


def folded_of(name: str, line: str, sku: str) -> str:
    """What a search in SQL looks into."""
    return fold(f"{name} {line} {sku}")


def count_unknown(kind: str, marks: Mapping[str, Mapping[str, str]]) -> int:
    """How many of the marks that such a product has to state are unknown."""
    return sum(mark == "unknown" for mark in marks_of(kind, marks).values())


def is_unsettled(words: Sequence[str], settled: Mapping[str, Any] | None) -> bool:
    """Whether there is a word of food or skin that nobody has settled."""
    known = {word.casefold() for word in settled["words"]} if settled else set()
    return any(word.casefold() not in known for word in words)


def _marks(entry: ProductEntry, known: Product | None) -> tuple[dict[str, dict[str, str]], dict[str, Any]]:
    """(group -> key -> mark, "group.key" -> source)."""
    marks: dict[str, dict[str, str]] = {
        "allergens": dict(entry.allergens),
        "diets": dict(entry.diets),
        "materials": {name: entry.materials.get(name, "unknown") for name in MATERIALS},
    }
    sources = {name: source.model_dump(mode="json") for name, source in entry.sources.items()}
    if known is None or entry.words is None:  # an entry of the sample states every mark itself
        return marks, sources
    before = {"allergens": known.allergens, "diets": known.diets, "materials": known.materials}
    for name in stated_keys(entry.kind):
        group, _, key = name.partition(".")
        was = before[group].get(key, "unknown")
        if marks[group].get(key, "unknown") == "unknown":
            marks[group][key] = was
        source = known.mark_sources.get(name)
        if marks[group][key] == was and was in CLEAR and source is not None:
            said = sources.get(name)
            if said is None or all(said[part] == source[part] for part in ("source", "on")):
                sources[name] = source  # who said it first stays
    # A clear mark without a source, from a catalog of an earlier version, is not taken over.
    for name, mark in marks_of(entry.kind, marks).items():
        group, _, key = name.partition(".")
        if mark in CLEAR and name not in sources:
            marks[group][key] = "unknown"
    return marks, sources


def _settled(entry: ProductEntry, known: Product | None) -> dict[str, Any] | None:
    """Who settled its words: what this entry says, or what was said before."""
    if entry.settled is not None:
        before = known.settled if known is not None else None
        if before is not None and set(before["words"]) >= set(entry.settled.words):
            return before
        return entry.settled.model_dump(mode="json")
    return known.settled if known is not None else None


def settled_by(words: Sequence[str], user_id: str, on: date) -> Settled:
    """That a person has said of these words that nobody eats the product or puts it on the skin."""
    return Settled(words=list(words), by=user_id, on=on)
