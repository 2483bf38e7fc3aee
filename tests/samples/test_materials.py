"""What the sample's products are made of or give off: every mark is there, and none denies what the product's own text says."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from service.dietary.vocabulary import ANIMAL, MATERIALS, key
from tests.samples.materials import mark_materials, signed

PRODUCTS: list[dict[str, Any]] = json.loads(
    (Path(__file__).parents[2] / "assets/samples/catalog.json").read_text(encoding="utf-8")
)["products"]
SAYING = [
    ("leather", r"(?<!cactus )leather|suede|pigskin"),
    ("pigskin", r"pigskin"),
    ("wool", r"wool|lambswool|merino|alpaca|mohair|cashmere|felt|tartan"),
    ("silk", r"silk"),
    ("down", r"goose|duck|eiderdown|down-filled"),
    ("horn", r"(?<!bamboo )horn|antler"),
    ("pearl", r"pearls?|mother-of-pearl|nacre"),
    ("beeswax", r"beeswax|honeycomb|honey in the comb"),
    ("other_animal", r"gelatine|gelatine-sized|bone|fur|bristles?|goat milk|shellac"),
    ("alcohol", r"rum|whisky|wine \(sulphites\)|cider|perfume|sanitizer"),
    ("scent", r"scented|fragrance|perfume|incense|potpourri|candle|lavender oil|rosemary oil|sage oil"),
    ("fragrance_allergens", r"linalool|limonene|eugenol|lavender oil|rosemary oil|sage oil"),
    ("latex", r"rubber|latex|elastic"),
    ("nickel", r"brass|steel|enamelled|cable|strainer|nib|nickel|aluminium|copper(?! pans)"),
    ("pollen", r"honey(?! process)|honeycomb|pollen|orchid|violet|peace lily|olive tree|lemon tree|chamomile flowers"),
    ("pet_toxic", r"peace lily|rubber tree|lemon tree|aloe|monstera|amaryllis|pothos|lilies|succulents|bonsai"),
]
"""Material, and the words of a text after which that material cannot be absent. The words are the reader's, not the tables'."""


def saying(products: Iterable[dict[str, Any]], pattern: str) -> list[dict[str, Any]]:
    """The products in whose English texts or whose picture's description the words stand as whole words."""
    words = re.compile(rf"(?<![\w-])(?:{pattern})(?![\w-])", re.IGNORECASE)
    return [product for product in products if words.search(told(product))]


def denied(products: Iterable[dict[str, Any]], material: str, pattern: str) -> list[str]:
    """Numbers of the products whose text says a material that their mark denies."""
    return [
        f"{product['sku']} {told(product)}"
        for product in saying(products, pattern)
        if product["materials"][material] == "absent"
    ]


def told(product: dict[str, Any]) -> str:
    """Everything English that is said of a product: name, line, contents and what its picture shows."""
    text = product["texts"]["en"]
    return " | ".join((text["name"], text["line"], text["inside"], product["picture"]["shows"]))


def test_every_product_says_of_all_sixteen_materials_what_is_known() -> None:
    for product in PRODUCTS:
        assert set(product["materials"]) == set(MATERIALS), product["sku"]
        assert set(product["materials"].values()) <= {"contains", "may_contain", "absent", "unknown"}, product["sku"]


@pytest.mark.parametrize(("material", "pattern"), SAYING, ids=[material for material, _ in SAYING])
def test_no_text_is_denied_by_an_absent_mark(material: str, pattern: str) -> None:
    assert denied(PRODUCTS, material, pattern) == []


def test_marks_that_deny_everything_would_be_found_out() -> None:
    """The control of the test above: were every product marked free of everything, every material that occurs would be noticed."""
    denying = [product | {"materials": dict.fromkeys(MATERIALS, "absent")} for product in PRODUCTS]
    assert {material for material, _ in SAYING} == set(MATERIALS)
    found = {material: len(denied(denying, material, pattern)) for material, pattern in SAYING}
    assert {material for material, count in found.items() if not count} == {"down", "horn", "pearl"}
    assert (found["wool"], found["leather"], found["scent"]) == (24, 5, 14)


@pytest.mark.parametrize(
    ("material", "counts"),
    [
        ("leather", (5, 0, 1)), ("wool", (24, 0, 0)), ("silk", (1, 0, 2)), ("down", (0, 0, 0)), ("horn", (0, 0, 0)),
        ("pearl", (0, 0, 0)), ("beeswax", (4, 0, 2)), ("other_animal", (4, 4, 8)), ("pigskin", (1, 0, 1)),
        ("alcohol", (13, 1, 2)), ("scent", (14, 6, 1)), ("fragrance_allergens", (10, 5, 4)), ("latex", (1, 4, 6)),
        ("nickel", (44, 52, 0)), ("pollen", (18, 13, 0)), ("pet_toxic", (3, 2, 1)),
    ],
)  # fmt: skip
def test_how_many_contain_may_contain_and_are_not_told(material: str, counts: tuple[int, int, int]) -> None:
    marks = Counter(product["materials"][material] for product in PRODUCTS)
    assert (marks["contains"], marks["may_contain"], marks["unknown"]) == counts
    assert marks.total() == 400


def test_a_vegan_consumable_holds_no_animal_material() -> None:
    animal = [key(bit) for bit in ANIMAL]
    vegan = [product for product in PRODUCTS if product["diets"].get("vegan") == "suited"]
    assert len(vegan) > 80
    assert {product["materials"][material] for product in vegan for material in animal} == {"absent"}


def test_alcohol_that_is_drunk_or_eaten_is_never_denied() -> None:
    assert {product["materials"]["alcohol"] for product in PRODUCTS if product["alcohol"]} == {"contains"}


def test_what_is_scented_names_its_fragrance_allergens_or_says_that_they_are_not_told() -> None:
    scented = [product for product in PRODUCTS if product["materials"]["scent"] == "contains"]
    assert {product["materials"]["fragrance_allergens"] for product in scented} == {
        "contains",
        "may_contain",
        "unknown",
    }


def test_parts_add_up_and_the_row_of_the_product_outweighs_them() -> None:
    marks = mark_materials(["gluten", "~nickel", "!wool"], ["?nickel", "~latex"], ["^latex", "+reading", "?", "view1"])
    assert {name: mark for name, mark in marks.items() if mark != "absent"} == {
        "nickel": "may_contain",
        "wool": "contains",
    }
    assert set(marks) == set(MATERIALS)
    with pytest.raises(ValueError, match="!lether: there is no such material"):
        signed(["!lether"])
