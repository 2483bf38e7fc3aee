from __future__ import annotations

import pytest

from service.dietary.lexicon import cell_lexicon, named
from service.dietary.read_diet import DietReading, read_diet
from service.dietary.vocabulary import ALLERGENS, DIETS, MATERIALS, Allergen, Diet, Material

ALSO_UNMARKED = {"corn", "alkohol", "alkóhól"}
"""A Romanian horn that is an English cereal, and a spirit that is also drunk: asked."""
NO_ALLERGEN, NO_DIET = Allergen(0), Diet(0)
NOBODY_KNOWS = DietReading(Allergen(0), Diet(0), known=False, ask=False)
EATS_ALL = DietReading(Allergen(0), Diet(0), known=True, ask=False)


def says(avoid: Allergen = NO_ALLERGEN, follow: Diet = NO_DIET) -> DietReading:
    return DietReading(avoid, follow, known=True, ask=False)


@pytest.mark.parametrize(
    ("cell", "reading"),
    [
        ("vegan", says(follow=Diet.VEGAN)),
        ("  VEGAN!! ", says(follow=Diet.VEGAN)),
        ("nuts", says(Allergen.NUTS)),
        ("no nuts, no milk", says(Allergen.NUTS | Allergen.MILK)),
        ("nut-free vegan", says(Allergen.NUTS, Diet.VEGAN)),
        ("Allergies: nuts; milk", says(Allergen.NUTS | Allergen.MILK)),
        ("peanuts/sesame\nlupin", says(Allergen.PEANUTS | Allergen.SESAME | Allergen.LUPIN)),
        ("doesn’t eat fish", says(Allergen.FISH)),
        ("no alcohol", says(follow=Diet.NO_ALCOHOL)),
        ("shellfish", says(Allergen.CRUSTACEANS | Allergen.MOLLUSCS)),
        ("coeliac", says(Allergen.GLUTEN, Diet.GLUTEN_FREE)),
        ("bez lepku", says(follow=Diet.GLUTEN_FREE)),
        ("bez ořechů, arašídů a sóji", says(Allergen.NUTS | Allergen.PEANUTS | Allergen.SOYA)),
        ("BEZ ORECHU", says(Allergen.NUTS)),
        ("alergie na ořechy", says(Allergen.NUTS)),
        ("без орехов", says(Allergen.NUTS)),
        ("не ест рыбу", says(Allergen.FISH)),
        ("халяль", says(follow=Diet.HALAL)),
        ("hnetuofnæmi", says(Allergen.NUTS)),
        ("glutenlaust", says(follow=Diet.GLUTEN_FREE)),
        ("án mjólkur og eggja", says(Allergen.MILK | Allergen.EGGS)),
        ("fără lactate", says(follow=Diet.DAIRY_FREE)),
        ("nuci și lapte", says(Allergen.NUTS | Allergen.MILK)),
        ("حلال، بدون مكسرات", says(Allergen.NUTS, Diet.HALAL)),
        ("卵と牛乳", says(Allergen.EGGS | Allergen.MILK)),
        ("ナッツアレルギー", says(Allergen.NUTS)),
        ("keine Nüsse", says(Allergen.NUTS)),
        ("allergi mot nøtter", says(Allergen.NUTS)),
        ("χωρίς γλουτένη", says(follow=Diet.GLUTEN_FREE)),
        ("sans noix ni lait", says(Allergen.NUTS | Allergen.MILK)),
    ],
)
def test_a_cell_is_read_in_the_language_it_is_written_in(cell: str, reading: DietReading) -> None:
    assert read_diet(cell) == reading


@pytest.mark.parametrize(
    ("kind", "name"),
    [("allergens", one) for one in ALLERGENS]
    + [("diets", one) for one in DIETS]
    + [("materials", one) for one in MATERIALS],
)
def test_every_label_and_synonym_is_read_as_its_key(kind: str, name: str) -> None:
    phrases = [phrase for one, key, _, phrase in named() if (one, key) == (kind, name)]
    assert len(phrases) >= 11
    for phrase in phrases:
        reading = read_diet(phrase)
        named_bits = {
            "allergens": reading.avoid & ALLERGENS.get(name, 0),
            "diets": reading.follow & DIETS.get(name, 0),
            "materials": reading.materials & MATERIALS.get(name, 0),
        }
        assert named_bits[kind], phrase
        assert reading.unknown_words == (), phrase
        assert (reading.known, reading.ask) == ((False, True) if phrase in ALSO_UNMARKED else (True, False)), phrase


@pytest.mark.parametrize(
    "cell", ["none", "None.", "žádné", "нет", "ekkert ofnæmi", "nimic", "لا يوجد", "特になし", "keine", "ingen", "no"]
)
def test_nothing_to_avoid_is_an_answer(cell: str) -> None:
    assert read_diet(cell) == EATS_ALL


@pytest.mark.parametrize(
    "cell", ["", "  ", "-", "--", "n/a", "unknown", "nothing known", "неизвестно", "k. A.", "不明"]
)
def test_no_answer_is_no_error(cell: str) -> None:
    assert read_diet(cell) == NOBODY_KNOWS


@pytest.mark.parametrize(
    ("cell", "avoid", "follow"),
    [
        ("?", NO_ALLERGEN, NO_DIET),
        ("nuts?", Allergen.NUTS, NO_DIET),
        ("vegan?? maybe allergic", NO_ALLERGEN, Diet.VEGAN),
        ("možná vegan", NO_ALLERGEN, Diet.VEGAN),
        ("nuts or milk", Allergen.NUTS | Allergen.MILK, NO_DIET),
        ("allergic", NO_ALLERGEN, NO_DIET),
        ("ořechy？", Allergen.NUTS, NO_DIET),
        ("حلال؟", NO_ALLERGEN, Diet.HALAL),
    ],
)
def test_doubt_is_a_question_and_the_stricter_reading_holds_meanwhile(cell: str, avoid: Allergen, follow: Diet) -> None:
    assert read_diet(cell) == DietReading(avoid, follow, known=False, ask=True)


def test_what_stands_beside_the_doubt_is_kept() -> None:
    assert read_diet("halal, nuts?") == DietReading(Allergen.NUTS, Diet.HALAL, known=False, ask=True)


def test_a_contradiction_is_asked_about() -> None:
    assert read_diet("none, vegan") == DietReading(Allergen(0), Diet.VEGAN, known=False, ask=True)


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ("wegan", ("wegan",)),
        ("no gherkins", ("gherkins",)),
        ("nuts, blue cheeze", ("blue cheeze",)),
        ("орехи и холодец", ("холодец",)),
        ("x, y", ("x", "y")),
    ],
)
def test_a_word_nobody_taught_us_is_reported_as_written_and_never_guessed(cell: str, words: tuple[str, ...]) -> None:
    reading = read_diet(cell)
    assert reading.unknown_words == words
    assert (reading.known, reading.ask) == (False, False)


def test_only_wide_words_mean_more_than_one_thing() -> None:
    wide = {
        (meaning.avoid, meaning.follow, meaning.materials)
        for meaning in cell_lexicon().phrases.values()
        if meaning.avoid.bit_count() + meaning.follow.bit_count() + meaning.materials.bit_count() > 1
    }
    shellfish = Allergen.CRUSTACEANS | Allergen.MOLLUSCS
    assert wide == {
        (Allergen.GLUTEN, Diet.GLUTEN_FREE, Material(0)),
        (shellfish, Diet(0), Material(0)),
        (shellfish | Allergen.FISH, Diet(0), Material(0)),
        (Allergen.SOYA, Diet(0), Material.SILK),  # Romanian soya, French silk
    }


def test_no_word_for_food_is_also_a_word_of_doubt_or_grammar() -> None:
    assert [
        phrase for phrase, meaning in cell_lexicon().phrases.items() if meaning.names and meaning.roles - {"other"}
    ] == []
