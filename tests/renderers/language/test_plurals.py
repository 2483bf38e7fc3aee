"""Which form of a sentence a number takes: CLDR's rules for cardinals, written here a second time, and what each form must say."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import chain

import pytest

from renderers.errors import TemplateError
from renderers.language import translations
from renderers.language.translations import LOCALES, babel_locale, keys, text

SURFACES = ("common", "film", "microsite", "mail", "parcel", "privacy", "safety", "statement", "video")
COUNTS = (*range(201), 1000, 1001, 1011, 1021, 1_000_000)


def russian(count: int) -> str:
    if count % 10 == 1 and count % 100 != 11:
        return "one"
    return "few" if 2 <= count % 10 <= 4 and not 12 <= count % 100 <= 14 else "many"


def arabic(count: int) -> str:
    if count < 3:
        return ("zero", "one", "two")[count]
    if 3 <= count % 100 <= 10:
        return "few"
    return "many" if count % 100 >= 11 else "other"


def romanian(count: int) -> str:
    if count == 1:
        return "one"
    return "few" if count == 0 or 1 <= count % 100 <= 19 else "other"


CLDR: dict[str, Callable[[int], str]] = {
    "en": lambda count: "one" if count == 1 else "other",
    "ru": russian,
    "is": lambda count: "one" if count % 10 == 1 and count % 100 != 11 else "other",
    "cs": lambda count: "one" if count == 1 else "few" if 2 <= count <= 4 else "other",
    "ro": romanian,
    "ar": arabic,
    "ja": lambda _count: "other",
}
FORMS = {
    "en": {"one", "other"},
    "ru": {"one", "few", "many", "other"},
    "is": {"one", "other"},
    "cs": {"one", "few", "many", "other"},
    "ro": {"one", "few", "other"},
    "ar": {"zero", "one", "two", "few", "many", "other"},
    "ja": {"other"},
}
"""Czech `many` and Russian `other` are those of fractions, which no sentence of ours counts."""


def plurals(locale: str) -> Iterator[tuple[str, dict[str, str]]]:
    for key in sorted(chain.from_iterable(map(keys, SURFACES))):
        sentence = translations._find(locale, key)
        if not isinstance(sentence, str):
            yield key, dict(sentence)


@pytest.mark.parametrize("locale", LOCALES)
def test_a_number_takes_the_form_that_cldr_gives_it(locale: str) -> None:
    form_of = babel_locale(locale).plural_form
    assert {count: form_of(count) for count in COUNTS} == {count: CLDR[locale](count) for count in COUNTS}


@pytest.mark.parametrize(
    ("locale", "counts", "form"),
    [
        ("is", (1, 21, 31, 101, 121), "one"),
        ("is", (0, 2, 11, 111, 1011), "other"),
        ("ru", (1, 21, 101, 1001), "one"),
        ("ru", (0, 5, 11, 12, 14, 111, 1_000_000), "many"),
        ("ro", (0, 2, 19, 101, 119), "few"),
        ("ro", (20, 100, 120, 1000), "other"),
        ("ar", (100, 101, 102, 200, 1000), "other"),
        ("cs", (0, 5, 21, 22, 101), "other"),
    ],
)
def test_the_numbers_that_are_easily_got_wrong(locale: str, counts: tuple[int, ...], form: str) -> None:
    assert {babel_locale(locale).plural_form(count) for count in counts} == {form}


def test_a_sentence_that_counts_has_exactly_the_forms_of_its_language() -> None:
    counted = [key for key, _ in plurals("en")]
    assert len(counted) >= 5
    for locale in LOCALES:
        found = dict(plurals(locale))
        assert sorted(found) == counted, locale
        assert {key: set(forms) for key, forms in found.items()} == dict.fromkeys(counted, FORMS[locale]), locale


@pytest.mark.parametrize("locale", LOCALES)
def test_a_form_that_more_than_one_number_takes_says_the_number(locale: str) -> None:
    several = {form for form in FORMS[locale] if sum(CLDR[locale](count) == form for count in COUNTS) != 1}
    told = [(key, forms) for key, forms in plurals(locale) if any("{count}" in words for words in forms.values())]
    silent = [(key, form) for key, forms in told for form in several if "{count}" not in forms[form]]
    assert silent == []


def test_no_number_stands_beside_a_word_without_forms() -> None:
    for locale in LOCALES:
        plain = [
            key
            for key in chain.from_iterable(map(keys, SURFACES))
            if isinstance(said := translations._find(locale, key), str) and "{count}" in said
        ]
        assert {translations._find(locale, key) for key in plain} <= {"{count}"}, locale


def test_romanian_joins_a_number_from_twenty_on_with_de() -> None:
    for key, forms in plurals("ro"):
        if not any("{count}" in words for words in forms.values()):
            continue
        assert "{count} de " in forms["other"].replace("\u00a0", " "), key
        assert "{count} de " not in (forms["one"] + forms["few"]).replace("\u00a0", " "), key


def test_a_fraction_is_not_counted_but_refused() -> None:
    with pytest.raises(TemplateError, match="needs a whole number"):
        text("cs", "privacy.lede", count=1.5)
