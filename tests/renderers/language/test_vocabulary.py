"""The words for keys."""

from __future__ import annotations

import pytest

from renderers.errors import TemplateError
from renderers.language.translations import LOCALES
from renderers.language.vocabulary import (
    allergen,
    allergen_keys,
    allergens,
    diet,
    diet_keys,
    interest,
    listed,
    material,
    material_keys,
    materials,
)
from service.dietary.vocabulary import ALLERGENS, DIETS, MATERIALS


def test_every_key_has_a_word_in_every_language() -> None:
    words = [diet(locale, key) for locale in LOCALES for key in DIETS]
    words += [allergen(locale, key) for locale in LOCALES for key in ALLERGENS]
    words += [material(locale, key) for locale in LOCALES for key in MATERIALS]
    assert all(word.strip() for word in words)
    assert len(words) == 7 * (10 + 14 + 16)


def test_materials_are_called_differently_and_listed_as_the_language_lists_them() -> None:
    assert material_keys() == tuple(MATERIALS)
    for locale in LOCALES:
        assert len({material(locale, key) for key in MATERIALS}) == 16
    assert materials("en", ["leather", "wool", "nickel"]) == "leather, wool and nickel"
    assert materials("ja", ["leather", "silk"]) == "革、絹"
    assert materials("en", ["alcohol", "scent"]) == "alcohol and scent"


def test_the_forms_offer_exactly_what_the_product_keeps_to() -> None:
    assert (set(allergen_keys()), set(diet_keys())) == (set(ALLERGENS), set(DIETS))
    assert (len(allergen_keys()), len(diet_keys())) == (14, 10)


def test_a_key_without_a_word_is_an_error_for_a_diet_and_a_material() -> None:
    with pytest.raises(TemplateError, match="There is no word for sunlight"):
        diet("en", "sunlight")
    with pytest.raises(TemplateError, match="There is no word for asbestos"):
        material("en", "asbestos")


def test_an_interest_in_the_person_s_own_words_stands_as_it_is() -> None:
    assert (interest("cs", "coffee"), interest("cs", "kite repair")) == ("káva", "kite repair")


@pytest.mark.parametrize(
    ("locale", "said"),
    [
        ("en", "eggs, milk and nuts"),
        ("cs", "vejce, mléko a\u00a0skořápkové plody"),
        ("ja", "卵、乳、木の実類（ナッツ）"),
    ],
)
def test_lists_end_as_the_language_ends_them(locale: str, said: str) -> None:
    assert allergens(locale, ["eggs", "milk", "nuts"]) == said
    assert listed("en", ["one"]) == "one"


@pytest.mark.parametrize(
    ("locale", "said"),
    [
        ("en", "cereals containing gluten, sulphur dioxide and sulphites"),
        ("cs", "obiloviny obsahující lepek, oxid siřičitý a siřičitany"),
        ("ro", "cereale care conțin gluten, dioxid de sulf și sulfiți"),
        ("is", "kornvörur sem innihalda glúten, brennisteinsdíoxíð og súlfít"),
        ("ru", "глютенсодержащие злаки, диоксид серы и сульфиты"),
        ("ar", "الحبوب المحتوية على الغلوتين، ثاني أكسيد الكبريت والكبريتيت"),
        ("ja", "グルテンを含む穀物、二酸化硫黄・亜硫酸塩"),
    ],
)
def test_a_name_with_an_and_of_its_own_is_listed_with_commas_alone(locale: str, said: str) -> None:
    assert allergens(locale, ["gluten", "sulphites"]) == said
    assert allergens(locale, ["sulphites"]) == allergen(locale, "sulphites")


ANNEX_II = {
    "en": "cereals containing gluten, crustaceans, eggs, fish, peanuts, soybeans, milk, nuts, celery, mustard, sesame seeds, "
    "sulphur dioxide and sulphites, lupin, molluscs",
    "cs": "obiloviny obsahující lepek, korýši, vejce, ryby, arašídy, sója, mléko, skořápkové plody, celer, hořčice, "
    "sezamová semena, oxid siřičitý a siřičitany, vlčí bob (lupina), měkkýši",
    "ro": "cereale care conțin gluten, crustacee, ouă, pește, arahide, soia, lapte, fructe cu coajă, țelină, muștar, "
    "semințe de susan, dioxid de sulf și sulfiți, lupin, moluște",
    "is": "kornvörur sem innihalda glúten, krabbadýr, egg, fiskur, jarðhnetur, sojabaunir, mjólk, hnetur, sellerí, sinnep, "
    "sesamfræ, brennisteinsdíoxíð og súlfít, lúpína, lindýr",
}
"""Regulation (EU) No 1169/2011, in the languages it is in force in that we speak."""


@pytest.mark.parametrize("locale", sorted(ANNEX_II))
def test_allergens_are_called_as_the_law_calls_them(locale: str) -> None:
    assert ", ".join(allergen(locale, key) for key in allergen_keys()) == ANNEX_II[locale]
