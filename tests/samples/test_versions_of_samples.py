"""The sample's versions: told apart in every language, deliverable, and few enough of each product."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

SAMPLES = Path(__file__).parents[2] / "assets" / "samples"
LANGUAGES = {"en", "ru", "is", "cs", "ro", "ar", "ja"}
PRODUCTS: list[dict[str, Any]] = json.loads((SAMPLES / "catalog.json").read_text(encoding="utf-8"))["products"]


def test_versions_are_told_apart_in_every_language_and_are_eight_of_a_product_at_most() -> None:
    for product in PRODUCTS:
        versions = [product, *product.get("versions", [])]
        assert len(versions) <= 8, product["sku"]
        assert [one["sku"] for one in versions[1:]] == [f"{product['sku']}-{n}" for n in range(2, len(versions) + 1)]
        if len(versions) == 1:
            assert "variant" not in product
            continue
        (trait,) = {trait for one in versions for trait in one["variant"]}
        for language in LANGUAGES:
            words = [one["variant"][trait][language] for one in versions]
            assert len(set(words)) == len(words), (product["sku"], language)
            assert all(words)


def test_there_are_versions_by_colour_by_size_and_by_title() -> None:
    traits = Counter(trait for product in PRODUCTS for trait in product.get("variant", ()))
    assert set(traits) == {"colour", "size", "title"}
    assert sum(1 + len(product.get("versions", ())) for product in PRODUCTS) == 1351


def test_the_first_version_in_a_colour_is_the_one_of_the_picture() -> None:
    words = {
        line.split(" | ")[0]: line.split(" | ")[1]
        for line in (Path(__file__).parent / "tables" / "versions.txt").read_text(encoding="utf-8").splitlines()
        if line.count(" | ") == 7 and not line.startswith("#")
    }
    of_colour = [product for product in PRODUCTS if "colour" in product.get("variant", ())]
    assert of_colour
    for product in of_colour:
        assert product["variant"]["colour"]["en"].endswith(words[product["picture"]["colour"]]), product["sku"]


def test_every_version_has_a_piece_where_the_product_has_any() -> None:
    for product in PRODUCTS:
        pieces = [one["stock"] for one in (product, *product.get("versions", []))]
        assert min(pieces) > 0 or pieces == [0]
