"""A product's marks in the console."""

from __future__ import annotations

from service.catalog.models import Product
from service.dietary.vocabulary import ALLERGENS, MATERIALS
from service.planning.workspace.product_marks import describe_marks

NO_ALLERGEN = dict.fromkeys(ALLERGENS, "absent")
NO_MATERIAL = dict.fromkeys(MATERIALS, "absent")


def test_a_thing_says_what_matters_and_not_only_that_it_is_no_food() -> None:
    rug = Product(kind="neither", allergens={}, materials=NO_MATERIAL | {"wool": "contains", "nickel": "may_contain"})
    assert describe_marks(rug) == "Not food; contains wool; may contain nickel"
    assert describe_marks(Product(kind="neither", allergens={}, materials=NO_MATERIAL)) == (
        "Not food; none of the 16 materials and scents"
    )


def test_what_nobody_has_stated_counts_as_not_safe() -> None:
    band = Product(kind="neither", allergens={}, materials=NO_MATERIAL | {"latex": "unknown"})
    assert describe_marks(band) == "Not food; not stated, which counts as not safe: latex"
    unmarked = describe_marks(Product(kind="neither", allergens={}, materials={}))
    assert unmarked.startswith("Not food; not stated, which counts as not safe: leather, wool, silk, down, horn")


def test_food_and_what_goes_on_skin_tell_allergens_and_materials_together() -> None:
    nougat = Product(
        kind="edible", allergens=NO_ALLERGEN | {"nuts": "contains"}, materials=NO_MATERIAL | {"pollen": "contains"}
    )
    assert describe_marks(nougat) == "Food or drink; contains nuts and pollen"
    soap = Product(kind="skin", allergens=NO_ALLERGEN, materials=NO_MATERIAL | {"scent": "contains"})
    assert describe_marks(soap) == "For the skin; contains scent; none of the 14 allergens"
    unknown = describe_marks(Product(kind="edible", allergens={}, materials=NO_MATERIAL))
    assert "none of the 14 allergens" not in unknown
    assert "not stated, which counts as not safe: cereals containing gluten, crustaceans" in unknown
