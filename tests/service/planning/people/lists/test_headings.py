"""Which columns hold names, companies and addresses, and in which somebody may have written about food."""

from __future__ import annotations

import json

import pytest

from service.folding import fold
from service.planning.people.lists.headings import VOCABULARY, exact_field, near_field, search_of

LANGUAGES = {"en", "de", "ru", "is", "cs", "ro", "ar", "ja"}


def test_every_field_has_headings_in_every_language_and_german() -> None:
    listed = json.loads(VOCABULARY.read_text("utf-8"))
    assert {name: set(said) for name, said in listed["fields"].items()} == dict.fromkeys(listed["fields"], LANGUAGES)
    assert {name: set(said) for name, said in listed["not_read"].items()} == dict.fromkeys(
        listed["not_read"], LANGUAGES
    )


def test_no_heading_stands_for_two_fields_in_one_language() -> None:
    listed = json.loads(VOCABULARY.read_text("utf-8"))["fields"]
    seen: dict[tuple[str, str], str] = {}
    for field, languages in listed.items():
        for language, headings in languages.items():
            for heading in headings:
                assert seen.setdefault((language, fold(heading)), field) == field, heading


@pytest.mark.parametrize(
    "heading",
    [
        "Owner",
        "Mailing Street",
        "Address 3",
        "Website",
        "LinkedIn URL",
        "Salutation",
        "Manager's Name",
        "Partner Name",
        "Contact owner",
        "Straße",
        "Отчество",
        "Улица",
        "Vlastník",
        "Ulice",
        "Eigandi",
        "Responsabil",
        "المالك",
        "フリガナ",
        "住所",
        "pet_name",
        "streetAddress",
        "assistantName",
    ],
)
def test_columns_of_names_companies_and_addresses_are_not_searched(heading: str) -> None:
    assert search_of(heading) == "never"


@pytest.mark.parametrize(
    "heading",
    [
        "Lead source",
        "Industry",
        "Department",
        "Phone 2 - Value",
        "Record ID",
        "Deal name",
        "Branche",
        "Abteilung",
        "Отрасль",
        "Odvětví",
        "Deild",
        "Departament",
        "القسم",
        "業種",
        "部署",
        "Room",
        "Team",
        "Event",
        "Work mobile",
        "Contact ID",
    ],
)
def test_columns_in_which_something_is_named_are_searched_for_plain_speech(heading: str) -> None:
    assert search_of(heading) == "plain"


@pytest.mark.parametrize(
    "heading",
    [
        "Tags",
        "Special requests",
        "Anything else?",
        "Custom 1",
        "Ticket Category",
        "Last activity",
        "Preferences",
        "Owner notes",
        "Address comments",
        "Company description",
        "Event feedback",
        "Sonstiges",
        "Пожелания",
        "Přání",
        "Óskir",
        "Dorințe",
        "رغبات",
        "ご要望",
        "Q7",
        "Segment",
        "",
    ],
)
def test_every_other_column_is_searched(heading: str) -> None:
    assert search_of(heading) == "whole"


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("Attendee Email", "email"),
        ("Company / Firma", "company"),
        ("会社名 (Company)", "company"),
        ("Country:", "country"),
        ("Primary Contact Email", "email"),
        ("What's your first name?", "given_name"),
        ("Please enter your email address", "email"),
        ("Which company do you work for?", "company"),
        ("Which country are you based in?", "country"),
        ("Für welche Firma arbeiten Sie?", "company"),
        ("In welchem Land leben Sie?", "country"),
        ("Ваша фамилия", "family_name"),
        ("Hvað er fornafn þitt?", "given_name"),
        ("Jaké je vaše jméno?", "given_name"),
        ("Care este prenumele dvs.?", "given_name"),
        ("ما هو اسم العائلة؟", "family_name"),
        ("メールアドレスを入力してください", "email"),
        ("Email of your manager", None),
        ("Which hotel?", None),
        ("What name should we print?", None),
        ("Email / Country", None),
        ("Email opt out", "opted_out"),
        ("Country manager", None),
        ("Company size", None),
        ("Marketing emails opened", None),
    ],
)
def test_a_heading_near_a_known_one_is_taken_only_where_it_can_mean_nothing_else(
    heading: str, field: str | None
) -> None:
    found = exact_field(heading) or near_field(heading)
    assert (found[0] if found else None) == field
