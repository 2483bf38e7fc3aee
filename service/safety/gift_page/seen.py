"""A gift as its people see it, and its versions beside one another."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from renderers.context import GiftFacts
from renderers.language import vocabulary
from renderers.language.translations import LOCALES
from renderers.product.marks import warnings_of
from service.catalog.entry import ENGLISH
from service.catalog.models import Product
from service.content.stories.story import gift_facts
from service.errors import InvalidInput

_WARNS: Final = {"contains": "Contains", "may_contain": "May contain", "unknown": "Not stated:"}


def as_people_see(product: Product, wanted: str) -> GiftFacts:
    """The gift in this language where its texts have it, else in English; inscriptions are a person's and stand on no preview."""
    return gift_facts(product, wanted if wanted in LOCALES and wanted in product.texts else ENGLISH)


def marks_seen(seen: GiftFacts) -> list[tuple[str, str]]:
    """(state of the kit, words) of what the page says first about its contents, in the console's English."""
    suited = [("ok", vocabulary.diet(ENGLISH, key)) for key in seen.safety.suits]
    warned = [("held" if kind == "unknown" else "need", f"{_WARNS[kind]} {words}") for kind, words in _warnings(seen)]
    return [(kind, words[:1].upper() + words[1:]) for kind, words in (*suited, *warned)]


def _warnings(seen: GiftFacts) -> list[tuple[str, str]]:
    return warnings_of(ENGLISH, seen.safety)


def versions_of(session: Session, product: Product) -> Sequence[Product]:
    """All versions of the same gift, itself among them, by code."""
    query = (
        select(Product)
        .where(Product.workspace_id == product.workspace_id, Product.family == product.family)
        .order_by(Product.sku)
    )
    return session.scalars(query).all()


def others_of(session: Session, product: Product) -> Sequence[Product]:
    """The other versions that are not recalled yet; a recall may be said of all of them."""
    return [one for one in versions_of(session, product) if one.id != product.id and one.recalled_at is None]


def version_in(session: Session, product: Product, wanted: str) -> str:
    """The id of the version that a form names; "" is the product itself. Raises InvalidInput for none of its versions."""
    if not wanted:
        return product.id
    found = next((one.id for one in versions_of(session, product) if one.id == wanted), None)
    if found is None:
        raise InvalidInput("That’s no version of this gift.", param="of")
    return found


def called(product: Product) -> str:
    """What sets a version apart, or the gift's own name."""
    said = [words[ENGLISH] for words in (product.variant or {}).values()]
    return ", ".join(said) or str(product.texts[ENGLISH]["name"])
