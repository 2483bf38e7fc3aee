"""What a product is marked with, in words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from renderers.context import SafetyFacts
from renderers.language.translations import LOCALES
from renderers.product.marks import (
    ANIMAL,
    handling,
    has_no_animal_material,
    inside_of,
    safety_of,
    table_of,
    warnings_of,
)
from renderers.samples.stories import SAMPLE_STORIES
from service.dietary import vocabulary

JANA = SAMPLE_STORIES["jana"]
CLEAN = dict.fromkeys(vocabulary.MATERIALS, "absent")


def thing(**materials: str) -> SafetyFacts:
    return safety_of("neither", {}, {}, CLEAN | materials, None)


def rows(safety: SafetyFacts, locale: str = "en") -> dict[str, str]:
    return {mark.kind: mark.words for mark in table_of(locale, safety)}


def test_the_animal_materials_are_those_that_a_vegan_is_never_given() -> None:
    assert set(ANIMAL) == {vocabulary.key(bit) for bit in vocabulary.ANIMAL}


def test_every_material_stands_in_exactly_one_row() -> None:
    made_of = thing(leather="contains", nickel="may_contain", latex="unknown").materials
    told = [*made_of.contains, *made_of.may_contain, *made_of.free_of, *made_of.unknown]
    assert (made_of.contains, made_of.may_contain, made_of.unknown) == (("leather",), ("nickel",), ("latex",))
    assert sorted(told) == sorted(vocabulary.MATERIALS)


def test_a_mark_that_is_missing_is_not_stated_and_never_absent() -> None:
    made_of = safety_of("neither", {}, {}, {"leather": "absent"}, None).materials
    assert made_of.free_of == ("leather",)
    assert set(made_of.unknown) == set(vocabulary.MATERIALS) - {"leather"}
    assert not has_no_animal_material(safety_of("neither", {}, {}, {}, None))


def test_a_thing_free_of_all_says_so_in_one_row_and_names_the_animals_together() -> None:
    assert rows(thing()) == {
        "free": "Materials from animals, alcohol, scent, fragrance allergens, latex, nickel, pollen "
        "and plants toxic to pets"
    }
    assert has_no_animal_material(thing())


def test_a_thing_with_one_animal_material_names_the_others_one_by_one() -> None:
    told = rows(thing(wool="contains", nickel="unknown"))
    assert (told["contains"], told["unknown"]) == ("Wool", "Nickel")
    assert told["free"].startswith(
        "Leather, silk, down, horn, pearl, beeswax, other animal materials, pigskin, alcohol"
    )
    assert not has_no_animal_material(thing(wool="contains"))


@pytest.mark.parametrize("mark", ["contains", "may_contain", "unknown"])
@pytest.mark.parametrize("material", ANIMAL)
def test_no_mark_but_absent_makes_a_thing_free_of_animal_materials(material: str, mark: str) -> None:
    assert not has_no_animal_material(thing(**{material: mark}))


def test_food_is_told_free_of_allergens_only() -> None:
    food = safety_of("edible", {"milk": "absent", "nuts": "contains"}, {}, CLEAN | {"pollen": "contains"}, None)
    assert rows(food) == {"contains": "Nuts and pollen", "free": "Milk"}
    assert warnings_of("en", food) == [("contains", "nuts and pollen")]


@pytest.mark.parametrize("locale", LOCALES)
def test_every_material_can_be_told_in_every_row_and_language(locale: str) -> None:
    for mark in ("contains", "may_contain", "absent", "unknown"):
        facts = safety_of("neither", {}, {}, dict.fromkeys(vocabulary.MATERIALS, mark), None)
        assert len(table_of(locale, facts)) == 1
        assert len(warnings_of(locale, facts)) == (mark != "absent")


def test_a_paper_tells_the_marks_in_the_language_of_the_product_s_text() -> None:
    safety = thing(leather="contains", nickel="may_contain", pigskin="unknown")
    gift = replace(JANA.gift, safety=safety, inside="Složení: kůže.", locale="cs")
    assert inside_of(gift) == "Složení: kůže. Obsahuje: kůže. Může obsahovat: nikl. Neuvedeno: vepřovice."
    assert inside_of(replace(gift, safety=thing())) == "Složení: kůže."


@pytest.mark.parametrize(
    ("locale", "use", "keep"),
    [
        ("en", "How to use it: Warm it first.", "How to keep it: Dry."),
        ("cs", "Jak používat: Warm it first.", "Jak uchovávat a ošetřovat: Dry."),
        ("ro", "Mod de folosire: Warm it first.", "Păstrare și îngrijire: Dry."),
        ("is", "Notkun: Warm it first.", "Geymsla og meðferð: Dry."),
        ("ru", "Как пользоваться: Warm it first.", "Как хранить и ухаживать: Dry."),
        ("ja", "使い方：Warm it first.", "保管・お手入れ：Dry."),
        ("ar", "طريقة الاستعمال: Warm it first.", "طريقة الحفظ والعناية: Dry."),
    ],
)
def test_how_to_use_and_keep_it_is_said_where_its_maker_says_so(locale: str, use: str, keep: str) -> None:
    gift = replace(JANA.gift, locale=locale, use="Warm it first.", keep="Dry.")
    assert tuple(
        str(line).replace("\u2068", "").replace("\u2069", "").replace("\xa0", " ") for line in handling(gift)
    ) == (use, keep)
    assert handling(replace(gift, use=None)) == handling(gift)[1:]
    assert handling(JANA.gift) == ()
    assert all(line in inside_of(gift) for line in handling(gift))
