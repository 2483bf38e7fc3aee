"""Which letters a form carries before anybody's name is known."""

from __future__ import annotations

import pytest

from renderers.statement.compiled.glyphs import NAMES, OWN_WORDS, seed

LOCALES = ["en", "cs", "ru", "is", "ro", "ar"]


def letters(locale: str, slot: str) -> set[str]:
    return set(seed(locale, slot).split(" "))


@pytest.mark.parametrize(
    ("locale", "name"),
    [("en", "Flora Offing-Fjord"), ("cs", "Růžena Říhová"), ("is", "Þórdís Ægisdóttir"), ("ro", "Ștefania Țurcanu"),
     ("ru", "Ёлка Юрьева"), ("en", "Ёлка Юрьева"), ("cs", "Γιώργος"), ("is", "Nguyễn Thị Hạnh")],
)  # fmt: skip
def test_names_of_any_country_can_be_set_in_any_language(locale: str, name: str) -> None:
    for slot in NAMES:
        assert set(name) - {" "} <= letters(locale, slot)


def test_letters_of_other_scripts_are_cut_for_names_alone() -> None:
    assert {"Ё", "Γ"}.isdisjoint(letters("en", "gift"))
    assert "Ё" in letters("ru", "gift")
    assert letters("en", "gift") < letters("en", "recipient")


def test_a_comma_below_is_cut_before_the_cedilla() -> None:
    told = seed("ro", "gift").split(" ")
    assert told.index("ș") < told.index("ş")


@pytest.mark.parametrize("locale", LOCALES)
def test_sums_and_days_can_be_set_where_only_they_stand(locale: str) -> None:
    for slot in OWN_WORDS:
        assert set("0123456789.,€£") <= letters(locale, slot)


def test_words_of_ours_bring_few_letters_but_all_of_theirs() -> None:
    own = set(seed("cs", "state"))
    assert set("ledna února března dubna května června září října listopadu prosince") <= own | {" "}
    assert len(letters("cs", "state")) < len(letters("cs", "gift"))
    assert "й" not in letters("cs", "value")


def test_what_a_font_joins_is_cut_joined() -> None:
    assert {"fi", "ffi", "fj"} <= letters("en", "gift")
    joined = letters("ar", "gift")
    assert {"ب", "بـ", "ـب", "ـبـ", "لا", "ـلآ"} <= joined
    assert "fi" not in joined
