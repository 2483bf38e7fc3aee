"""What columns of one allergen, diet or material are asked: "yes" below "Nut-free" is not "yes" below "Nuts"."""

from __future__ import annotations

import pytest

from service.catalog.sheets.marks.headings import denies, mark_field, named_by
from service.catalog.sheets.vocabulary import field_of, near_field, title_of

CONTAINS = (
    "Nuts", "Nuts?", "Contains nuts?", "nuts (y/n)", "Tree nuts", "Enthält Nüsse", "Nüsse", "Ořechy?", "Obsahuje ořechy",
    "Содержит орехи", "Hnetur", "Nuci", "يحتوي على المكسرات", "ナッツを含む",
)  # fmt: skip
FREE = (
    "Nut-free", "Nut free?", "Free from nuts", "Free of nuts", "No nuts", "Without nuts", "Contains no nuts",
    "Does not contain nuts",
    "Ohne Nüsse", "Nussfrei", "Bez ořechů", "Neobsahuje ořechy", "Без орехов", "Án hneta", "Fără nuci", "خال من المكسرات",
    "ナッツ不使用",
)  # fmt: skip
TRACES = (
    "May contain nuts",
    "Traces of nuts",
    "Nuts (may contain)",
    "Nuts (traces)",
    "Spuren von Nüssen",
    "Может содержать орехи",
)
OTHERS = {
    "Leather free": "materials.leather:free",
    "Unscented": "materials.scent:free",
    "Scented": "materials.scent",
    "Vegan?": "diets.vegan",
    "Suitable for vegans": "diets.vegan",
    "Not vegan": "diets.vegan:not",
    "Not suitable for vegans": "diets.vegan:not",
    "Gluten free": "diets.gluten_free",
    "Free from gluten": "diets.gluten_free",
    "Bez lepku": "diets.gluten_free",
    "Gluten": "allergens.gluten",
    "Almonds": "allergens.nuts:part",
    "Wheat": "allergens.gluten:part",
    "allergens.nuts": "allergens.nuts",
}
UNREAD = (
    "Nuts not present", "Contains hazelnuts", "Hazelnut free", "Lactose free", "Nut allergy", "Safe for nut allergy",
    "Vegetarian (not vegan)", "Vegan leather", "Not nut-free", "Wool / Silk", "Milk absent", "Not free of nuts",
)  # fmt: skip


def test_a_heading_says_which_way_round_its_answers_are() -> None:
    assert {mark_field(heading) for heading in CONTAINS} == {"allergens.nuts"}
    assert {mark_field(heading) for heading in FREE} == {"allergens.nuts:free"}
    assert {mark_field(heading) for heading in TRACES} == {"allergens.nuts:traces"}
    assert {heading: mark_field(heading) for heading in OTHERS} == OTHERS


def test_what_can_be_meant_either_way_is_not_read_and_still_known_to_name_something() -> None:
    assert [heading for heading in UNREAD if mark_field(heading) is not None] == []
    assert [heading for heading in UNREAD if not named_by(heading)] == []


@pytest.mark.parametrize("heading", ["Company", "Price", "Supplier", "Picture", "", "★", "Nr."])
def test_other_headings_name_nothing(heading: str) -> None:
    assert (mark_field(heading), named_by(heading)) == (None, frozenset())


def test_no_heading_that_clears_is_guessed_from_another_that_is_near() -> None:
    assert [
        field_of(heading) or near_field(heading) for heading in ("Does contain", "Suitable not for", "No free from")
    ] == [None] * 3
    assert near_field("Countrys") == "countries"


def test_denials_are_heard_in_every_form() -> None:
    for said in (
        "no nuts",
        "nut-free",
        "ohne Nüsse",
        "bez ořechů",
        "not vegan",
        "без орехов",
        "nussfrei",
        "ナッツ不使用",
    ):
        assert denies(said), said
    for said in ("nuts", "milk and eggs", "gluten", "Milch", "ナッツ", ""):
        assert not denies(said), said


def test_pages_call_such_a_column_by_what_it_says() -> None:
    fields = ("allergens.nuts", "allergens.nuts:free", "allergens.milk:traces", "diets.vegan:not", "name:cs")
    assert [title_of(field) for field in fields] == [
        "Nuts",
        "Free of nuts",
        "Traces of milk",
        "Not for vegan",
        "Gift (cs)",
    ]
