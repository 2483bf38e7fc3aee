from __future__ import annotations

import json
from typing import Any

import pytest

from service.config import ASSETS
from service.dietary.read_diet import read_diet
from service.dietary.vocabulary import ALLERGENS, DIETS, FOLLOWED, SAFE_FOR_UNKNOWN, Allergen, Diet, key

SHIPPED = {"en", "ru", "is", "cs", "ro", "ar", "ja"}
IMPORTED = SHIPPED | {"de", "no", "el", "fr"}
WORDS: dict[str, Any] = json.loads((ASSETS / "translations" / "dietary.json").read_text(encoding="utf-8"))


def test_the_keys_in_data_never_change() -> None:
    assert list(ALLERGENS) == [
        "gluten", "crustaceans", "eggs", "fish", "peanuts", "soya", "milk",
        "nuts", "celery", "mustard", "sesame", "sulphites", "lupin", "molluscs",
    ]  # fmt: skip
    assert list(DIETS) == [
        "vegan", "vegetarian", "pescatarian", "gluten_free", "dairy_free",
        "halal", "kosher", "keto", "low_sugar", "no_alcohol",
    ]  # fmt: skip
    assert list(FOLLOWED) == [*DIETS, "no_pork"]


def test_each_bit_has_a_place_of_its_own() -> None:
    assert [bit.value for bit in Allergen] == [1 << place for place in range(14)]
    assert [bit.value for bit in Diet] == [1 << place for place in range(11)]
    assert SAFE_FOR_UNKNOWN == Diet.VEGAN | Diet.HALAL | Diet.KOSHER | Diet.NO_ALCOHOL


def test_a_key_names_a_single_bit() -> None:
    assert key(Allergen.NUTS) == "nuts"
    assert key(Diet.GLUTEN_FREE) == "gluten_free"
    with pytest.raises(ValueError, match="single bit"):
        key(Diet.VEGAN | Diet.HALAL)


@pytest.mark.parametrize(("kind", "keys"), [("allergens", ALLERGENS), ("diets", DIETS)])
def test_every_key_has_a_label_and_synonyms_in_every_language(kind: str, keys: dict[str, object]) -> None:
    assert set(WORDS[kind]) == set(keys)
    for name, locales in WORDS[kind].items():
        assert set(locales) == IMPORTED, name
        assert all(entry["label"].strip() for entry in locales.values()), name


def test_every_language_can_say_nothing_unknown_and_perhaps() -> None:
    for role in ("none", "unknown", "unsure"):
        assert set(WORDS[role]) == IMPORTED
        assert all(WORDS[role].values())


def test_what_a_page_calls_an_allergen_or_a_diet_is_read_as_that_when_it_is_copied_into_a_list() -> None:
    shown = {
        (name, entry.get("shown") or entry["label"]): {name}
        for kind in ("allergens", "diets")
        for name, locales in WORDS[kind].items()
        for locale, entry in locales.items()
        if locale in SHIPPED
    }
    read = {(name, words): read_diet(words) for name, words in shown}
    assert [words for (_, words), said in read.items() if not said.known] == []
    heard = {place: {one.name.lower() for one in (*said.avoid, *said.follow)} for place, said in read.items()}
    assert {place: names for place, names in heard.items() if names != shown[place]} == {}
