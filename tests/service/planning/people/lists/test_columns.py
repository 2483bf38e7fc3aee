"""Headings and columns that were once read wrongly, with what is right."""

from __future__ import annotations

import json
from typing import get_args

import pytest

from service.planning.people.lists.headings import Field
from service.planning.people.lists.mapping.answers import Answers
from service.planning.people.lists.mapping.profile import Profiler
from service.planning.people.lists.mapping.row_text import row_of
from service.planning.people.lists.mapping.stream import Asking, RowAsked, guess_columns, read_rows
from tests.service.planning.people.lists.reading import codes, person, read


@pytest.mark.parametrize(
    "header",
    [
        "First Name,Last Name,Display Name,Primary Email,Work Country,Organization",
        "First Name,Last Name,Title,Email,Mailing Country,Account Name",
        "First Name,Last Name,Suffix,E-mail Address,Business Country/Region,Company",
        "Given Name,Family Name,Name,E-mail 1 - Value,Address 1 - Country,Organization 1 - Name",
        "First Name,Last Name,URL,Email Address,Country,Company / Account",
        "Attendee First Name,Attendee Last Name,Order ID,Attendee Email,Attendee Country,Attendee Company",
        "Vorname,Nachname,Anrede,E-Mail-Adresse,Land/Region,Unternehmen",
        "Имя,Фамилия,Отчество,Эл. почта,Страна,Организация",
        "Fornafn,Eftirnafn,Sími,Netfang,Land,Fyrirtæki",
        "Jméno,Příjmení,Titul,E-mail,Země,Společnost",
        "Prenume,Nume de familie,Telefon,Adresă de e-mail,Țară,Companie",
        "الاسم الأول,اسم العائلة,الهاتف,البريد الإلكتروني,الدولة,الشركة",
        "名,姓,電話番号,メールアドレス,国,会社名",
        "first_name,last_name,lead_id,work_email,country_code,company_name",
        "firstName,lastName,linkedInUrl,emailAddress,countryName,companyName",
        "First name *,Last name *,Phone,Email (required),Country:,Company / Firma",
    ],
)
def test_the_headings_of_every_system_and_language_are_known(header: str) -> None:
    one = person(f"{header}\nAda,Testa,x,ada@lumen.example,Germany,Lumen\n")
    read_so = (one.given_name, one.family_name, one.email, one.country, one.company)
    assert read_so == ("Ada", "Testa", "ada@lumen.example", "DE", "Lumen")


def test_a_column_without_a_telling_heading_is_taken_for_what_its_cells_hold_and_told() -> None:
    upload = read("Firmenkunde Firma,Kontaktweg,Land der Firma\nLumen,a@l.example,Germany\nOrrin,b@l.example,CZ\n")
    assert [(one.company, one.email, one.country) for _, one in upload.people] == [
        ("Lumen", "a@l.example", "DE"),
        ("Orrin", "b@l.example", "CZ"),
    ]
    assert {one.code for one in upload.questions} == {"column_guessed"}


def test_of_two_columns_the_better_is_read_and_where_they_differ_it_is_told() -> None:
    upload = read(
        "Email 2,Email,Country,Home Country,Company\n"
        "x@home.example,ada@l.example,DE,CZ,Lumen\n,ben@l.example,,US,Lumen\n,cyd@l.example,DE,DE,Lumen\n"
    )
    assert [(one.email, one.country) for _, one in upload.people] == [
        ("ada@l.example", "DE"),
        ("ben@l.example", "US"),
        ("cyd@l.example", "DE"),
    ]
    assert codes(upload) == [(None, "Email 2", "two_columns"), (None, "Home Country", "two_columns")]


def test_two_company_columns_that_say_the_same_are_not_worth_a_word() -> None:
    upload = read("Company,Account,Email,Country\nLumen,lumen,a@l.example,DE\nOrrin,,b@l.example,DE\n")
    assert ([one.company for _, one in upload.people], upload.questions) == (["Lumen", "Orrin"], ())


@pytest.mark.parametrize(
    ("country", "days", "away", "asked"),
    [
        ("US", ("3/4/2027,3/12/2027", "3/20/2027,3/25/2027"), ("2027-03-04", "2027-03-12"), []),
        ("DE", ("3/4/2027,12/4/2027", "20/3/2027,25/3/2027"), ("2027-04-03", "2027-04-12"), []),
        ("DE", ("3/4/2027,4/5/2027", ","), ("2027-04-03", "2027-05-04"), ["Away from", "Away to"]),
        ("US", ("3/4/2027,4/5/2027", ","), ("2027-03-04", "2027-04-05"), ["Away from", "Away to"]),
        ("DE", ("3/4/2027,3/12/2027", "1/2/2027,2/20/2027"), ("2027-03-04", "2027-03-12"), []),
        ("US", ("3.4.2027,4.5.2027", ","), ("2027-04-03", "2027-05-04"), []),
    ],
)
def test_a_columns_dates_have_one_order(
    country: str, days: tuple[str, str], away: tuple[str, str], asked: list[str]
) -> None:
    rows = "".join(f"Lumen,{place}@l.example,{country},{day}\n" for place, day in enumerate(days))
    upload = read(f"Company,Email,Country,Away from,Away to\n{rows}")
    first = upload.people[0][1].away
    assert first is not None
    assert (first[0].isoformat(), first[1].isoformat()) == away
    assert codes(upload) == [(None, column, "date_order") for column in asked]


MAPPED = ("Company", "Work email", "Country", "Dietary requirements", "Notes")


@pytest.mark.parametrize("field", [None, *(name for name in get_args(Field) if name != "diet")])
def test_whatever_somebody_takes_a_dietary_column_or_a_note_for_what_it_says_of_food_is_asked_about(
    field: Field | None,
) -> None:
    for place, cells in ((3, ("vegan", "")), (3, ("nut allergy", "")), (4, ("", "allergic to nuts, vegan"))):
        row = ("V", "a@v.example", "CZ", *cells)
        profiler = Profiler(len(MAPPED), guess_columns(MAPPED, [row]))
        profiler.see(2, row, is_hidden=False)
        asking = Asking(MAPPED, profiler.profile(), Answers(fields=((place, field),)))
        [one] = read_rows(asking, [RowAsked(2, json.dumps([row, ""]))]).rows
        said = row_of(2, one.text).person
        assert said is None or (said.diet_ask and not said.diet_known and (said.follow or said.avoid)), (field, cells)
