from __future__ import annotations

import pytest

from service.planning.people.lists.cells.read_cells import (
    PolicyReading,
    read_account_value,
    read_adult,
    read_age_from,
    read_dislikes,
    read_email,
    read_has_already,
    read_interests,
    read_lifecycle,
    read_locale,
    read_policy,
    read_relationship,
)
from service.sheets.refusals import CellError


@pytest.mark.parametrize("address", ["jana@vltava.example.com", "j.n+gift@example.com", "nora@fjordloom.example"])
def test_a_well_formed_address_is_taken(address: str) -> None:
    assert read_email(f" {address} ") == address


def test_a_spelled_out_address_is_refused_with_the_likely_one() -> None:
    with pytest.raises(CellError) as refused:
        read_email("jana (at) example.com")
    assert refused.value.suggestion == "jana@example.com"


@pytest.mark.parametrize(
    ("text", "country", "locale"),
    [
        ("Czech", "DE", "cs"),
        ("cs-CZ", "DE", "cs"),
        ("", "IS", "is"),
        ("", "DE", "en"),
        ("Finnish", "CZ", "fi"),
        ("pt_br", "CZ", "pt-BR"),
        ("Deutsch", "CZ", "de"),
        ("Klingon", "CZ", "en"),
        ("n/a", "CZ", "en"),
        ("русский", "DE", "ru"),
    ],
)
def test_the_language_is_the_wish_then_the_countrys_then_english(text: str, country: str, locale: str) -> None:
    assert read_locale(text, country) == locale


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
    ("address", "plain"),
    [
        ("jo@bücher.example", "jo@xn--bcher-kva.example"),
        ("jo@xn--bcher-kva.example", "jo@xn--bcher-kva.example"),
        ("jo@Bücher.de", "jo@xn--bcher-kva.de"),
        ("anna@пример.рф", "anna@xn--e1afmkfd.xn--p1ai"),
        ("taro@例え.jp", "taro@xn--r8jz45g.jp"),
        ("jan@straße.de", "jan@xn--strae-oqa.de"),
        ("amal@مثال.example.com", "amal@xn--mgbh0fb.example.com"),
        ("o'brien@acme.example", "o'brien@acme.example"),
    ],
)
def test_an_international_domain_is_kept_in_the_form_that_every_server_takes(address: str, plain: str) -> None:
    assert read_email(address) == plain


@pytest.mark.parametrize(
    ("text", "suggestion"),
    [
        ("Ada Testa <ada@lumen.com>", "ada@lumen.com"),
        ("mailto:ada@lumen.com", "ada@lumen.com"),
        ("ada@@lumen.com", "ada@lumen.com"),
        ("ada@lumen,com", "ada@lumen.com"),
        ("ada [at] lumen.com", "ada@lumen.com"),
        ("ada", None),
    ],
)
def test_what_is_no_address_is_refused_with_the_one_that_is_likely_meant(text: str, suggestion: str | None) -> None:
    with pytest.raises(CellError) as refused:
        read_email(text)
    assert (refused.value.code, refused.value.suggestion) == ("email_invalid", suggestion)


@pytest.mark.parametrize("text", ["", " ", "n/a", "-", "(No value)", "нет данных"])
def test_an_export_that_writes_for_nothing_has_written_no_address(text: str) -> None:
    with pytest.raises(CellError) as refused:
        read_email(text)
    assert refused.value.code == "email_missing"


def test_letters_before_the_sign_that_no_server_takes_are_told() -> None:
    with pytest.raises(CellError, match="plain letters"):
        read_email("žofie@lumen.com")


@pytest.mark.parametrize(
    ("text", "age", "adult"),
    [
        ("18+", 18, True),
        ("yes", 18, True),
        ("TRUE", 18, True),
        ("21+", 21, True),
        ("21 or over", 21, True),
        ("over 21", 21, True),
        ("25", 25, True),
        ("25-34", 25, True),
        ("35 years old", 35, True),
        ("ab 21", 21, True),
        ("20歳以上", 20, True),
        ("21 год", 21, True),
        ("17", 17, False),
        ("under 18", None, False),
        ("no", None, False),
        ("", None, None),
        ("n/a", None, None),
    ],
)
def test_an_age_is_read_as_a_number_that_has_been_reached(text: str, age: int | None, adult: bool | None) -> None:
    assert (read_age_from(text), read_adult(text)) == (age, adult)


@pytest.mark.parametrize("text", ["maybe", "1985", "under 21", "tall"])
def test_what_is_no_age_is_refused(text: str) -> None:
    with pytest.raises(CellError) as refused:
        read_adult(text)
    assert refused.value.code == "adult_unknown"


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


@pytest.mark.parametrize(("text", "answer"), [("High", "high"), ("Tier 2", "middle"), ("bronze", "low"), ("N/A", None)])
def test_an_accounts_value_is_read_in_the_words_of_customer_systems(text: str, answer: str | None) -> None:
    assert read_account_value(text) == answer


def test_an_accounts_value_that_is_a_sum_is_asked_about_in_our_column_and_left_out_of_anothers() -> None:
    assert read_account_value("120,000", is_ours=False) is None
    with pytest.raises(CellError) as caught:
        read_account_value("120,000")
    assert caught.value.code == "account_value_unknown"


def test_a_relationship_nobody_knows_is_refused_with_the_likely_one() -> None:
    with pytest.raises(CellError) as caught:
        read_relationship("Custommer")
    assert caught.value.suggestion == "customer"
    assert caught.value.sentence == (
        "“Custommer” doesn’t say how the company is related to you. Enter prospect, customer, partner, or leave it empty."
    )
    with pytest.raises(CellError) as caught:
        read_lifecycle("MQL")
    assert caught.value.suggestion is None


@pytest.mark.parametrize(
    ("text", "answer"),
    [("Customer - Direct", "customer"), ("Enterprise", None), ("Non-customer", None), ("Partner", "partner")],
)
def test_of_another_systems_column_only_what_is_known_is_taken(text: str, answer: str | None) -> None:
    assert read_relationship(text, is_ours=False) == answer


@pytest.mark.parametrize("text", ["Marketing Qualified Lead", "Subscriber", "Evangelist", "Other"])
def test_the_stages_of_a_marketing_system_refuse_no_list(text: str) -> None:
    assert read_lifecycle(text, is_ours=False) is None
