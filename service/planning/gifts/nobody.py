"""Gifts that nobody can safely get, with the reason, and how many people each missing mark concerns.

A figure speaks of what people may have told us alone, so it is shown from four on, and only where at least four are left over.
Nothing here says what a mark would bring: a mark is filled from a label, never to reach more people.

Whether a gift is safe for somebody is decided by the rules of every plan, from facts that are encrypted, so that no database can
ask it. What came of it is kept in memory until a fact, a person or a product changes; a page then loads its own gifts and nobody.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from threading import Lock
from typing import Final

import numpy as np
from babel import Locale
from cachetools import LRUCache
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from renderers.language import vocabulary
from service.catalog.entry import marks_of
from service.catalog.models import Product
from service.catalog.state_marks import words_of
from service.db.page import Page, cut
from service.db.writing.chunks import in_chunks
from service.decisions.ages import needed_age
from service.decisions.rules.one_person import ProductRules
from service.decisions.values import Candidate, Choice, Terms
from service.dietary.vocabulary import ALLERGENS, DIETS, MATERIALS, shunned_by
from service.gifting.candidate import choice_of
from service.planning.gifts.alike import Group, groups_of, people_stamp
from service.workspaces.actor import Actor

FEWEST: Final = 4
"""From so many people on a figure is shown, and only where so many are left over."""
FEWER: Final = "fewer than 4"
NEARLY_ALL: Final = "nearly everyone"
MOST_LINES: Final = 4
_COUNTRIES_SHOWN: Final = 3
_ANY_PRICE: Final = 10**12


@dataclass(frozen=True, slots=True)
class Missing:
    """A mark that is not stated, and how many people it concerns, as far as that may be said."""

    mark: str
    people: str


@dataclass(frozen=True, slots=True)
class Blocked:
    """One gift that nobody can safely get. `note` goes with the figures; `action` names what can be done on its page."""

    product: Product
    why: str
    missing: tuple[Missing, ...]
    note: str
    action: str


@dataclass(frozen=True, slots=True)
class NobodyPage:
    """What the page shows, of `total` gifts. `people` are all on the list, `known` those of whom we know a diet or allergy."""

    blocked: Page[Blocked]
    total: int
    people: int
    known: int


@dataclass(frozen=True, slots=True)
class _Found:
    """Ids of the gifts that are safe for nobody, cheapest first, of `total`, and the people as they were reckoned with."""

    ids: tuple[str, ...]
    total: int
    groups: tuple[Group, ...]

    @property
    def people(self) -> int:
        return sum(group.people for group in self.groups)

    @property
    def known(self) -> int:
        return sum(group.people for group in self.groups if group.person.diet_known)


_KEPT: Final[LRUCache[tuple[object, ...], _Found]] = LRUCache(64)
_LOCK: Final = Lock()


def nobody_page(session: Session, actor: Actor, on: date, number: str | None = None) -> NobodyPage:
    """One page of the gifts that are safe for nobody in the actor's sight, cheapest first. A recalled or retired one is told
    elsewhere."""
    found = _find(session, actor, on)
    page = cut(found.ids, number)
    lines = [_blocked(product, found.groups, found.people) for product in _in_order(session, page.items)]
    return NobodyPage(Page(lines, page.number, page.total), found.total, found.people, found.known)


def blocked_products(session: Session, actor: Actor, on: date) -> list[Product]:
    """All of these gifts."""
    return _in_order(session, _find(session, actor, on).ids)


def _find(session: Session, actor: Actor, on: date) -> _Found:
    """What was found last, where nothing has changed since that it depends on."""
    shelf = session.execute(
        select(func.count(), func.sum(Product.revision)).where(Product.workspace_id == actor.workspace_id)
    ).one()
    key = (actor.workspace_id, *people_stamp(session, actor, on), *shelf)
    with _LOCK:
        found = _KEPT.get(key)
    if found is None:
        found = _look(session, actor, on)
        with _LOCK:
            _KEPT[key] = found
    return found


def _look(session: Session, actor: Actor, on: date) -> _Found:
    products = session.scalars(
        select(Product).where(*_given(actor.workspace_id)).order_by(Product.price_minor, Product.sku)
    ).all()
    groups = groups_of(session, actor, on)
    safe = _safe_for_somebody(products, groups)
    blocked = tuple(product.id for product in products if product.id not in safe)
    return _Found(blocked if groups else (), len(products), tuple(groups))


def _given(workspace_id: str) -> tuple[ColumnElement[bool], ...]:
    return (Product.workspace_id == workspace_id, Product.recalled_at.is_(None), Product.retired_at.is_(None))


def _in_order(session: Session, ids: Sequence[str]) -> list[Product]:
    """The products of these ids, in their order."""
    found = {
        product.id: product
        for some in in_chunks(ids)
        for product in session.scalars(select(Product).where(Product.id.in_(some)))
    }
    return [found[one] for one in ids if one in found]


def _safe_for_somebody(products: Sequence[Product], groups: Sequence[Group]) -> set[str]:
    """Ids of the products that at least one person may have, by the rules of every plan."""
    safe: set[str] = set()
    for currency in {product.currency for product in products}:
        choices = [_as_if_there(choice_of(product)) for product in products if product.currency == currency]
        rules = ProductRules(choices, _terms(currency))
        opened = np.zeros(len(choices), dtype=bool)
        for group in groups:
            opened |= ~rules.closed(group.person)
            if opened.all():
                break
        safe.update(choice.id for choice, is_open in zip(choices, opened, strict=True) if is_open)
    return safe


def _as_if_there(choice: Choice) -> Choice:
    """Whether there are pieces is no matter of safety."""
    return replace(choice, stock=1)


def _terms(currency: str) -> Terms:
    return Terms(currency=currency, band_min_minor=0, band_max_minor=_ANY_PRICE, deliver_on=date.max, undo_hours=0)


def _blocked(product: Product, groups: Sequence[Group], people: int) -> Blocked:
    if product.is_unsettled:
        words = " and ".join(f"“{word}”" for word in words_of(product)[:2])
        return Blocked(
            product, f"Its texts say {words}, and nobody has said yet that it’s neither", (), "", "Settle it"
        )
    there = [group for group in groups if group.person.country in product.regions]
    if not there:
        names = [str(Locale("en").territories.get(code, code)) for code in product.regions[:_COUNTRIES_SHOWN]]
        more = len(product.regions) - len(names)
        where = vocabulary.listed("en", names) if more <= 0 else f"{', '.join(names)} and {more} more countries"
        return Blocked(product, f"Goes to {where} only; nobody on your list is there", (), "No mark is missing", "Open")
    missing, concerned = _missing(product, there, people)
    age = max((needed_age(choice_of(product), group.person.country) for group in there), default=0)
    if age and not any((group.person.age_from or 0) >= age for group in there):
        unknown = sum(group.people for group in there if group.person.age_below is None)
        line = Missing(f"{age} or over not known", _figure(unknown, people))
        return Blocked(
            product, f"Nobody on your list is known to be {age} or over", (line, *missing), "asked on the page", "Open"
        )
    note = f"{_figure(concerned, people)} in all" if missing else ""
    return Blocked(product, _why(product), missing, note, "Open")


def _why(product: Product) -> str:
    marks = marks_of(
        product.kind, {"allergens": product.allergens, "diets": product.diets, "materials": product.materials}
    )
    parts = []
    for group, total, word in (
        ("allergens", 14, "allergens"),
        ("diets", 10, "diets"),
        ("materials", 16, "materials and scents"),
    ):
        unknown = sum(mark == "unknown" and name.startswith(f"{group}.") for name, mark in marks.items())
        if unknown:
            parts.append(f"{unknown} of {total} {word}")
    kinds = {"skin": "On skin; ", "edible": "", "neither": ""}
    if parts:
        return f"{kinds[product.kind]}{vocabulary.listed('en', parts)} aren’t stated"
    return f"{kinds[product.kind]}everyone on your list avoids something in it, or eats differently as far as we know"


def _missing(product: Product, groups: Sequence[Group], people: int) -> tuple[tuple[Missing, ...], int]:
    """(the missing marks that concern most people, how many people any of them concerns)."""
    counts: Counter[str] = Counter()
    concerned = 0
    for group in groups:
        names = list(_open_marks(product, group.person))
        counts.update(dict.fromkeys(names, group.people))
        concerned += group.people if names else 0
    shown = [
        Missing(_name(name), _figure(count, people))
        for name, count in sorted(counts.items(), key=lambda one: (-one[1], one[0]))
        if count >= FEWEST
    ]
    lines = shown[:MOST_LINES]
    if not lines and _has_unknown(product):
        lines = [Missing("Each missing mark", FEWER)]
    return tuple(lines), concerned


def _open_marks(product: Product, person: Candidate) -> Iterator[str]:
    if product.kind != "neither":
        yield from (
            f"allergens.{key}" for key, bit in ALLERGENS.items() if bit & person.avoid and _open(product.allergens, key)
        )
        yield from (f"diets.{key}" for key, bit in DIETS.items() if bit & person.follow and _open(product.diets, key))
    shunned = shunned_by(person.follow, person.materials)
    yield from (f"materials.{key}" for key, bit in MATERIALS.items() if bit & shunned and _open(product.materials, key))


def _open(marks: Mapping[str, str], key: str) -> bool:
    return marks.get(key, "unknown") == "unknown"


def _has_unknown(product: Product) -> bool:
    return product.unknown_marks > 0


def _name(name: str) -> str:
    group, _, key = name.partition(".")
    named = {"allergens": vocabulary.allergen, "diets": vocabulary.diet, "materials": vocabulary.material}[group](
        "en", key
    )
    return f"{named[:1].upper()}{named[1:]} not stated"


def _figure(count: int, people: int) -> str:
    """The count as far as it may be said."""
    if count < FEWEST:
        return FEWER
    return NEARLY_ALL if people - count < FEWEST else f"{count:,}"
