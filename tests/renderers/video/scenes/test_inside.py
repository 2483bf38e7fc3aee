"""What the gift is made of, suits and contains."""

from __future__ import annotations

from dataclasses import replace

from renderers.context import MaterialFacts, SafetyFacts
from renderers.product.marks import ANIMAL
from renderers.samples.stories import SAMPLE_STORIES
from renderers.video.scenes.inside import Inside, inside_words

JANA = SAMPLE_STORIES["jana"]
NOTHING = SafetyFacts(True, (), (), (), (), (), (), (), None)


def with_safety(**facts: object) -> Inside:
    return inside_words(replace(JANA, gift=replace(JANA.gift, safety=replace(NOTHING, **facts))))


def made_of(contents: str) -> Inside:
    return inside_words(replace(JANA, gift=replace(JANA.gift, inside=contents)))


def test_what_a_gift_contains_is_said_beside_what_it_suits() -> None:
    inside = with_safety(
        suits=("vegan", "vegetarian", "dairy_free", "halal"), contains=("nuts",), may_contain=("sesame",)
    )
    assert inside.safe == ("Vegan and halal",)
    assert inside.contains == ("Contains: nuts", "May contain: sesame seeds")


def test_free_of_everything_is_only_said_when_nothing_is_unknown() -> None:
    assert with_safety(free_of=("milk",)).safe == ("None of the 14 allergens listed in EU law",)
    unknown = with_safety(unknown=("milk",))
    assert (unknown.safe, unknown.contains) == ((), ("Not stated: milk",))


def test_that_a_thing_is_not_food_is_no_checked_fact_and_an_age_is_told() -> None:
    inside = with_safety(is_consumable=False, min_age=18)
    assert inside.safe == ()
    assert inside.contains == ("Age: 18+",)


def test_a_thing_without_any_animal_material_says_so_and_one_that_is_unknown_does_not() -> None:
    free = with_safety(is_consumable=False, materials=MaterialFacts(contains=("nickel",), free_of=(*ANIMAL, "latex")))
    assert (free.safe, free.contains) == (("No animal materials",), ("Contains: nickel",))
    glued = MaterialFacts(free_of=tuple(key for key in ANIMAL if key != "other_animal"), unknown=("other_animal",))
    unknown = with_safety(is_consumable=False, materials=glued)
    assert (unknown.safe, unknown.contains) == ((), ("Not stated: other animal materials",))


def test_what_food_holds_besides_its_allergens_is_told_with_them() -> None:
    inside = with_safety(contains=("milk",), materials=MaterialFacts(contains=("pollen",), may_contain=("beeswax",)))
    assert inside.contains == ("Contains: milk and pollen", "May contain: beeswax")


def test_a_short_list_is_told_whole() -> None:
    inside = made_of("Ingredients: dates, figs.")
    assert (inside.contents, inside.checked) == ("Ingredients: dates, figs.", None)


def test_a_list_too_long_to_read_ends_at_a_comma_and_says_where_the_rest_is() -> None:
    inside = made_of("Ingredients: " + ", ".join(f"spice number {at}" for at in range(60)))
    assert inside.contents == "Ingredients: spice number 0, spice number 1 …"
    assert inside.checked == "The full list is on your page."


def test_a_decimal_comma_is_not_an_end() -> None:
    assert made_of("Sugar 0,5 " + "x" * 400).contents == "Sugar 0,5 " + "x" * 30 + " …"


def test_a_japanese_list_is_as_long_to_read_and_ends_sooner() -> None:
    contents = "原材料：" + "、".join(f"果物{at}番" for at in range(10, 30)) + "。"
    japanese = replace(SAMPLE_STORIES["misaki"], gift=replace(JANA.gift, inside=contents))
    assert inside_words(japanese).contents == "原材料：果物10番、果物11番 …"


def test_of_many_diets_the_first_three_are_named() -> None:
    inside = with_safety(suits=("vegan", "gluten_free", "halal", "kosher", "keto"))
    assert inside.safe[0] == "Vegan, gluten-free and halal"
