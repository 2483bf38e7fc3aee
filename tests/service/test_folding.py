"""One company spelled twice is one account; two companies never are."""

from __future__ import annotations

import pytest

from service.folding import (
    asked_words,
    bare_letters,
    company_key,
    fold,
    fold_case,
    searched_text,
    searched_words,
    without_accents,
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ホンダ", "ポンタ"),
        ("ハハ", "パパ"),
        ("バス", "パス"),
        ("टाटा", "टीटी"),
        ("कला", "काली"),
        ("টাটা", "টীটী"),
        ("ที่", "ทา"),
        ("Май", "Маи"),
        ("Škoda", "Skoda"),
        ("Rosé", "Rose"),
        ("Bär", "Bar"),
        ("Måne", "Mane"),
        ("بَنك", "بُنك"),
        ("שָׁלוֹם", "שלום"),
        ("Công ty Bà", "Công ty Bá"),
        ("한", "하"),
        ("C++ Works", "C Works"),
    ],
)
def test_two_companies_never_share_a_key_because_marks_were_taken_off(one: str, other: str) -> None:
    assert company_key(one) != company_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (" ACME  GmbH ", "Acme GmbH"),
        ("Acme, Inc.", "ACME Inc"),
        ("Ａｃｍｅ", "Acme"),
        ("ﾎﾝﾀﾞ", "ホンダ"),
        ("Müller", "Mu\u0308ller"),
        ("STRASSE AG", "Straße AG"),
        ("ශ්‍රී ලංකා", "ශ්රී ලංකා"),
        ("ΗΛΙΟΣ", "Ηλιος"),
        ("Harrow & Finch", "harrow-finch"),
    ],
)
def test_case_width_spaces_and_punctuation_make_no_other_company(one: str, other: str) -> None:
    assert company_key(one) == company_key(other) != ""


@pytest.mark.parametrize("name", ["???", "!!!", "", " ", "—", "🍏", "\u200d", "́"])
def test_what_names_nobody_has_no_key(name: str) -> None:
    assert company_key(name) == ""


def test_names_that_differ_only_in_accents_are_found_in_the_scripts_where_people_leave_them_out() -> None:
    keys = [
        without_accents(company_key(name)) for name in ("Škoda", "Skoda", "Ήλιος", "Ηλιος", "ホンダ", "ポンタ", "टाटा")
    ]
    assert keys == ["skoda", "skoda", "ηλιοσ", "ηλιοσ", "ホンダ", "ポンタ", "टाटा"]


def test_headings_are_compared_without_case_accents_and_punctuation() -> None:
    assert [fold(text) for text in ("Příjmení:", "E-mail 1 - Value", "18+", "Straße")] == [
        "prijmeni",
        "e mail 1 value",
        "18+",
        "strasse",
    ]


@pytest.mark.parametrize(
    ("written", "headings", "dietary"),
    [
        ("Łosoś", "losos", "losos"),
        ("SMØR", "smor", "smor"),
        ("d’œufs", "d oeufs", "d'oeufs"),
        ("gl\u00aduten", "gl uten", "gluten"),
        ("バター", "ハター", "ハ\u3099ター"),
        ("ﾊﾞﾀｰ", "ハター", "ハ\u3099ター"),
        ("مكسرات نيّة", "مكسرات نيه", "مكسرات نيه"),
    ],
)
def test_words_about_food_are_heard_through_more_spellings_than_headings(
    written: str, headings: str, dietary: str
) -> None:
    assert (fold(written), bare_letters(written)) == (headings, dietary)


def test_the_same_words_in_another_case_width_or_spacing_are_the_same_and_no_others() -> None:
    once = fold_case("Bez ořechů, prosím")
    assert fold_case(" BEZ  OŘECHŮ, ｐｒｏｓíｍ\n") == once
    assert once not in {fold_case("Bez ořechů prosím"), fold_case("Bez orechu, prosim")}


@pytest.mark.parametrize(
    ("name", "asked"),
    [
        ("Łukasz", "lukasz"),
        ("Łukasz", "ŁUK"),
        ("Øystein", "oystein"),
        ("Øystein", "oeystein"),
        ("Øystein", "ØYST"),
        ("Müller", "muller"),
        ("Müller", "mueller"),
        ("Mueller", "müller"),
        ("Straße", "strasse"),
        ("Þórdís Ægisdóttir", "aegis thordis"),
        ("Ёлкин", "елкин"),
        ("Йозеф", "ЙОЗ"),
        ("タナカ", "たなか"),
        ("たなか", "ﾀﾅ"),
        ("مُحَمَّد", "محمد"),
        ("محمد", "مُحَمَّد"),
        ("الحدّاد", "حداد"),
        ("فاطمة", "فاطمه"),
        ("O’Brien", "obrien"),
        ("O'Brien", "o'brien"),
        ("O'Brien", "brien"),
        ("Anna-Marie", "marie"),
        ("काली", "काल"),
        ("한국", "하"),
        ("森", "森"),
    ],
)
def test_who_looks_for_a_name_as_it_is_typed_in_a_hurry_finds_it(name: str, asked: str) -> None:
    begun = [
        any(word.startswith(one) for word in searched_words(name) for one in spelled) for spelled in asked_words(asked)
    ]
    assert begun, asked
    assert all(begun)


def test_names_in_signs_of_words_are_found_written_together_in_either_order() -> None:
    assert searched_words("太郎", "山田") == {"太郎", "山田", "太郎山田", "山田太郎"}


def test_what_is_too_short_to_look_for_is_left_out() -> None:
    assert asked_words("J Nováková , .") == (("novakova",),)
    assert asked_words(" j '") == ()
    assert searched_words("J. R.") == set()


def test_a_column_to_search_holds_each_word_behind_a_space() -> None:
    assert searched_text("Müller & Söhne") == " mueller muller soehne sohne"
