"""Reads the hand-written tables of the sample shelves and turns them into the catalog's 400 products.

Allergens, diets and materials are worked out from what a product is made of, so its text and its safety data cannot disagree.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import translated
from materials import mark_materials
from versions import add_versions

TABLES = Path(__file__).parent / "tables"
BY_HAND = {
    sku.strip(): int(cents)
    for line in (TABLES / "prices.txt").read_text("utf-8").splitlines()
    if not line.startswith("#")
    for sku, cents in (line.split("|"),)
}
"""Sku -> its price in cents, where it is not drawn by chance."""
LOCALES = ("en", "ru", "is", "cs", "ro")
ALLERGENS = (
    "gluten", "crustaceans", "eggs", "fish", "peanuts", "soya", "milk", "nuts", "celery", "mustard", "sesame",
    "sulphites", "lupin", "molluscs",
)  # fmt: skip
NOT_VEGAN = {"milk", "eggs", "honey", "gelatine", "fish", "crustaceans", "molluscs"}
NOT_VEGETARIAN = {"gelatine", "fish", "crustaceans", "molluscs"}
KOSHER_NEVER = {"crustaceans", "molluscs", "gelatine"}

COUNTRIES = ("NO", "IS", "GB", "DE", "CZ", "RO", "GR", "BG", "FR", "US", "AE", "KZ")
REGIONS = {
    "world": COUNTRIES,
    "europe": ("NO", "IS", "GB", "DE", "CZ", "RO", "GR", "BG", "FR"),
    "wine": ("GB", "DE", "CZ", "RO", "GR", "BG", "FR"),
}
CUSTOMS = {"honey", "milk", "eggs", "gelatine", "fish", "crustaceans", "molluscs"}
"""Food with these does not leave Europe by parcel."""
SAFE_FLOOR = 1600
"""Twice certified food that suits everybody costs more: no such product is cheaper than this (cents)."""
INSCRIBED = {"blanket": 4, "board": 24, "flask": 16, "mug": 12, "notebook": 24, "pen": 16, "towel": 4}
"""Archetype -> how many letters its maker can engrave, stitch or glaze on it."""
MOODS = ("sand", "blush", "sage", "mist", "butter", "stone")

LIST_LABEL = {
    "ingredients": ("Ingredients", "Состав", "Innihald", "Složení", "Ingrediente"),
    "materials": ("Made of", "Материалы", "Efni", "Materiály", "Materiale"),
    "box": ("In the box", "В коробке", "Í kassanum", "V krabičce", "În cutie"),
}
TRACES_LABEL = ("May contain", "Может содержать", "Getur innihaldið", "Může obsahovat stopy", "Poate conține urme de")
TRACE_WORDS = {
    "nuts": ("nuts", "орехи", "hnetur", "skořápkové plody", "fructe cu coajă"),
    "milk": ("milk", "молоко", "mjólk", "mléko", "lapte"),
    "soya": ("soya", "соя", "sojabaunir", "sója", "soia"),
    "sesame": ("sesame", "кунжут", "sesamfræ", "sezam", "susan"),
    "mustard": ("mustard", "горчица", "sinnep", "hořčice", "muștar"),
    "celery": ("celery", "сельдерей", "sellerí", "celer", "țelină"),
}
MAKER_SILENT = (
    "The maker hasn’t told us whether it may contain traces of allergens.",
    "О следах аллергенов производитель не сообщил.",
    "Framleiðandinn hefur ekki upplýst hvort varan geti innihaldið snefil af ofnæmisvöldum.",
    "Výrobce neuvedl, zda výrobek může obsahovat stopy alergenů.",
    "Producătorul nu a comunicat dacă există urme de alergeni.",
)


@dataclass(frozen=True)
class Shelf:
    """One archetype: what its variants have in common."""

    archetype: str
    kind: str
    category: str
    list_label: str
    prices: tuple[int, int]
    regions: str
    lead: tuple[int, int]
    interests: tuple[str, ...]
    traces: tuple[str, ...]
    perishable: bool
    materials: frozenset[str]
    variants: list[Variant] = field(default_factory=list)


@dataclass(frozen=True)
class Variant:
    """One product's own row."""

    colour: str
    accent: str
    words: tuple[str, ...]
    made_of: tuple[str, ...]
    marks: frozenset[str]
    names: tuple[str, ...]


@dataclass(frozen=True)
class Part:
    """One ingredient or material: its flags and its name in every language."""

    flags: frozenset[str]
    names: tuple[str, ...]


def rows(name: str) -> Iterator[list[str]]:
    """The cells of every row of a table that is neither blank nor a comment."""
    for line in (TABLES / name).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield [cell.strip() for cell in line.split(" | ")]


def read_parts() -> dict[str, Part]:
    """Everything a product can be made of, by key."""
    return {
        row[0]: Part(frozenset(row[1].split()) - {"-"}, tuple(row[2:]))
        for row in [*rows("ingredients.txt"), *rows("materials.txt")]
    }


def read_shelves() -> list[Shelf]:
    """All shelves, consumables first, with their variants."""
    shelves: list[Shelf] = []
    for row in [*rows("consumables.txt"), *rows("keepsakes.txt")]:
        if row[0].startswith("@"):
            shelves.append(_shelf(row))
        else:
            shelves[-1].variants.append(_variant(row))
    return shelves


def _shelf(row: list[str]) -> Shelf:
    low, high = row[4].split("-")
    soonest, latest = row[6].split("-")
    return Shelf(
        archetype=row[0].removeprefix("@ "),
        kind=row[1],
        category=row[2],
        list_label=row[3],
        prices=(int(low), int(high)),
        regions=row[5],
        lead=(int(soonest), int(latest)),
        interests=tuple(row[7].split(", ")),
        traces=() if row[8] == "-" else tuple(row[8].split()),
        perishable=row[9] == "yes",
        materials=frozenset(row[10].split()) - {"-"},
    )


def _variant(row: list[str]) -> Variant:
    colour, accent = row[0].split()
    return Variant(
        colour=colour,
        accent=accent,
        words=tuple(_set(word.strip()) for word in row[1].split("/")),
        made_of=tuple(row[2].split(", ")),
        marks=frozenset(row[3].replace(",", " ").split()) - {"-"},
        names=tuple(row[4:]),
    )


def make_catalog(seed: int) -> dict[str, Any]:
    """The catalog file: 400 products in shelf order, numbered from HP-0001."""
    rng = random.Random(seed)
    parts = read_parts()
    products: list[dict[str, Any]] = []
    for shelf in read_shelves():
        for place in range(len(shelf.variants)):
            products.append(make_product(f"HP-{len(products) + 1:04d}", shelf, place, parts, rng))
            add_versions(products[-1], shelf.archetype, place)
            if shelf.archetype in INSCRIBED:
                products[-1]["inscription_letters"] = INSCRIBED[shelf.archetype]
    return {"products": products}


def make_product(sku: str, shelf: Shelf, place: int, parts: dict[str, Part], rng: random.Random) -> dict[str, Any]:
    """One product; everything that is not written in its row is drawn from `rng`."""
    variant = shelf.variants[place]
    flags = frozenset().union(*(parts[name].flags for name in variant.made_of))
    allergens = mark_allergens(shelf, variant, flags)
    diets = mark_diets(shelf, variant, flags, allergens)
    price = draw_price(shelf.prices, rng)
    if suits_everybody(allergens, diets):
        price = max(price, SAFE_FLOOR)
    price = BY_HAND.get(sku, price)
    stock = draw_stock(rng)
    alcohol = "alcohol" in flags
    return {
        "sku": sku,
        "kind": shelf.kind,
        "category": shelf.category,
        "price_minor": price,
        "currency": "EUR",
        "regions": draw_regions(shelf, variant, flags, rng),
        "stock": stock,
        "restock_on": f"2026-12-{rng.randint(5, 23):02d}" if stock == 0 else None,
        "lead_days": rng.randint(*shelf.lead),
        "perishable": shelf.perishable and "keeps" not in variant.marks,
        "alcohol": alcohol,
        "min_age": 18 if alcohol else None,
        "allergens": allergens,
        "diets": diets,
        "materials": mark_materials(flags, shelf.materials, variant.marks),
        "interests": list(
            dict.fromkeys([*shelf.interests, *sorted(m[1:] for m in variant.marks if m.startswith("+"))])
        ),
        "texts": write_texts(_lines()[sku], shelf, variant, place, parts, allergens),
        "picture": {
            "archetype": shelf.archetype,
            **picture_of(sku),
            "mood": rng.choice(MOODS),
            "colour": variant.colour,
            "accent": variant.accent,
            "words": list(variant.words),
            "seed": rng.randint(1, 99_999),
        },
    }


def picture_of(sku: str) -> dict[str, Any]:
    """Which shape a product is drawn as, in which form, what lies beside it, and what is seen, as pictures.txt says."""
    shape, arrangement, beside, shows = _pictures()[sku]
    name, _, stuff = shape.partition("/")
    return {
        "shape": name,
        "stuff": stuff,
        "arrangement": int(arrangement),
        "beside": [] if beside == "-" else beside.split(", "),
        "shows": shows,
    }


@cache
def _pictures() -> dict[str, list[str]]:
    return {row[0]: row[1:] for row in rows("pictures.txt")}


@cache
def _lines() -> dict[str, list[str]]:
    """Sku -> its line in LOCALES and then those of `translated`."""
    return {row[0]: row[1:] for row in rows("lines.txt")}


def _set(word: str) -> str:
    """A word as it is printed: a pair of letters is an abbreviation."""
    return word if len(word) < 3 else word.title()


def mark_allergens(shelf: Shelf, variant: Variant, flags: frozenset[str]) -> dict[str, str]:
    """All 14 allergens for what is eaten or applied to skin, nothing for the rest."""
    if shelf.kind == "neither":
        return {}
    otherwise = "unknown" if "?" in variant.marks else "absent"
    marks = dict.fromkeys(ALLERGENS, otherwise)
    if "clean" not in variant.marks:
        marks.update(dict.fromkeys(shelf.traces, "may_contain"))
    marks.update({allergen: "contains" for allergen in ALLERGENS if allergen in flags})
    return marks


def mark_diets(shelf: Shelf, variant: Variant, flags: frozenset[str], allergens: dict[str, str]) -> dict[str, str]:
    """All ten diets for what is eaten or applied to skin; a faith's diet is suited only where it is certified."""
    if shelf.kind == "neither":
        return {}
    alcohol = "alcohol" in flags
    eaten = flags if shelf.kind == "edible" else frozenset()
    return {
        "vegan": "not" if flags & NOT_VEGAN else "suited",
        "vegetarian": "not" if flags & NOT_VEGETARIAN else "suited",
        "pescatarian": "not" if "gelatine" in flags else "suited",
        "gluten_free": free_of(allergens["gluten"]),
        "dairy_free": free_of(allergens["milk"]),
        "halal": "not" if alcohol or "gelatine" in flags else certified("h", variant),
        "kosher": "not" if flags & KOSHER_NEVER else certified("k", variant),
        "keto": "not" if eaten & {"sugar", "carb"} else "suited",
        "low_sugar": "not" if "sugar" in eaten else "suited",
        "no_alcohol": "not" if alcohol else "suited",
    }


def free_of(mark: str) -> str:
    """The diet mark that follows from an allergen's mark: a trace leaves the question open."""
    return {"contains": "not", "absent": "suited"}.get(mark, "unknown")


def certified(letter: str, variant: Variant) -> str:
    """Whether the row carries the certificate ("h", "k", or both as "hk")."""
    return "suited" if {letter, "hk"} & variant.marks else "unknown"


def suits_everybody(allergens: dict[str, str], diets: dict[str, str]) -> bool:
    """A consumable that may go to somebody whose diet nobody knows."""
    needed = ("vegan", "halal", "kosher", "no_alcohol")
    return bool(diets) and set(allergens.values()) == {"absent"} and all(diets[diet] == "suited" for diet in needed)


def draw_price(prices: tuple[int, int], rng: random.Random) -> int:
    """A shop price in cents that ends in 00, 50 or 90."""
    euros = rng.randint(prices[0] // 100, prices[1] // 100 - 1)
    return euros * 100 + rng.choice((0, 50, 90))


def draw_stock(rng: random.Random) -> int:
    """Pieces on the shelf: most have plenty, a few are down to two, one or none."""
    chance = rng.random()
    if chance < 0.02:
        return 0
    if chance < 0.08:
        return rng.randint(1, 2)
    return rng.randint(3, 24) if chance < 0.75 else rng.randint(25, 60)


def draw_regions(shelf: Shelf, variant: Variant, flags: frozenset[str], rng: random.Random) -> list[str]:
    """Where it can be sent, in the order of COUNTRIES; a third of the shelf skips some far places."""
    name = "wine" if "alcohol" in flags else "world" if "world" in variant.marks else shelf.regions
    regions = set(REGIONS[name])
    skipped = rng.sample(("US", "AE", "KZ", "IS", "GB"), rng.choice((0, 0, 1, 2)))
    regions -= set(skipped)
    if shelf.kind == "edible" and flags & CUSTOMS:
        regions -= {"US", "AE", "KZ"}
    return [country for country in COUNTRIES if country in regions]


def write_texts(
    lines: list[str], shelf: Shelf, variant: Variant, place: int, parts: dict[str, Part], allergens: dict[str, str]
) -> dict[str, dict[str, str]]:
    """Name, line and contents in every language; `lines`: the product’s own, in LOCALES and then those of `translated`."""
    traces = [allergen for allergen in shelf.traces if allergens.get(allergen) == "may_contain"]
    texts = {}
    for number, locale in enumerate(LOCALES):
        inside = ", ".join(parts[name].names[number] for name in variant.made_of)
        sentences = [f"{LIST_LABEL[shelf.list_label][number]}: {inside}."]
        if traces:
            words = ", ".join(TRACE_WORDS[allergen][number] for allergen in traces)
            sentences.append(f"{TRACES_LABEL[number]}: {words}.")
        if "unknown" in allergens.values():
            sentences.append(MAKER_SILENT[number])
        texts[locale] = {
            "name": variant.names[number],
            "line": lines[number],
            "inside": " ".join(sentences),
        }
    silent = "unknown" in allergens.values()
    for locale in translated.LOCALES:
        texts[locale] = translated.write_text(
            locale, shelf.archetype, place, shelf.list_label, variant.made_of, traces, silent
        ) | {"line": lines[len(LOCALES) + translated.LOCALES.index(locale)]}
    return texts
