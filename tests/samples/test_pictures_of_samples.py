"""What the sample's pictures and lines say: each its own, and nothing that is not in the box."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from workshop.pictures.archetypes.forms import FORMS

LANGUAGES = {"en", "ru", "is", "cs", "ro", "ar", "ja"}
PRODUCTS: list[dict[str, Any]] = json.loads(
    (Path(__file__).parents[2] / "assets/samples/catalog.json").read_text(encoding="utf-8")
)["products"]


def test_pictures_come_in_at_least_180_shapes_and_no_form_is_ordered_that_there_is_not() -> None:
    ordered = {(p["picture"]["shape"], p["picture"]["stuff"], p["picture"]["arrangement"]) for p in PRODUCTS}
    assert len({shape for shape, _, _ in ordered}) >= 180
    known = {(s, stuff, a) for s, (stuffs, arrangements) in FORMS.items() for stuff in stuffs for a in arrangements}
    assert ordered <= known
    assert {shape for shape, _, _ in ordered} == set(FORMS)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Harbour mug with a cork base", "A glazed mug on a cork foot."),
        ("Two mugs for two people", "A pair of dipped mugs."),
        ("Side-handled teapot", "A side-handled teapot."),
        ("Bedside carafe with its glass", "A small carafe wearing its tumbler as a lid."),
        ("Two breakfast bowls", "Two rounded bowls, each its own colour."),
        ("Cherry wood board with a handle", "A reddish wooden board with a handle and a hole."),
        ("Calligraphy pen and ink", "A broad-nibbed pen and a bottle of ink."),
        ("Oak shelf speaker", "A wooden cabinet speaker with two cones."),
        ("Mushroom lamp", "A mushroom-shaped lamp."),
        ("Station clock", "A station clock with black bars and a red second hand."),
    ],
)
def test_a_picture_shows_what_the_products_name_promises(name: str, shown: str) -> None:
    [picture] = [product["picture"] for product in PRODUCTS if product["texts"]["en"]["name"] == name]
    assert picture["shows"] == shown


def test_no_two_pictures_are_ordered_alike() -> None:
    drawn = ({key: part for key, part in p["picture"].items() if key not in ("seed", "shows")} for p in PRODUCTS)
    assert len({json.dumps(order, sort_keys=True) for order in drawn}) == 400


INGREDIENTS = {
    "apricot": "apricots", "bergamot": "bergamot oil", "celery": "celery salt", "charcoal": "birch charcoal", "date": "dates",
    "herb": "thyme|sage oil", "hibiscus": "hibiscus flowers", "jasmine_rice": "rice", "coffee": "arabica beans",
    "strawberry": "strawberries", "raspberry": "raspberries", "cloudberry": "cloudberries", "bilberry": "bilberries",
    "sour_cherry": "sour cherries", "olive": "extra virgin olive oil", "orange": "oranges?", "bay": "bay leaves",
    "honeycomb": "beeswax", "pollen": "bee pollen", "oat": "oats?", "clove": "cloves", "almond": "almonds?",
    "pumpkin_seed": "pumpkin seed", "mint": "peppermint", "blackcurrant": "blackcurrants", "salt": "sea salt", "plum": "plums",
    "rapeseed": "rapeseed oil", "fig": "figs", "walnut": "walnuts?", "quince": "quinces", "hazelnut": "hazelnuts",
    "pistachio": "pistachios", "peanut": "peanuts", "onion": "red onions",
}  # fmt: skip
"""What lies beside a product -> how the list names it, where that is not its own word."""


def test_beside_a_product_lies_only_what_its_own_list_names() -> None:
    beside = [(p, key) for p in PRODUCTS for key in p["picture"]["beside"]]
    assert len(beside) > 60
    assert {p["kind"] for p, _ in beside} == {"edible", "skin"}
    for product, key in beside:
        named = INGREDIENTS.get(key, key.replace("_", " "))
        assert re.search(rf"\b(?:{named})\b", product["texts"]["en"]["inside"]), (product["sku"], key)


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_every_product_has_a_line_of_its_own(language: str) -> None:
    assert len({product["texts"][language]["line"] for product in PRODUCTS}) == 400


def test_a_line_names_no_colour_that_another_version_does_not_have() -> None:
    """A mug "in sea blue" that also comes in brick red is not called blue by its line."""
    colours = re.compile(
        r"\b(?:red|blue|green|yellow|pink|rose|violet|plum|white|cream|black|ember|terracotta)\b", re.IGNORECASE
    )
    bare = [
        product
        for product in PRODUCTS
        if product.get("variant", {}).get("colour", {}).get("en", "").startswith("in ")
        and colours.search(product["texts"]["en"]["line"])
    ]
    # Of red wine, a smell of roses, a second towel and the bars of a dial: each version has them.
    assert [product["sku"] for product in bare] == ["HP-0174", "HP-0241", "HP-0384", "HP-0391"]
