from __future__ import annotations

import pytest

from service.dietary.read_diet import DietReading, _named, _phrases, read_diet
from service.dietary.vocabulary import ALLERGENS, DIETS, Allergen, Diet

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


@pytest.mark.parametrize("name", [*ALLERGENS, *DIETS])
def test_every_label_and_synonym_is_read_as_its_key(name: str) -> None:
    phrases = [phrase for one, phrase in _named() if one == name]
    assert len(phrases) >= 11
    for phrase in phrases:
        reading = read_diet(phrase)
        assert (reading.known, reading.ask, reading.unknown_words) == (True, False, ()), phrase
        meant = ALLERGENS[name] in reading.avoid if name in ALLERGENS else DIETS[name] in reading.follow
        assert meant, phrase


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
    "cell", ["?", "nuts?", "vegan?? maybe allergic", "možná vegan", "nuts or milk", "allergic", "ořechy？", "حلال؟"]
)
def test_doubt_is_a_question_and_no_fact(cell: str) -> None:
    assert read_diet(cell) == DietReading(Allergen(0), Diet(0), known=False, ask=True)


def test_what_stands_beside_the_doubt_is_kept() -> None:
    assert read_diet("halal, nuts?") == DietReading(Allergen(0), Diet.HALAL, known=False, ask=True)


def test_a_contradiction_is_asked_about() -> None:
    assert read_diet("none, vegan") == DietReading(Allergen(0), Diet.VEGAN, known=False, ask=True)


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ("wegan", ("wegan",)),
        ("no onions", ("onions",)),
        ("nuts, blue cheeze", ("blue cheeze",)),
        ("not vegan", ("not",)),
        ("no vegan", ("no vegan",)),
        ("орехи и мёд", ("мёд",)),
        ("x, y", ("x", "y")),
    ],
)
def test_a_word_nobody_taught_us_is_reported_as_written_and_never_guessed(cell: str, words: tuple[str, ...]) -> None:
    reading = read_diet(cell)
    assert reading.unknown_words == words
    assert (reading.known, reading.ask) == (False, False)


def test_only_wide_words_mean_more_than_one_thing() -> None:
    wide = {
        (meaning.avoid, meaning.follow)
        for meaning in _phrases().values()
        if meaning.avoid.bit_count() + meaning.follow.bit_count() > 1
    }
    shellfish = Allergen.CRUSTACEANS | Allergen.MOLLUSCS
    assert wide == {
        (Allergen.GLUTEN, Diet.GLUTEN_FREE),
        (shellfish, Diet(0)),
        (shellfish | Allergen.FISH, Diet(0)),
    }


def test_no_word_for_food_is_also_a_word_of_doubt_or_grammar() -> None:
    assert [
        phrase for phrase, meaning in _phrases().items() if (meaning.avoid or meaning.follow) and meaning.roles
    ] == []
