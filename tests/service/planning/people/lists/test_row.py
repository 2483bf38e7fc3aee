"""Rows that were once read wrongly, with what is right: their cells, companies and names."""

from __future__ import annotations

import pytest

from service.dietary.vocabulary import Allergen, Diet
from service.folding import company_key
from tests.service.planning.people.lists.reading import codes, person, read


@pytest.mark.parametrize(
    ("row", "cells", "beyond"),
    [
        ("Acme,jo@acme.example,DE,vegan,nuts,shellfish", 6, "nuts, shellfish"),
        ("Acme,jo@acme.example,DE,vegan,,nuts", 6, "nuts"),
        ("Acme,jo@acme.example,DE,none,no peanuts,,,", 5, "no peanuts"),
        ("Acme,jo@acme.example,DE,keine Nüsse,kein Fisch", 5, "kein Fisch"),
        ("Acme,jo@acme.example,DE,вегетарианка,аллергия на мёд", 5, "аллергия на мёд"),
        ("Acme,jo@acme.example,DE,,x", 5, "x"),
    ],
)
def test_cells_beyond_the_header_stop_their_row(row: str, cells: int, beyond: str) -> None:
    upload = read(f"Company,Work email,Country,Dietary / allergies\n{row}\nOrrin,a@b.example,US,none\n")
    [bad] = upload.bad_rows
    [cell] = bad.errors
    assert (bad.number, bad.person, cell.code, cell.field) == (2, None, "cells_beyond_header", None)
    assert cell.error == (
        f"This row has {cells} cells, the header 4: “{beyond}” is beyond it. A comma has probably split a cell: put that "
        "cell in quotation marks, or give the extra column a heading, and upload the file again."
    )
    assert [number for number, _ in upload.people] == [3]


@pytest.mark.parametrize("end", ["", ",", ",,,", ", ,  ", "," * 60])
def test_trailing_commas_and_empty_headings_are_no_cells(end: str) -> None:
    one = person(f"Company,Work email,Country,Diet{end}\nLumen,a@l.example,CZ,vegan{end}\n")
    assert (one.follow, one.diet_known) == (Diet.VEGAN, True)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("ホンダ", "ポンタ", False),
        ("टाटा", "टीटी", False),
        ("Май", "Маи", False),
        ("ที่ดี", "ทาดา", False),
        ("Acme, Inc.", "ACME inc", True),
        ("ﾎﾝﾀﾞ", "ホンダ", True),
    ],
)
def test_one_account_is_one_company(one: str, other: str, same: bool) -> None:
    upload = read(f'Company,Email,Country\n"{one}",a@l.example,DE\n"{other}",b@l.example,DE\n')
    keys = [company_key(read.company) for _, read in upload.people]
    assert (keys[0] == keys[1]) is same
    assert upload.account_count == (1 if same else 2)
    assert upload.questions == ()


def test_companies_that_differ_only_in_accents_are_two_and_told() -> None:
    upload = read("Company,Email,Country\nŠkoda,a@l.example,CZ\nSkoda,b@l.example,CZ\nSKODA,c@l.example,CZ\n")
    assert (upload.account_count, codes(upload)) == (2, [(None, None, "similar_companies")])
    assert upload.questions[0].sentence.startswith("“Škoda” (row 2) and “Skoda” (row 3) differ only in accents")


@pytest.mark.parametrize(
    ("company", "code"),
    [("???", "company_unreadable"), ("!!!", "company_unreadable"), ("🍏", "company_unreadable"), ("", "company_missing"),
     ("-", "company_missing"), ("null", "company_missing"), ("None", "company_missing"),
     ("нет", "company_missing"), ("n/a", "company_missing"), ("(No value)", "company_missing"), ("#REF!", "company_missing")],
)  # fmt: skip
def test_a_company_that_is_none_is_an_error(company: str, code: str) -> None:
    [row] = read(f"Company,Email,Country\n{company},a@l.example,DE\n").bad_rows
    assert [cell.code for cell in row.errors] == [code]


@pytest.mark.parametrize(
    ("heading", "cells", "column", "said"),
    [
        ("First name,Last name", "(No value),Testa", "First name", "(No value)"),
        ("First name,Last name", "Unknown,Testb", "First name", "Unknown"),
        ("Name,City", "#N/A,Brno", "Name", "#N/A"),
        ("Vorname,Nachname", "Ada,k. A.", "Nachname", "k. A."),
        ("Имя,Фамилия", "не указано,Иванова", "Имя", "не указано"),
        ("名,姓", "未入力,田中", "名", "未入力"),
        ("First name,City", "Ada,n/a", "City", "n/a"),
    ],
)
def test_what_exports_write_for_nothing_greets_nobody(heading: str, cells: str, column: str, said: str) -> None:
    upload = read(f"Company,Email,Country,{heading}\nLumen,a@l.example,DE,{cells}\n")
    assert codes(upload) == [(2, column, "placeholder")]
    assert said in upload.questions[0].sentence
    [(_, one)] = upload.people
    assert said not in (one.given_name, one.family_name, one.city)


@pytest.mark.parametrize(
    ("headings", "cells", "given", "family"),
    [
        ("Name,Vorname", "Testa,Ada", "Ada", "Testa"),
        ("Nume,Prenume", "Ionescu,Ștefan", "Ștefan", "Ionescu"),
        ("Name,First name", "Ada Testa,Ada", "Ada", "Testa"),
        ("Full name,Last name", "Ada Maria Testa,Testa", "Ada Maria", "Testa"),
        ("Příjmení a jméno,City", "Nováková Jana,Brno", "Jana", "Nováková"),
        ("ФИО,City", "Ким Анна Петровна,Омск", "Анна", "Ким"),
        ("Nume și prenume,City", "Ionescu Ștefan,Iași", "Ștefan", "Ionescu"),
        ("氏名,City", "田中 美咲,東京", "美咲", "田中"),
        ('"Last name, first name",City', '"Testa, Ada",Rome', "Ada", "Testa"),
        ("First name,City", '"Testa, Ada",Rome', "Ada", "Testa"),
        ("Display name,City", "ada@l.example,Rome", None, None),
    ],
)
def test_a_name_is_read_as_its_headings_say(headings: str, cells: str, given: str | None, family: str | None) -> None:
    one = person(f"Company,Email,Country,{headings}\nLumen,a@l.example,DE,{cells}\n")
    assert (one.given_name, one.family_name) == (given, family)


def test_people_called_null_keep_their_names_and_columns_full_of_none_do_not() -> None:
    rows = "".join(f"Lumen,None,Test{letter},{letter}@l.example,DE\n" for letter in "abc")
    upload = read(f"Company,First name,Last name,Email,Country\nLumen,Chris,Null,n@l.example,DE\n{rows}")
    assert [(one.given_name, one.family_name) for _, one in upload.people] == [
        ("Chris", "Null"),
        (None, "Testa"),
        (None, "Testb"),
        (None, "Testc"),
    ]


def test_broken_letters_are_put_right_and_told_before_and_after() -> None:
    upload = read("Company,First name,Last name,Email,Country\nMÃ¼ller GmbH,JosÃ©,O&#39;Brien,j@m.example,DE\n")
    [(_, one)] = upload.people
    assert (one.company, one.given_name, one.family_name) == ("Müller GmbH", "José", "O'Brien")
    assert company_key(one.company) == "müller gmbh"
    [told] = upload.questions
    assert (told.row, told.code) == (None, "letters_repaired")
    assert "“MÃ¼ller GmbH” is read as “Müller GmbH”; row 2: “JosÃ©” is read as “José”" in told.sentence


def test_a_name_keeps_the_joiners_of_its_script() -> None:
    one = person("Company,First name,Email,Country\nලංකා,ශ්\u200dරී,s@l.example,LK\n")
    assert one.given_name == "ශ්\u200dරී"


def opted_out(**cells: str) -> bool:
    head = ",".join(heading.replace("_", " ") for heading in cells)
    return person(f"Company,Work email,Country,{head}\nV,a@v.example,CZ,{','.join(cells.values())}\n").opted_out


def test_one_column_that_says_no_is_enough_whatever_the_others_say() -> None:
    assert opted_out(Unsubscribed_from_all_email="", Email_Opt_Out="true")
    assert opted_out(Email_Opt_Out="false", Unsubscribed_from_all_email="TRUE")
    assert opted_out(Do_not_allow_Emails="Do Not Allow", Do_not_allow_Bulk_Emails="Allow")
    assert opted_out(Marketing_status="Unsubscribed")
    assert opted_out(Unsubscribed="2026-03-01")
    assert not opted_out(Do_not_allow_Emails="Allow", Do_not_allow_Bulk_Emails="Allow")
    assert not opted_out(Email_Opt_Out="0", Unsubscribed="")
    assert not opted_out(Marketing_status="Subscribed")


def test_a_consent_that_one_column_denies_is_none() -> None:
    one = person("Company,Work email,Country,Consent,Marketing status\nV,a@v.example,CZ,yes,No consent\n")
    assert (one.basis, one.opted_out) == ("none", False)


@pytest.mark.parametrize(
    "said",
    [
        "allergic to everything", "intolerant to all", "alergie na všechno", "allergisch gegen alles", "аллергия на всё",
        "何でもアレルギー", "حساسية من كل شيء", "Other", "other (please specify)", "siehe Bemerkung",
    ],
)  # fmt: skip
def test_what_says_that_there_is_something_and_not_what_is_asked_about(said: str) -> None:
    one = person(f"Company,Work email,Country,Dietary requirements\nV,a@v.example,CZ,{said}\n")
    assert (one.diet_known, one.diet_ask) == (False, True)


def test_a_picture_is_an_answer() -> None:
    one = person("Company,Work email,Country,Allergies\nV,a@v.example,CZ,🥜\n")
    assert (one.avoid, one.diet_known) == (Allergen.NUTS | Allergen.PEANUTS, True)
