"""Lists that were once read wrongly, with what is right, and others of the same kind."""

from __future__ import annotations

import pytest

from service.dietary.vocabulary import Allergen, Diet
from service.folding import company_key
from service.planning.people.lists.codes import ERRORS, QUESTIONS, REFUSALS, ListRefused
from service.planning.people.lists.intake import PersonReading, Upload, read_upload


def read(text: str) -> Upload:
    return read_upload(text.encode(), "people.csv")


def person(text: str) -> PersonReading:
    """The one person of a list without faults."""
    upload = read(text)
    assert [cell.error for row in upload.rows for cell in row.errors] == []
    [(_, one)] = upload.people
    return one


def codes(upload: Upload) -> list[tuple[int | None, str | None, str]]:
    return [(one.row, one.column, one.code) for one in upload.questions]


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
        f"This row has {cells} cells, the header 4: “{beyond}” is beyond it. A comma has probably split a cell: put "
        "that cell in quotation marks, or give the extra column a heading, and upload the file again."
    )
    assert [number for number, _ in upload.people] == [3]


@pytest.mark.parametrize("end", ["", ",", ",,,", ", ,  ", "," * 60])
def test_trailing_commas_and_empty_headings_are_no_cells(end: str) -> None:
    one = person(f"Company,Work email,Country,Diet{end}\nLumen,a@l.example,CZ,vegan{end}\n")
    assert (one.follow, one.diet_known) == (Diet.VEGAN, True)


@pytest.mark.parametrize(
    "heading",
    ["Dietary Restrictions", "Food allergies", "Any dietary requirements or allergies?", "Ernährungsweise", "Пищевая аллергия",
     "Mataræði",
     "Stravovací omezení", "Restricții alimentare", "الحساسية الغذائية", "食物アレルギー"],
)  # fmt: skip
def test_a_dietary_column_is_known_under_every_heading(heading: str) -> None:
    upload = read(
        f"Full Name,Email,Company,Country,Ticket Category,{heading}\nAda Testa,a@o.example,One,US,VIP,vegan\n"
    )
    [(_, one)] = upload.people
    assert (one.follow, one.diet_known, upload.unknown_columns) == (Diet.VEGAN, True, ("Ticket Category",))


@pytest.mark.parametrize(
    ("headings", "cells", "follow", "avoid"),
    [
        (("Allergies", "Dietary requirements"), ("No", "vegan"), Diet.VEGAN, Allergen(0)),
        (("Allergies", "Dietary requirements"), ("nuts", ""), Diet(0), Allergen.NUTS),
        (("Diet", "Dietary / allergies"), ("vegan", "peanuts"), Diet.VEGAN, Allergen.PEANUTS),
        (("Dieta", "Alergie"), ("bez lepku", "ryby"), Diet.GLUTEN_FREE, Allergen.FISH),
        (("Ernährung", "Allergien", "Unverträglichkeiten"), ("halal", "keine", "Laktose"), Diet.HALAL, Allergen.MILK),
        (("食事制限", "アレルギー"), ("ヴィーガン", "なし"), Diet.VEGAN, Allergen(0)),
    ],
)
def test_dietary_columns_are_joined_and_none_is_dropped(
    headings: tuple[str, ...], cells: tuple[str, ...], follow: Diet, avoid: Allergen
) -> None:
    one = person(f"Company,Email,Country,{','.join(headings)}\nLumen,a@l.example,DE,{','.join(cells)}\n")
    assert one.follow & follow == follow
    assert one.avoid & avoid == avoid
    assert one.dietary_text == "\n".join(cell for cell in cells if cell)


@pytest.mark.parametrize(
    "text",
    [
        "can't eat everything",
        "does not eat everything",
        "Spiser ikke alt",
        "kein alles",
        "nejí všechno",
        "ест не всё",
        "borðar ekki allt",
    ],
)
def test_a_negated_everything_is_never_nothing(text: str) -> None:
    upload = read(f'Company,Work email,Country,Diet\nLumen,a@l.example,DE,"{text}"\n')
    if upload.has_errors:
        assert [cell.code for row in upload.bad_rows for cell in row.errors] == ["diet_unknown_word"]
    else:
        [(_, one)] = upload.people
        assert (one.diet_known, one.diet_ask) == (False, True)
        assert codes(upload) == [(2, "Diet", "diet_doubtful")]


@pytest.mark.parametrize(
    ("column", "text", "bits"),
    [
        ("Notes", "Met at the fair. Allergic to peanuts!", Allergen.PEANUTS),
        ("Comments", "doesn't eat fish", Allergen.FISH),
        ("Tags", "no milk please", Allergen.MILK),
        ("Bemerkungen", "verträgt keine Nüsse", Allergen.NUTS),
        ("Poznámka", "alergie na sezam", Allergen.SESAME),
        ("Примечания", "аллергия на яйца", Allergen.EGGS),
        ("Interests", "chess, allergic to celery", Allergen.CELERY),
        ("Anything else?", "lupin allergy", Allergen.LUPIN),
        ("Last activity", "Called: told us she can't have gluten", Allergen.GLUTEN),
        ("", "no mustard", Allergen.MUSTARD),
    ],
)
def test_a_dietary_word_anywhere_else_is_a_question_and_never_known(column: str, text: str, bits: Allergen) -> None:
    quoted = f'"{text}"'
    upload = read(f"Company,Email,Country,Diet,{column},City\nLumen,a@l.example,DE,none,{quoted},Brno\n")
    [(_, one)] = upload.people
    assert codes(upload) == [(2, column or "(column E)", "dietary_words")]
    assert (one.diet_known, one.diet_ask) == (False, True)
    assert one.avoid & bits == bits
    assert one.dietary_text == f"none\n{one.dietary_text.splitlines()[1]}"
    assert (one.has_already, one.dislikes) == ((), ())


@pytest.mark.parametrize(
    ("heading", "slipped"),
    [("City", "nuts"), ("Job title", "Schalentiere"), ("Phone", "ryby"), ("Owner", "аллергия на яйца")],
)
def test_a_dietary_word_that_a_comma_pushed_into_the_next_column_is_found(heading: str, slipped: str) -> None:
    upload = read(
        f"Company,Email,Country,Diet,{heading}\nLumen,a@l.example,DE,vegan,{slipped}\nOrrin,b@l.example,DE,none,Brno\n"
    )
    assert codes(upload) == [(2, heading, "dietary_words")]
    assert [(one.diet_known, one.diet_ask) for _, one in upload.people] == [(False, True), (True, False)]


@pytest.mark.parametrize(
    ("heading", "text", "bits"),
    [
        ("City", "Brno (nut allergy)", Allergen.NUTS),
        ("Language", "en, peanut allergy", Allergen.PEANUTS),
        ("Industry", "Retail (contact: gluten intolerant)", Allergen(0)),
        ("Lead source", "Webinar; soy allergy", Allergen.SOYA),
        ("Phone", "+49 123 no nuts", Allergen.NUTS),
        ("Room", "12, doesn't eat fish", Allergen.FISH),
        ("Abteilung", "Einkauf, Nussallergie", Allergen.NUTS),
        ("Источник", "вебинар, аллергия на орехи", Allergen.NUTS),
        ("部署", "営業部、卵アレルギー", Allergen.EGGS),
    ],
)
def test_plain_speech_of_an_allergy_is_heard_also_where_something_else_is_named(
    heading: str, text: str, bits: Allergen
) -> None:
    upload = read(f'Company,Email,Country,Diet,"{heading}"\nLumen,a@l.example,DE,none,"{text}"\n')
    [(_, one)] = upload.people
    assert codes(upload) == [(2, heading, "dietary_words")]
    assert (one.diet_known, one.diet_ask, one.avoid & bits) == (False, True, bits)


@pytest.mark.parametrize(
    ("heading", "text"),
    [
        ("Industry", "Dairy"),
        ("Industry", "Fish & Seafood"),
        ("Branche", "Milch und Eier"),
        ("Event", "Vegan Expo"),
        ("Department", "Nuts"),
        ("Product line", "Gluten-free bakery"),
        ("City", "Egg"),
        ("Source", "Veganuary"),
        ("Отрасль", "рыба"),
    ],
)
def test_a_food_that_only_names_a_trade_or_a_town_is_none(heading: str, text: str) -> None:
    upload = read(f'Company,Email,Country,Diet,Notes,"{heading}"\nLumen,a@l.example,DE,none,,"{text}"\n')
    assert (upload.questions, upload.people[0][1].diet_known) == ((), True)


def test_dietary_words_that_commas_pushed_over_several_columns_are_all_found() -> None:
    upload = read("Company,Email,Country,Diet,City,Phone,Owner\nLumen,a@l.example,DE,vegan,nuts,shellfish,Jo\n")
    assert codes(upload) == [(2, "City", "dietary_words"), (2, "Phone", "dietary_words")]
    [(_, one)] = upload.people
    assert one.avoid == Allergen.NUTS | Allergen.CRUSTACEANS | Allergen.MOLLUSCS


def test_what_a_policy_said_of_an_allergy_outlives_its_correction() -> None:
    text = "Company,Email,Country,Diet,Gift policy\nLumen,a@l.example,DE,none,max 50 EUR; nut allergy\n"
    assert [cell.code for row in read(text).bad_rows for cell in row.errors] == ["policy_unknown"]
    mended = read_upload(text.encode(), "people.csv", {(2, "policy"): "max 50 EUR"})
    [(_, one)] = mended.people
    assert (one.avoid, one.diet_ask) == (Allergen.NUTS, True)


@pytest.mark.parametrize(
    ("asked", "which", "yes", "no", "nuts"),
    [
        ("Do you have food allergies?", "If yes, please specify", "Yes", "No", "Nuts"),
        ("Food allergies (yes/no)", "Which?", "yes", "no", "tree nuts"),
        ("Haben Sie Allergien?", "Wenn ja, welche?", "Ja", "Nein", "Nüsse"),
        ("Есть ли у вас аллергия?", "Если да, укажите", "Да", "Нет", "орехи"),
        ("Ertu með ofnæmi?", "Ef já, hvaða?", "Já", "Nei", "hnetur"),
        ("Máte alergie?", "Pokud ano, jaké?", "Ano", "Ne", "ořechy"),
        ("Aveți alergii?", "Dacă da, care?", "Da", "Nu", "nuci"),
        ("هل لديك حساسية؟", "إذا نعم، ما هي؟", "نعم", "لا", "مكسرات"),
        ("アレルギーはありますか？", "ある場合は具体的に", "あり", "なし", "ナッツ"),
    ],
)
def test_a_yes_is_answered_by_the_column_that_asks_which(asked: str, which: str, yes: str, no: str, nuts: str) -> None:
    upload = read(
        f'Company,Email,Country,"{asked}","{which}"\nA,a@l.example,DE,{yes},{nuts}\nA,b@l.example,DE,{no},\n'
        f"A,c@l.example,DE,{yes},\nA,d@l.example,DE,,\nA,e@l.example,DE,{no},{nuts}\n"
    )
    assert [(one.diet_known, one.diet_ask, one.avoid) for _, one in upload.people] == [
        (True, False, Allergen.NUTS),
        (True, False, Allergen(0)),
        (False, True, Allergen(0)),
        (False, False, Allergen(0)),
        (True, False, Allergen.NUTS),
    ]
    assert codes(upload) == [(4, asked, "diet_doubtful")]
    assert upload.unknown_columns == ()


@pytest.mark.parametrize(
    ("heading", "cell", "avoid", "follow"),
    [
        ("Any allergies?", "Yes - nuts", Allergen.NUTS, Diet(0)),
        ("Any allergies?", "Y: peanuts, sesame", Allergen.PEANUTS | Allergen.SESAME, Diet(0)),
        ("Haben Sie Allergien?", "Ja, Nüsse", Allergen.NUTS, Diet(0)),
        ("Vegan?", "Yes - and no nuts", Allergen.NUTS, Diet.VEGAN),
        ("Vegan?", "yes, strictly", Allergen(0), Diet.VEGAN),
        ("Nut allergy", "✓", Allergen.NUTS, Diet(0)),
        ("Nut allergy", "☑", Allergen.NUTS, Diet(0)),
        ("Diet", "I eat everything", Allergen(0), Diet(0)),
        ("Strava", "jím všechno", Allergen(0), Diet(0)),
        ("Питание", "ем всё", Allergen(0), Diet(0)),
        ("Ernährung", "nichts Besonderes", Allergen(0), Diet(0)),
        ("Mataræði", "borða allt", Allergen(0), Diet(0)),
        ("Dietă", "mănânc orice", Allergen(0), Diet(0)),
        ("食事", "なんでも食べます", Allergen(0), Diet(0)),
    ],
)
def test_what_people_answer_in_their_own_words_is_a_whole_answer(
    heading: str, cell: str, avoid: Allergen, follow: Diet
) -> None:
    one = person(f'Company,Email,Country,"{heading}"\nLumen,a@l.example,DE,"{cell}"\n')
    assert (one.avoid, one.follow, one.diet_known, one.diet_ask) == (avoid, follow, True, False)


def test_a_question_that_does_not_follow_a_dietary_one_is_no_dietary_column() -> None:
    upload = read("Company,Email,Country,Parking?,If yes,Diet,Which workshop?\nA,a@l.example,DE,yes,a van,none,B\n")
    assert (upload.unknown_columns, upload.questions) == (("Parking?", "If yes", "Which workshop?"), ())
    assert upload.people[0][1].diet_known


@pytest.mark.parametrize("heading", ["Religion", "Konfession", "Вероисповедание", "Náboženství", "宗教", "الديانة"])
def test_a_religion_column_is_refused_by_name_and_offered_as_a_question(heading: str) -> None:
    upload = read(
        f"Company,Email,Country,{heading},Diet\nLumen,a@l.example,DE,something,\nOrrin,b@l.example,DE,,vegan\n"
    )
    [told] = upload.questions
    assert (told.row, told.column, told.code) == (None, heading, "religion_not_read")
    assert told.sentence.startswith(f"We don’t read “{heading}”: we never read, keep or guess anyone’s religion.")
    assert [(one.diet_known, one.diet_ask, one.dietary_text) for _, one in upload.people] == [
        (False, True, ""),
        (True, False, "vegan"),
    ]
    assert upload.unknown_columns == (heading,)


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


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "file_empty"),
        ("Name;Mail adress\nx;y\n", "columns_missing"),
        ("Company,Country\nLumen,DE\n", "columns_missing"),
        ('Company,Email,Country\n"Lumen,a@l.example,DE\n', "file_unreadable"),
    ],
)
def test_a_refused_file_has_a_code(text: str, code: str) -> None:
    with pytest.raises(ListRefused) as refused:
        read(text)
    assert refused.value.list_code == code


def test_no_code_means_two_things() -> None:
    assert len({*REFUSALS, *ERRORS, *QUESTIONS}) == len(REFUSALS) + len(ERRORS) + len(QUESTIONS)


def test_headings_without_a_row_cannot_be_saved_and_say_why() -> None:
    upload = read("Company,Email,Country\n,,\n")
    assert (upload.has_errors, codes(upload)) == (True, [(None, None, "no_people")])
    assert upload.questions[0].sentence.startswith("There are headings but no rows below them.")


def test_a_list_without_a_country_is_told_what_to_add_also_below_a_title() -> None:
    text = "Notes:\nSome addresses are missing.\n\nFirst Name,Last Name,Email Address,Company\nAda,Testa,a@l.example,Lumen\n"
    with pytest.raises(ListRefused) as refused:
        read(text)
    assert refused.value.sentence.startswith("Missing column: Country. It decides what can be delivered")
    assert "Add a column headed “Country”" in refused.value.sentence
