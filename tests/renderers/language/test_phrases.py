"""What is said about diets, allergens and interests."""

from __future__ import annotations

import json

import pytest

from renderers.errors import TemplateError
from renderers.language.phrases import DIET_USES, about_diet, avoids, likes, suited_diets
from renderers.language.translations import CATALOGS, LOCALES, fields, keys
from service.dietary.vocabulary import ALLERGENS, DIETS

INTERESTS = json.loads((CATALOGS / "interests.json").read_text(encoding="utf-8"))


def test_every_key_has_a_whole_phrase_for_every_use_and_no_other_word_stands_in_it() -> None:
    assert keys("words") == {
        *(f"words.diet.{use}.{key}" for use in DIET_USES for key in DIETS),
        *(f"words.diet.{use}.no_pork" for use in ("label", "eats")),  # said of people and of no product
        *(f"words.allergen.{use}.{key}" for use in ("avoids", "may_come") for key in ALLERGENS),
        *(f"words.interest.likes.{key}" for key in INTERESTS),
    }
    assert len(keys("words")) == 7 * 10 + 2 + 2 * 14 + 40
    assert {fields(locale, key) for locale in LOCALES for key in keys("words")} == {frozenset()}


@pytest.mark.parametrize("locale", LOCALES)
def test_no_phrase_does_two_jobs(locale: str) -> None:
    for key in DIETS:
        said = [about_diet(locale, use, key) for use in DIET_USES[:4]]
        assert len({words.casefold() for words in said}) == 4, key
    assert len({avoids(locale, key) for key in ALLERGENS}) == 14
    assert len({likes(locale, key) for key in INTERESTS}) == 40


@pytest.mark.parametrize(
    ("locale", "said"),
    [
        ("en", "Suitable for vegans|Not suitable for vegans|Not confirmed as vegan|You follow a vegan diet."),
        ("cs", "Vhodné pro vegany|Nevhodné pro vegany|Vhodnost pro vegany není ověřena|Stravujete se vegansky."),
        (
            "is",
            "Hentar grænkerum|Hentar ekki grænkerum|Ekki staðfest að gjöfin henti grænkerum|Þú borðar grænkerafæði.",
        ),
        (
            "ru",
            "Подходит веганам|Не подходит веганам|Не подтверждено, что подходит веганам|Вы придерживаетесь веганской диеты.",
        ),
    ],
)
def test_each_use_of_a_diet_is_bent_as_its_sentence_asks(locale: str, said: str) -> None:
    assert [about_diet(locale, use, "vegan").replace("\u00a0", " ") for use in DIET_USES[:4]] == said.split("|")


@pytest.mark.parametrize(
    ("locale", "said"),
    [
        ("cs", "Vyhýbáte se skořápkovým plodům."),
        ("ro", "Evitați fructele cu coajă."),
        ("is", "Þú forðast hnetur."),
        ("ru", "Вы избегаете орехов."),
        ("ja", "木の実類（ナッツ）を避けておられると伺っております。"),
        ("ar", "تتجنّبون المكسّرات."),
    ],
)
def test_an_allergen_is_bent_by_its_verb(locale: str, said: str) -> None:
    assert avoids(locale, "nuts") == said


def test_the_diets_that_a_gift_suits_make_one_line() -> None:
    assert suited_diets("cs", ("vegan", "gluten_free", "halal")) == "Veganské, bezlepkové a\u00a0halal"
    assert suited_diets("ja", ("vegan", "halal")) == "ヴィーガン対応、ハラール"
    assert suited_diets("ar", ("vegan", "halal")) == "نباتية صرفة وحلال"


def test_an_interest_is_said_whole_and_one_in_the_person_s_own_words_is_named() -> None:
    assert (likes("cs", "tea"), likes("ro", "cooking")) == ("Chutná vám čaj.", "Vă place să gătiți.")
    assert (likes("en", "kite repair"), likes("cs", "draci")) == ("You like kite repair.", "Baví vás: draci.")


def test_a_key_without_a_phrase_is_an_error() -> None:
    with pytest.raises(TemplateError, match=r"There is no sentence words.diet.suits.sunlight"):
        about_diet("en", "suits", "sunlight")
