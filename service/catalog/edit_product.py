"""A person changes what a gift says, costs and where it goes. Every field is told what is wrong with it; nothing is half saved.

Texts are read for words of food and skin anew: a gift that is neither is held back from everybody where a new word is in them and
nobody settles it in the same press. What somebody was promised keeps the price it was promised at.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy.orm import Session

from service.catalog.entry import ENGLISH, LANGUAGES, NOT_MAILED, ProductText, words_in
from service.catalog.import_products import LOOK, folded_of, is_unsettled
from service.catalog.landed.reckon import ALL_OF_IT
from service.catalog.models import Product
from service.catalog.offer_changed import OFFER, offer_changed
from service.catalog.own.inscriptions import Inscription, read_inscription
from service.catalog.pictures.own_images import DRAW
from service.catalog.sheets.cells import (
    is_empty,
    read_countries,
    read_currency,
    read_delivered,
    read_lead_days,
    read_origin,
    read_price,
)
from service.errors import InvalidInput
from service.jobs.enqueue import enqueue
from service.sheets.refusals import CellError
from service.workspaces.actor import Actor
from service.workspaces.audit import record_act
from service.written import one_line

LONGEST_TARIFF: Final = 40
LONGEST: Final[Mapping[str, int]] = {"name": 120, "line": 300, "inside": 1000, "use": 200, "keep": 200}
_TITLES: Final[Mapping[str, str]] = {"name": "a name", "line": "one line about it", "inside": "what’s inside"}
"""Texts that a language needs; how to use and to keep a gift may be missing."""


class EditInvalid(InvalidInput):
    """A form that cannot be saved; `errors` holds a sentence for each field."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__("Some fields need fixing. Nothing was saved.", param=next(iter(errors)))
        self.errors = dict(errors)


@dataclass(frozen=True, slots=True)
class Edit:
    """A whole form. Price in minor units; `settles`: nobody eats the gift or puts it on the skin. `inscription`: what can be
    written on it, None for nothing."""

    texts: Mapping[str, ProductText]
    price_minor: int
    currency: str
    regions: tuple[str, ...]
    lead_days: int
    settles: bool
    inscription: Inscription | None = None
    origin: str | None = None
    tariff: str | None = None
    delivered: str = "included"


def read_edit(form: Mapping[str, str]) -> Edit:
    """The form of a gift's page: `name_en`, `line_en`, `inside_en` and so on, price, currency, countries, lead days, inscription.

    A language counts where name, line and contents are there; how to use and to keep the gift may be added (`use_en`, `keep_en`).
    Raises EditInvalid with every field that is wrong.
    """
    errors: dict[str, str] = {}
    texts = {language: text for language in LANGUAGES if (text := _texts(form, language, errors)) is not None}

    def read(name: str, reader: Any, empty: Any) -> Any:
        try:
            return reader(form.get(name, ""))
        except CellError as error:
            likely = f" Did you mean {error.suggestion}?" if error.suggestion else ""
            errors[name] = f"{error.sentence}.{likely}"
            return empty

    currency = read("currency", read_currency, "EUR")
    price, named = read("price", lambda text: read_price(text, currency), (0, None))
    regions = read("countries", read_countries, ())
    lead_days = read("lead_days", read_lead_days, 0)
    inscription = read_inscription(form, errors)
    origin = read("origin", lambda text: None if is_empty(text) else read_origin(text), None)
    delivered = read("delivered", lambda text: "included" if is_empty(text) else read_delivered(text), "included")
    tariff = one_line(form.get("tariff", ""))
    if len(tariff) > LONGEST_TARIFF:
        errors["tariff"] = f"This has {len(tariff)} characters; a kind of goods has up to {LONGEST_TARIFF}."
    if delivered not in ALL_OF_IT and origin is None and "origin" not in errors:
        errors["origin"] = "Say where the pieces lie: delivery and duty depend on it."
    if errors:
        raise EditInvalid(errors)
    return Edit(
        texts,
        price,
        named or currency,
        regions,
        lead_days,
        form.get("settles") == "yes",
        inscription,
        origin,
        tariff or None,
        delivered,
    )


def edit_product(session: Session, product: Product, edit: Edit, actor: Actor, at: datetime) -> bool:
    """Saves the form; whether it changed anything. The product is locked by the caller. Raises EditInvalid where it could not come
    by email as it is."""
    if edit.delivered == "email" and (product.kind != "neither" or product.perishable):
        raise EditInvalid({"delivered": f"{NOT_MAILED.capitalize()}."})
    words = words_in(product.kind, edit.texts)
    if edit.settles and words:
        product.settled = {"words": list(words), "by": actor.user_id, "on": at.date().isoformat()}
    english = edit.texts[ENGLISH]
    values: dict[str, Any] = {
        "texts": {language: text.as_document() for language, text in edit.texts.items()},
        "price_minor": edit.price_minor,
        "currency": edit.currency,
        "regions": list(edit.regions),
        "origin": edit.origin,
        "tariff": edit.tariff,
        "delivered": edit.delivered,
        "lead_days": edit.lead_days,
        "inscription_letters": None if edit.inscription is None else edit.inscription.letters,
        "inscription_kinds": None if edit.inscription is None else list(edit.inscription.kinds),
        "is_unsettled": is_unsettled(words, product.settled) if not product.is_sample else product.is_unsettled,
        "folded": folded_of(english.name, english.line, product.sku),
    }
    changed = [name for name, value in values.items() if getattr(product, name) != value]
    if not changed:
        return False
    for name in changed:
        setattr(product, name, values[name])
    session.flush()
    if {"texts", "inscription_letters"} & set(changed) and not product.is_photo and not product.is_sample:
        enqueue(session, DRAW, product.id, version=product.revision, workspace_id=product.workspace_id)
    if "is_unsettled" in changed:
        enqueue(session, LOOK, product.id, version=product.revision, workspace_id=product.workspace_id)
    if OFFER.intersection(changed):
        offer_changed(session, [product])
    body = {"fields": sorted(set(changed) - {"folded"})}
    record_act(session, actor, "product.edited", at, subject_id=product.id, body=body)
    return True


def _texts(form: Mapping[str, str], language: str, errors: dict[str, str]) -> ProductText | None:
    said = {name: one_line(form.get(f"{name}_{language}", "")) for name in LONGEST}
    filled = {name: text for name, text in said.items() if not is_empty(text)}
    if not filled and language != ENGLISH:
        return None
    for name, most in LONGEST.items():
        if name not in filled and name in _TITLES:
            errors[f"{name}_{language}"] = f"Add {_TITLES[name]}." + (
                "" if language == ENGLISH else " A language counts where all three texts are there."
            )
        elif len(filled.get(name, "")) > most:
            errors[f"{name}_{language}"] = f"This has {len(filled[name]):,} characters; we show {most:,}."
    return None if any(key.endswith(f"_{language}") for key in errors) else ProductText(**filled)
