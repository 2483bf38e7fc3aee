from __future__ import annotations

from datetime import date

import pytest

from service.planning.read_cells import (
    CellError,
    PolicyReading,
    clean,
    read_adult,
    read_country,
    read_date,
    read_dislikes,
    read_email,
    read_has_already,
    read_interests,
    read_lifecycle,
    read_locale,
    read_name,
    read_policy,
    read_relationship,
)


def test_hidden_marks_and_stray_spaces_are_taken_out_of_a_cell() -> None:
    assert clean("  Jana\u200b \u202eNov\u00e1kov\u00e1\t\n ") == "Jana Nov\u00e1kov\u00e1"


@pytest.mark.parametrize("name", ["Þórdís Ægisdóttir", "أمل حداد", "Null", "Nan", "O'Brien-Łuczak", "山田"])
def test_a_name_is_kept_as_the_person_writes_it(name: str) -> None:
    assert read_name(f" {name} ") == name


def test_an_empty_name_is_no_name_and_an_endless_one_is_refused() -> None:
    assert read_name("  ") is None
    with pytest.raises(CellError, match="10000 letters"):
        read_name("a" * 10_000)


@pytest.mark.parametrize("address", ["jana@vltava.example.com", "j.n+gift@example.com", "nora@fjordloom.example"])
def test_a_well_formed_address_is_taken(address: str) -> None:
    assert read_email(f" {address} ") == address


def test_a_spelled_out_address_is_refused_with_the_likely_one() -> None:
    with pytest.raises(CellError) as refused:
        read_email("jana (at) example.com")
    assert refused.value.suggestion == "jana@example.com"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("CZ", "CZ"),
        ("Czechia", "CZ"),
        ("Česko", "CZ"),
        ("Island", "IS"),
        ("Ísland", "IS"),
        ("Rumania", "RO"),
        ("Россия", "RU"),
        ("UK", "GB"),
    ],
)
def test_a_country_is_known_by_code_and_by_its_name_in_many_languages(text: str, code: str) -> None:
    assert read_country(text) == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Icelnad", "IS"),
        ("Germny", "DE"),
        ("Norwey", "NO"),
        ("Swizerland", "CH"),
        ("Росия", "RU"),
    ],
)
def test_a_misspelled_country_is_refused_with_the_likely_code(text: str, code: str) -> None:
    with pytest.raises(CellError) as refused:
        read_country(text)
    assert refused.value.suggestion == code


@pytest.mark.parametrize("text", ["Czechland", "Wonderland", "Homeland", "Narnia", "Xyz", "Nor", "I"])
def test_a_country_that_only_resembles_others_is_refused_without_a_guess(text: str) -> None:
    with pytest.raises(CellError) as refused:
        read_country(text)
    assert refused.value.suggestion is None


def test_a_country_as_close_to_two_others_is_refused_without_a_guess() -> None:
    with pytest.raises(CellError) as refused:
        read_country("Slovania")
    assert refused.value.suggestion is None


@pytest.mark.parametrize(
    ("text", "country", "locale"),
    [
        ("Czech", "DE", "cs"),
        ("cs-CZ", "DE", "cs"),
        ("", "IS", "is"),
        ("", "DE", "en"),
        ("Finnish", "CZ", "en"),
        ("русский", "DE", "ru"),
    ],
)
def test_the_language_is_the_wish_then_the_countrys_then_english(text: str, country: str, locale: str) -> None:
    assert read_locale(text, country) == locale


@pytest.mark.parametrize("text", ["2027-01-31", "31.1.2027", "31/01/2027", " 31. 1. 2027 "])
def test_a_day_is_read_in_the_ways_people_write_it(text: str) -> None:
    assert read_date(text) == date(2027, 1, 31)


@pytest.mark.parametrize(("text", "says"), [("31.2.2027", "no such day"), ("soon", "not a date")])
def test_a_day_that_is_none_is_refused(text: str, says: str) -> None:
    with pytest.raises(CellError, match=says):
        read_date(text)


def test_a_policy_of_several_parts_is_read_whole() -> None:
    assert read_policy("No food; max 25 EUR;no alcohol") == PolicyReading(
        no_food=True, no_alcohol=True, cap_minor=2500, currency="EUR"
    )
    assert read_policy("") == PolicyReading()
    assert read_policy("max 12,5 €").cap_minor == 1250


def test_a_limit_for_a_year_and_the_public_sector_are_told_apart_from_a_limit_for_one_gift() -> None:
    assert read_policy("Public sector; max 20 EUR; max 50 EUR a year") == PolicyReading(
        public_sector=True, cap_minor=2000, yearly_cap_minor=5000, currency="EUR"
    )
    assert read_policy("max 99,90 € per year").yearly_cap_minor == 9990


def test_a_policy_we_could_not_keep_is_refused() -> None:
    with pytest.raises(CellError, match="ask legal"):
        read_policy("ask legal")


def test_interests_are_read_in_any_language_once_and_unknown_ones_are_set_aside() -> None:
    assert read_interests("чай, Trail-running / tea; extreme ironing |") == (
        ("tea", "trail_running"),
        ("extreme ironing",),
    )


def test_only_an_explicit_note_says_what_a_person_already_has() -> None:
    assert read_has_already("Runs trails. Already has: mug, Blanket.") == ("mug", "blanket")
    assert read_has_already("Has a dog") == ()


def test_a_note_says_what_a_person_does_not_want() -> None:
    assert read_dislikes("No mugs, please. Dislikes: wine glasses, candles; already has: blanket") == (
        "wine glasses",
        "candles",
        "mugs",
    )
    assert read_dislikes("Doesn't want socks") == ("socks",)
    assert read_dislikes("No longer with Oslo; no, she knows Nora. None of it is sure") == ()


@pytest.mark.parametrize(
    ("text", "answer"), [("yes", True), ("Ano", True), ("no", False), ("", None), ("unknown", None)]
)
def test_the_age_check_says_yes_no_or_nothing(text: str, answer: bool | None) -> None:
    assert read_adult(text) is answer


@pytest.mark.parametrize(
    ("text", "answer"),
    [("Customer", "customer"), (" lead ", "prospect"), ("Reseller", "partner"), ("", None), ("Other", None)],
)
def test_the_relationship_is_read_in_the_words_of_customer_systems(text: str, answer: str | None) -> None:
    assert read_relationship(text) == answer


@pytest.mark.parametrize(
    ("text", "answer"), [("Up for renewal", "renewal"), ("churned", "lapsed"), ("onboarding", "new"), ("N/A", None)]
)
def test_the_stage_is_read_in_the_words_of_customer_systems(text: str, answer: str | None) -> None:
    assert read_lifecycle(text) == answer


def test_a_relationship_nobody_knows_is_refused_with_the_likely_one() -> None:
    with pytest.raises(CellError) as caught:
        read_relationship("Custommer")
    assert caught.value.suggestion == "customer"
    assert caught.value.sentence == (
        "“Custommer” does not say what a company is to you. Write prospect, customer, partner, or nothing."
    )
    with pytest.raises(CellError) as caught:
        read_lifecycle("MQL")
    assert caught.value.suggestion is None
