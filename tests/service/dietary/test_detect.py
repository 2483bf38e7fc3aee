from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.dietary import lexicon, prose
from service.dietary.detect import Detection, detect
from service.dietary.lexicon import named
from service.dietary.vocabulary import ALLERGENS, DIETS, MATERIALS, Allergen, Diet, Material
from tests.races import all_at_once
from tests.service.dietary.texts.dietary import DIETARY
from tests.service.dietary.texts.ordinary import ORDINARY

NO_ALLERGEN, NO_DIET, NO_MATERIAL = Allergen(0), Diet(0), Material(0)
MILK_EGGS_SOYA = Allergen.MILK | Allergen.EGGS | Allergen.SOYA
DIETARY_TEXTS, ORDINARY_TEXTS = 539, 422
PIECES = ["no", "nuts", "'", "d'", "アレルギー", "، ", ". ", "vegan", "؟", "@", "x", "🥜", "ﬁsh"]
ALLERGIC = {
    "en": "allergic to {}", "ru": "аллергия на {}", "is": "ofnæmi fyrir {}", "cs": "alergie na {}", "ro": "alergie la {}",
    "ar": "حساسية من {}", "ja": "{}アレルギー", "de": "Allergie gegen {}", "no": "allergisk mot {}", "el": "αλλεργία σε {}",
    "fr": "allergie à {}",
}  # fmt: skip
WITHOUT = {
    "en": "no {}", "ru": "без {}", "is": "ekkert {}", "cs": "bez {}", "ro": "fără {}", "ar": "بدون {}", "ja": "{}なし",
    "de": "kein {}", "no": "ikke {}", "el": "χωρίς {}", "fr": "pas de {}",
}  # fmt: skip


@pytest.mark.parametrize("locale", DIETARY)
def test_what_somebody_does_not_eat_or_use_is_found_in_every_language(locale: str) -> None:
    assert [text for text in DIETARY[locale] if detect(text) is None] == []


@pytest.mark.parametrize("locale", ORDINARY)
def test_ordinary_notes_are_no_dietary_texts(locale: str) -> None:
    assert [(text, detect(text)) for text in ORDINARY[locale] if detect(text) is not None] == []


def test_there_are_texts_enough_to_tell() -> None:
    assert set(DIETARY) == set(ORDINARY) == set(ALLERGIC)
    assert (sum(map(len, DIETARY.values())), sum(map(len, ORDINARY.values()))) == (DIETARY_TEXTS, ORDINARY_TEXTS)


@pytest.mark.parametrize(
    ("text", "detection"),
    [
        ("Severe nut allergy!", Detection(("nut allergy",), Allergen.NUTS, NO_DIET, NO_MATERIAL)),
        ("not vegan any more", Detection(("not vegan",), NO_ALLERGEN, Diet.VEGAN, NO_MATERIAL)),
        ("no milk, eggs, soy please", Detection(("milk", "eggs", "soy"), MILK_EGGS_SOYA, NO_DIET, NO_MATERIAL)),
        ("nuts", Detection(("nuts",), Allergen.NUTS, NO_DIET, NO_MATERIAL)),
        ("allergic to wool", Detection(("allergic", "wool"), NO_ALLERGEN, NO_DIET, Material.WOOL)),
        ("no wine", Detection(("no wine",), NO_ALLERGEN, Diet.NO_ALCOHOL, NO_MATERIAL)),
        ("Erdnussallergiker", Detection(("Erdnussallergiker",), Allergen.PEANUTS, NO_DIET, NO_MATERIAL)),
        ("hnetulaust", Detection(("hnetulaust",), Allergen.NUTS, NO_DIET, NO_MATERIAL)),
        ("بدون البيض والسمك", Detection(("البيض", "والسمك"), Allergen.EGGS | Allergen.FISH, NO_DIET, NO_MATERIAL)),
        ("乳製品は食べられません", Detection(("乳製品", "食べられません"), Allergen.MILK, NO_DIET, NO_MATERIAL)),
        ("No coconut please", Detection(("coconut",), NO_ALLERGEN, NO_DIET, NO_MATERIAL)),
        ("schwanger", Detection(("schwanger",), NO_ALLERGEN, NO_DIET, NO_MATERIAL)),
        ("Ramadan fasting", Detection(("Ramadan", "fasting"), NO_ALLERGEN, NO_DIET, NO_MATERIAL)),
        ("vegitarian", Detection(("vegitarian",), NO_ALLERGEN, Diet.VEGETARIAN, NO_MATERIAL)),
        ("ＮＯ  ＮＵＴＳ", Detection(("ＮＵＴＳ",), Allergen.NUTS, NO_DIET, NO_MATERIAL)),
        ("pas d’œufs", Detection(("œufs",), Allergen.EGGS, NO_DIET, NO_MATERIAL)),
        ("v e g a n", Detection(("v e g a n",), NO_ALLERGEN, Diet.VEGAN, NO_MATERIAL)),
        ("allergic to whaet", Detection(("allergic", "whaet"), Allergen.GLUTEN, NO_DIET, NO_MATERIAL)),
        ("チーズは食べられない", Detection(("チーズ", "食べられない"), Allergen.MILK, NO_DIET, NO_MATERIAL)),
        ("w/o nuts", Detection(("nuts",), Allergen.NUTS, NO_DIET, NO_MATERIAL)),
        ("Nuts: absolutely not!", Detection(("Nuts",), Allergen.NUTS, NO_DIET, NO_MATERIAL)),
        ("never give her wool", Detection(("wool",), NO_ALLERGEN, NO_DIET, Material.WOOL)),
        ("loves cheese but gets sick from it", Detection(("cheese",), Allergen.MILK, NO_DIET, NO_MATERIAL)),
        ("卵不可", Detection(("卵",), Allergen.EGGS, NO_DIET, NO_MATERIAL)),
        ("لا يأكل سمكا", Detection(("لا يأكل", "سمكا"), Allergen.FISH, NO_DIET, NO_MATERIAL)),
        ("gf/df", Detection(("gf/df",), NO_ALLERGEN, Diet.GLUTEN_FREE | Diet.DAIRY_FREE, NO_MATERIAL)),
    ],
)
def test_the_words_are_told_as_written_and_the_bits_are_the_strictest_reading(text: str, detection: Detection) -> None:
    assert detect(text) == detection


def test_a_text_that_speaks_of_an_allergy_holds_every_food_it_names() -> None:
    found = detect("Severe allergies. Mostly hazelnuts and eggs. Loves tea.")
    assert found is not None
    assert found.avoid == Allergen.NUTS | Allergen.EGGS


def test_a_food_that_is_liked_is_none_until_something_denies_it() -> None:
    assert detect("loves hazelnut chocolate") is None
    assert detect("loves hazelnut chocolate, answers mails, no calls") is None
    assert detect("used to love hazelnut chocolate, now hazelnuts make her ill, no joke") is not None


@pytest.mark.parametrize("text", ["", " ", "-", "🙂", "nobody@vegan.example", "see https://nuts.example/no-nuts"])
def test_nothing_and_addresses_are_no_dietary_texts(text: str) -> None:
    assert detect(text) is None


def test_every_word_for_an_allergen_diet_or_material_is_found_where_it_is_denied() -> None:
    deaf: list[str] = []
    for kind, name, locale, phrase in named():
        bits = {"allergens": ALLERGENS, "diets": DIETS, "materials": MATERIALS}[kind][name]
        allergic = detect(ALLERGIC[locale].format(phrase))
        if allergic is None or not bits & {"allergens": allergic.avoid, "diets": allergic.follow}.get(
            kind, allergic.materials
        ):
            deaf.append(ALLERGIC[locale].format(phrase))
        if detect(WITHOUT[locale].format(phrase)) is None:
            deaf.append(WITHOUT[locale].format(phrase))
    assert deaf == []


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=300))
def test_no_text_is_too_strange_to_be_read(text: str) -> None:
    found = detect(text)
    assert found is None or (found.words and all(word in text for word in found.words))


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.sampled_from(["no", "nuts", "'", "d'", "アレルギー", "، ", ". ", "vegan", "؟", "@", "x", "🥜", "ﬁsh"]),
        max_size=60,
    )
)
def test_no_mixture_of_dietary_words_is_too_strange(words: list[str]) -> None:
    for text in (" ".join(words), "".join(words)):
        found = detect(text)
        assert found is None or all(word in text for word in found.words)


def test_notes_are_read_in_the_time_of_their_length() -> None:
    notes = [
        f"{place} met at the spring fair, prefers mail to calls; moved from sales to operations " * 2
        for place in range(2000)
    ]
    detect("warm")
    started = time.process_time()
    assert [detect(note) for note in notes] == [None] * 2000
    assert time.process_time() - started < 2


def test_a_text_of_ten_thousand_letters_takes_no_longer_than_its_parts() -> None:
    started = time.process_time()
    for part in ("no nuts ", "a", "nuts,", "アレルギー", "d'", "x@", "не ест "):
        detect(part * (10_000 // len(part)))
    assert time.process_time() - started < 1


def test_many_threads_that_read_a_first_text_at_once_read_it_alike() -> None:
    """A meaning's sense is kept by identity: two lexicons, of which one is forgotten, would lose it or mistake it."""
    for cached in (lexicon._prose_lexicon, prose._senses):
        cached.cache_clear()
    found: list[object] = []
    acts = [lambda: found.append(detect("She is vegan and cannot have nuts."))] * 8

    assert all_at_once(acts) == 8
    assert found == [found[0]] * 8
    assert lexicon.prose_lexicon() is lexicon.prose_lexicon()


def test_a_list_of_single_signs_is_heard_to_its_end() -> None:
    lists = {
        "アレルギー：小麦、卵、乳": Allergen.GLUTEN | Allergen.EGGS | Allergen.MILK,
        "卵、乳、小麦アレルギー": Allergen.GLUTEN | Allergen.EGGS | Allergen.MILK,
        "乳・卵・小麦のアレルギーあり": Allergen.GLUTEN | Allergen.EGGS | Allergen.MILK,
        "蟹、卵がだめ": Allergen.CRUSTACEANS | Allergen.EGGS,
        "魚、肉、卵を食べない": Allergen.FISH | Allergen.EGGS,
        "卵/乳/落花生": Allergen.EGGS | Allergen.MILK | Allergen.PEANUTS,
        "cod, milk": Allergen.FISH | Allergen.MILK,
    }
    found = {text: detect(text) for text in lists}
    assert {text: one.avoid for text, one in found.items() if one} == lists
    assert [detect(text) for text in ("金魚を飼っている", "貝塚さん", "乳井さん", "Cod", "乳")] == [None] * 5


def test_warnings_of_a_food_are_heard() -> None:
    for text in (
        "careful w/ nuts!!",
        "caution: nuts",
        "mind the nuts",
        "nuts - danger",
        "внимание: орехи",
        "varúð hnetur",
    ):
        found = detect(text)
        assert found is not None, text
        assert found.avoid == Allergen.NUTS, text
