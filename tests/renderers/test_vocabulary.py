"""The words for keys."""

from __future__ import annotations

import json

import pytest

from renderers.errors import TemplateError
from renderers.microsite.slots import ALLERGENS, DIETS
from renderers.translations import CATALOGS, LOCALES
from renderers.vocabulary import allergen, allergens, diet, interest, listed


def test_every_key_has_a_word_in_every_language() -> None:
    words = [diet(locale, key) for locale in LOCALES for key in DIETS]
    words += [allergen(locale, key) for locale in LOCALES for key in ALLERGENS]
    assert all(word.strip() for word in words)
    assert len(words) == 7 * (10 + 14)


def test_the_forms_offer_exactly_the_keys_of_the_vocabulary() -> None:
    dietary = json.loads((CATALOGS / "dietary.json").read_text(encoding="utf-8"))
    assert (set(dietary["allergens"]), set(dietary["diets"])) == (set(ALLERGENS), set(DIETS))


def test_a_key_without_a_word_is_an_error_for_a_diet() -> None:
    with pytest.raises(TemplateError, match="There is no word for sunlight"):
        diet("en", "sunlight")


def test_an_interest_in_the_person_s_own_words_stands_as_it_is() -> None:
    assert (interest("cs", "coffee"), interest("cs", "kite repair")) == ("káva", "kite repair")


@pytest.mark.parametrize(
    ("locale", "said"),
    [("en", "eggs, milk and nuts"), ("cs", "vejce, mléko a\u00a0skořápkové plody"), ("ja", "卵、乳、木の実")],
)
def test_lists_end_as_the_language_ends_them(locale: str, said: str) -> None:
    assert allergens(locale, ["eggs", "milk", "nuts"]) == said
    assert listed("en", ["one"]) == "one"
