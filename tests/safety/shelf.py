"""Thirteen products of a small catalog, entries of a catalog file: between them, every way to be wrong for somebody."""

from __future__ import annotations

from typing import Any, Final

from service.dietary.vocabulary import ALLERGENS, DIETS, MATERIALS

LANGUAGES: Final = ("en", "ru", "is", "cs", "ro", "ar", "ja")


def _entry(sku: str, name: str, kind: str, category: str, **values: Any) -> dict[str, Any]:
    eaten = kind != "neither"
    entry: dict[str, Any] = {
        "sku": sku,
        "kind": kind,
        "category": category,
        "price_minor": 3000,
        "currency": "EUR",
        "regions": ["DE"],
        "stock": 6,
        "lead_days": 1,
        "alcohol": False,
        "min_age": None,
        "allergens": dict.fromkeys(ALLERGENS, "absent") if eaten else {},
        "diets": dict.fromkeys(DIETS, "suited") if eaten else {},
        "materials": dict.fromkeys(MATERIALS, "absent"),
        "interests": ["chess"] if not eaten else ["chocolate"],
        "texts": {
            locale: {"name": name, "line": f"{name}, made to be used.", "inside": f"{name}."} for locale in LANGUAGES
        },
        "picture": {"archetype": "game"},
    }
    for part in ("allergens", "diets", "materials"):
        entry[part] |= values.pop(part, {})
    return entry | values


_NOT_VEGAN: Final = {"vegan": "not", "dairy_free": "not"}


def catalog() -> list[dict[str, Any]]:
    """The shelf as it is at first."""
    return [
        _entry("S-01", "Hazelnut bar", "edible", "sweets",
               allergens={"nuts": "contains", "milk": "contains"}, diets=_NOT_VEGAN),
        _entry("S-02", "Dark chocolate", "edible", "chocolate", allergens={"nuts": "may_contain"}),
        _entry("S-03", "Dates", "edible", "fruit"),
        _entry("S-04", "Aged cheese", "edible", "cheese", allergens={"milk": "contains"}, diets=_NOT_VEGAN),
        _entry("S-05", "Red wine", "edible", "wine", alcohol=True,
               diets={"halal": "not", "no_alcohol": "not", "kosher": "unknown"}),
        _entry("S-06", "Old rum", "edible", "spirits", alcohol=True, min_age=21,
               diets={"halal": "not", "no_alcohol": "not", "kosher": "unknown"}),
        _entry("S-07", "Almond soap", "skin", "soap", allergens={"nuts": "contains"}, materials={"scent": "contains"}),
        _entry("S-08", "Leather notebook", "neither", "desk", materials={"leather": "contains", "pigskin": "unknown"}),
        _entry("S-09", "Wool blanket", "neither", "living", materials={"wool": "contains"}),
        _entry("S-10", "Scented candle", "neither", "light", materials={"scent": "contains", "beeswax": "unknown"}),
        _entry("S-11", "Steel bottle", "neither", "drinkware", materials={"nickel": "may_contain"}),
        _entry("S-12", "Paper chess set", "neither", "games"),
        _entry("S-13", "Pocket knife", "neither", "tools", min_age=21),
    ]  # fmt: skip
