from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.dietary.headings import cell_under, heading_kind
from service.dietary.read_diet import read_diet
from service.dietary.vocabulary import Allergen

ABOUT_DIET = [
    "Dietary / allergies",
    "diet",
    "Dietary",
    "Allergies",
    "Dietary requirements",
    "Diet allergies",
    "Special requirements (catering)",
    "Essen",
    "Verpflegung",
    "Strava",
    "Питание",
    "Mataræði",
    "Dietă",
    "الحمية",
    "食事制限",
    "Allergies and intolerances",
    "Any food allergies?",
    "Do you have any dietary requirements? (please list)",
    "Allergènes",
    "meal preference",
    "No-go foods",
    "Catering notes",
    "Restrictions",
    "Dietary Restrictions",
    "Food preferences",
    "Meal choice",
    "Menu selection",
    "Ernährungsweise",
    "Unverträglichkeiten",
    "Lebensmittelallergien",
    "Kosthold",
    "Allergier",
    "Αλλεργίες",
    "Διατροφή",
    "Régime alimentaire",
    "Restrictions alimentaires",
    "Аллергии",
    "Диета",
    "Ofnæmi",
    "Sérfæði",
    "Alergie",
    "Dietní omezení",
    "Alergii",
    "Restricții alimentare",
    "حساسية الطعام",
    "アレルギー",
    "Is there anything you can't eat?",
    "What do you not eat?",
    "Vegan?",
    "Nut allergy",
    "Gluten free (Y/N)",
    "Lunch choice",
    "Food intolerance",
    "Religious dietary requirements",
    "Essenswünsche",
    "Nutrition",
    "Kost",
    "Food",
    "DIETARY_NEEDS",
    "diet_type",
    "dietaryRestrictions",
    "Avoid",
    "Jídlo – omezení",
    "Special diet",
    "食物アレルギー",
    "アレルギーの有無",
    "الحساسيه",
    "Vegetarisch?",
    "Halal",
    "Nuts",
    "Eggs, milk",
]
ABOUT_FAITH = [
    "Religion",
    "Faith",
    "Denomination",
    "Konfession",
    "Вероисповедание",
    "Trú",
    "Náboženské vyznání",
    "Religie",
    "الديانة",
    "宗教",
    "Livssyn",
    "Θρησκεία",
    "Confession",
    "What is your religion?",
]
ABOUT_NEITHER = [
    "Dietrich",
    "Allergan Inc",
    "Mealworm Ltd",
    "Nutrition company name",
    "Food & Beverage industry",
    "Industry",
    "Account restrictions",
    "Ticket",
    "Company",
    "First name",
    "Name",
    "Email",
    "Country",
    "City",
    "Language",
    "Interests",
    "18+",
    "Away from",
    "Gift policy",
    "Notes",
    "Owner",
    "CRM ID",
    "Job title",
    "Ticket Category",
    "Phone",
    "Website",
    "Address",
    "Birthday",
    "Size",
    "Last contact",
    "Customer stage",
    "Budget",
    "Travel restrictions",
    "Special",
    "Fisher",
    "Firma",
    "Имя",
    "Компания",
    "Страна",
    "Netfang",
    "Jméno",
    "Příjmení",
    "Prenume",
    "الاسم",
    "会社名",
    "氏名",
    "Vorname",
    "Nachname",
    "Land",
    "Stadt",
    "Sprache",
    "Notizen",
    "Bemerkungen",
    "Nom",
    "Prénom",
    "Pays",
    "Ville",
    "Χώρα",
    "Όνομα",
    "Kommentar",
    "Shipping restrictions",
    "Preferences",
    "Communication preferences",
    "Options",
    "Lunch with",
    "Last lunch",
    "Dinner attendee",
    "Drinks reception attendee",
    "T-shirt size",
    "Good contact",
    "Industry: food",
    "Credit restrictions",
    "Email preference",
    "Region",
    "Food company",
    "Deal size",
    "Score",
]


@pytest.mark.parametrize("heading", ABOUT_DIET)
def test_a_heading_about_food_is_known_in_every_language_and_inside_a_question(heading: str) -> None:
    assert heading_kind(heading) == "diet"


@pytest.mark.parametrize("heading", ABOUT_FAITH)
def test_a_heading_about_faith_is_told_apart(heading: str) -> None:
    assert heading_kind(heading) == "religion"


def test_companies_industries_and_other_columns_are_about_neither() -> None:
    assert [(heading, heading_kind(heading)) for heading in ABOUT_NEITHER if heading_kind(heading)] == []


@pytest.mark.parametrize(
    ("heading", "cell", "said"),
    [
        ("Vegan?", "yes", "Vegan"),
        ("Vegan?", "no", "unknown"),
        ("Vegan?", "none", "unknown"),
        ("Vegan?", "not any more", "not any more"),
        ("Nut allergy", "x", "Nut allergy"),
        ("Nussallergie", "Ja", "Nussallergie"),
        ("Halal", "да", "Halal"),
        ("Gluten free", "", ""),
        ("Vegan?", "gluten free", "gluten free"),
        ("Dietary requirements", "no", "no"),
        ("Allergies", "none", "none"),
        ("Any food allergies?", "no", "no"),
    ],
)
def test_yes_and_no_under_one_diet_speak_of_that_diet_only(heading: str, cell: str, said: str) -> None:
    assert cell_under(heading, cell) == said


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=120))
def test_no_heading_is_too_strange_to_be_read(heading: str) -> None:
    assert heading_kind(heading) in {"diet", "religion", None}


def test_a_yes_with_more_behind_it_keeps_what_the_heading_names() -> None:
    assert [
        read_diet(cell_under("Nut allergy", cell)).avoid for cell in ("yes (severe)", "Yes, severe", "ja (schwer)")
    ] == [Allergen.NUTS] * 3
    assert read_diet(cell_under("Allergies", "Yes (nuts)")).avoid == Allergen.NUTS


def test_a_no_of_programs_answers_what_it_stands_under_and_nothing_else() -> None:
    assert [cell_under("Vegan", cell) for cell in ("FALSE", "N", "0", "falsch")] == ["unknown"] * 4
    assert [cell_under("Any allergies?", cell) for cell in ("FALSE", "N")] == ["no"] * 2
    assert cell_under("Any allergies?", "0") == "0"
