"""What lists say about food that was once read wrongly, with what is right, and others of the same kind."""

from __future__ import annotations

import pytest

from service.dietary.vocabulary import Allergen, Diet
from service.planning.people.lists.intake import read_upload
from tests.service.planning.people.lists.reading import codes, person, read


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
