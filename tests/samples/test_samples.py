"""Facts about the sample data that must stay true, read from the files alone."""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
import sys
from collections import Counter, defaultdict
from datetime import date
from pathlib import Path
from statistics import fmean
from typing import Any

import pytest

from service.dietary.vocabulary import ALLERGENS, DIETS

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "assets" / "samples"
TRUTH_FILE = Path(__file__).parent / "truth.json"
LANGUAGES = {"en", "ru", "is", "cs", "ro", "ar", "ja"}
COUNTRIES = {"NO", "IS", "GB", "DE", "CZ", "RO", "GR", "BG", "FR", "US", "AE", "KZ"}
ARCHETYPES = (
    "blanket candle coffee flask fruit game headphones mug notebook oliveoil plant soap tea teapot truffles yarn honey "
    "jam chocolate carafe vase bowl board mill pen socks umbrella lamp puzzle book speaker tin spices wine towel "
    "clock"
)
FOR_EVERYBODY = ("vegan", "halal", "kosher", "no_alcohol")
ANIMAL = ("leather", "wool", "silk", "down", "horn", "pearl", "beeswax", "other_animal", "pigskin")
SHUT_OUT = {"vegan": ANIMAL, "halal": ("pigskin", "alcohol"), "kosher": ("pigskin", "alcohol")}
"""What a diet shuts out of everything, eaten or not."""


def read(name: str) -> Any:
    return json.loads((SAMPLES / name).read_text(encoding="utf-8"))


PRODUCTS: list[dict[str, Any]] = read("catalog.json")["products"]
CAMPAIGN: dict[str, Any] = read("campaign.json")
TRUTH: dict[str, dict[str, Any]] = json.loads(TRUTH_FILE.read_text(encoding="utf-8"))
CONSUMABLES = [product for product in PRODUCTS if product["kind"] != "neither"]


def spreadsheet(name: str) -> list[dict[str, str]]:
    text = (SAMPLES / name).read_bytes().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";", strict=True))


PEOPLE = spreadsheet("recipients.csv")


def suits_everybody(product: dict[str, Any]) -> bool:
    return set(product["allergens"].values()) == {"absent"} and all(
        product["diets"][diet] == "suited" for diet in FOR_EVERYBODY
    )


def allowed(person: dict[str, Any], product: dict[str, Any]) -> bool:
    """The gift rules once more, written for this test from the domain paper."""
    most = min(CAMPAIGN["band_max_minor"], person["cap_minor"] or CAMPAIGN["band_max_minor"])
    return (
        not person["no_gifts"]
        and product["stock"] > 0
        and person["country"] in product["regions"]
        and CAMPAIGN["band_min_minor"] <= product["price_minor"] <= most
        and not {product["category"], product["picture"]["archetype"]} & set(person["has_already"])
        and all(product["materials"][key] == "absent" for key in kept_away_from(person))
        and (consumable_allowed(person, product) if product["kind"] != "neither" else not person["consumables_only"])
    )


def kept_away_from(person: dict[str, Any]) -> set[str]:
    """Materials and scents that must be marked as absent for this person: what they named and what their diets shut out."""
    return {*person["materials"], *(key for diet in person["follow"] for key in SHUT_OUT.get(diet, ()))}


def consumable_allowed(person: dict[str, Any], product: dict[str, Any]) -> bool:
    if person["no_food"] and product["kind"] == "edible":
        return False
    if product["alcohol"] and (person["no_alcohol"] or person["adult"] is not True):
        return False
    if not person["diet_known"]:
        return suits_everybody(product)
    return all(product["allergens"][key] == "absent" for key in person["avoid"]) and all(
        product["diets"][key] == "suited" for key in person["follow"]
    )


def test_the_generator_gives_the_same_files_byte_for_byte(tmp_path: Path) -> None:
    script = Path(__file__).parent / "make_samples.py"
    subprocess.run([sys.executable, str(script), str(tmp_path), str(tmp_path / "truth.json")], check=True)
    for name in ("catalog.json", "campaign.json", "recipients.csv", "broken.csv", "one.csv"):
        assert (tmp_path / name).read_bytes() == (SAMPLES / name).read_bytes(), name
    assert (tmp_path / "truth.json").read_bytes() == TRUTH_FILE.read_bytes()


def test_there_are_400_products_numbered_without_a_gap() -> None:
    assert [product["sku"] for product in PRODUCTS] == [f"HP-{number:04d}" for number in range(1, 401)]


def test_every_archetype_has_at_least_eleven_products() -> None:
    counts = Counter(product["picture"]["archetype"] for product in PRODUCTS)
    assert set(counts) == set(ARCHETYPES.split())
    assert min(counts.values()) == 11


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_every_product_has_its_own_name_and_full_texts_in(language: str) -> None:
    names = [product["texts"][language]["name"] for product in PRODUCTS]
    assert len(set(names)) == 400
    for product in PRODUCTS:
        text = product["texts"][language]
        assert set(text) == {"name", "line", "inside"}
        stop = "。" if language == "ja" else "."
        assert text["line"].endswith(stop)
        assert text["inside"].endswith(stop)
        assert all(value == value.strip() and "  " not in value and "|" not in value for value in text.values())


@pytest.mark.parametrize(
    ("language", "letters"),
    [("ru", "[а-яё]"), ("is", "[a-záðéíóúýþæö]"), ("ar", "[\u0621-\u064a]"), ("ja", "[\u3041-\u9fff]")],
)
def test_texts_are_written_in_their_own_script(language: str, letters: str) -> None:
    for product in PRODUCTS:
        for part in ("line", "inside"):
            assert re.search(letters, product["texts"][language][part].lower()), product["sku"]


def test_japanese_sets_no_spaces_and_no_latin_punctuation() -> None:
    for product in PRODUCTS:
        assert not re.search(r"[ ,;:()!?]", "".join(product["texts"]["ja"].values())), product["sku"]


def test_arabic_sets_its_own_comma() -> None:
    for product in PRODUCTS:
        assert not re.search(r"[,;?]", "".join(product["texts"]["ar"].values())), product["sku"]


def test_texts_of_one_product_are_translated_not_repeated() -> None:
    for product in PRODUCTS:
        assert len({product["texts"][language]["line"] for language in LANGUAGES}) == 7, product["sku"]


def test_all_allergens_and_diets_are_marked_on_consumables_and_on_nothing_else() -> None:
    for product in PRODUCTS:
        if product["kind"] == "neither":
            assert product["allergens"] == {}
            assert product["diets"] == {}
        else:
            assert set(product["allergens"]) == set(ALLERGENS)
            assert set(product["diets"]) == set(DIETS)
            assert set(product["allergens"].values()) <= {"contains", "may_contain", "absent", "unknown"}
            assert set(product["diets"].values()) <= {"suited", "not", "unknown"}


def test_every_allergen_is_contained_somewhere_and_every_diet_is_refused_somewhere() -> None:
    contained = {key for p in CONSUMABLES for key, mark in p["allergens"].items() if mark == "contains"}
    refused = {key for p in CONSUMABLES for key, mark in p["diets"].items() if mark == "not"}
    assert contained == set(ALLERGENS)
    assert refused == set(DIETS)


@pytest.mark.parametrize(
    ("word", "allergen"),
    [
        ("almonds?", "nuts"), ("hazelnuts", "nuts"), ("pistachios", "nuts"), ("walnut", "nuts"), ("sweet almond", "nuts"),
        ("peanuts", "peanuts"), ("milk", "milk"), ("^butter", "milk"), ("^cream", "milk"), ("wheat", "gluten"),
        ("oats?", "gluten"), ("rye", "gluten"), ("sesame", "sesame"), ("mustard", "mustard"), ("celer", "celery"),
        ("sulphites", "sulphites"), ("eggs?", "eggs"), ("sardines", "fish"), ("mackerel", "fish"), ("mussels", "molluscs"),
        ("crab", "crustaceans"), ("lupin", "lupin"), ("soya", "soya"),
    ],
)  # fmt: skip
def test_what_the_text_says_is_what_the_allergens_say(word: str, allergen: str) -> None:
    naming = [
        product
        for product in CONSUMABLES
        if any(re.search(rf"\b{word}" if word[0] != "^" else word, part) for part in ingredients(product))
    ]
    assert naming
    assert {product["allergens"][allergen] for product in naming} == {"contains"}


def ingredients(product: dict[str, Any]) -> list[str]:
    """The English list, part by part."""
    first, _, _ = product["texts"]["en"]["inside"].partition(". ")
    return first.removeprefix("Ingredients: ").rstrip(".").split(", ")


def test_a_contained_allergen_rules_out_the_diets_it_must() -> None:
    for product in CONSUMABLES:
        marks, diets = product["allergens"], product["diets"]
        if {marks["milk"], marks["eggs"], marks["fish"]} & {"contains"}:
            assert diets["vegan"] == "not"
        if marks["gluten"] != "absent":
            assert diets["gluten_free"] != "suited"
        if marks["milk"] != "absent":
            assert diets["dairy_free"] != "suited"
        if "contains" in (marks["crustaceans"], marks["molluscs"]):
            assert diets["kosher"] == "not"
            assert diets["vegetarian"] == "not"


def test_alcohol_is_for_adults_and_never_halal() -> None:
    with_alcohol = [product for product in PRODUCTS if product["alcohol"]]
    assert {product["category"] for product in with_alcohol} == {"wine", "sweets"}
    for product in with_alcohol:
        assert (product["min_age"], product["diets"]["halal"], product["diets"]["no_alcohol"]) == (18, "not", "not")
    assert all(product["min_age"] is None for product in PRODUCTS if not product["alcohol"])


def test_honey_is_not_vegan() -> None:
    honey = [p for p in PRODUCTS if p["picture"]["archetype"] == "honey"]
    assert {product["diets"]["vegan"] for product in honey} == {"not"}


def test_prices_stock_and_regions_are_what_the_campaign_needs() -> None:
    prices = [product["price_minor"] for product in PRODUCTS]
    assert (min(prices) >= 800, max(prices) <= 9_500) == (True, True)
    assert {product["currency"] for product in PRODUCTS} == {"EUR"}
    stock = [product["stock"] for product in PRODUCTS]
    assert sum(stock) > 4_000
    assert {0, 1, 2} <= set(stock)
    assert max(stock) <= 60
    for product in PRODUCTS:
        assert product["regions"]
        assert set(product["regions"]) <= COUNTRIES
        assert (product["restock_on"] is not None) == (product["stock"] == 0)


def test_people_of_unknown_diet_find_enough() -> None:
    assert sum(product["kind"] == "neither" for product in PRODUCTS) == 264
    safe = [product for product in CONSUMABLES if suits_everybody(product)]
    assert len(safe) == 28
    assert min(product["price_minor"] for product in safe) == 1_600
    without = [product for product in safe if set(product["materials"].values()) == {"absent"}]
    assert len(without) == 23


def test_interests_have_labels_in_all_seven_languages_and_are_all_used() -> None:
    labels = json.loads((ROOT / "assets" / "translations" / "interests.json").read_text(encoding="utf-8"))
    assert {key for product in PRODUCTS for key in product["interests"]} == set(labels)
    owner: dict[str, str] = {}
    for key, by_language in labels.items():
        assert set(by_language) == {"en", "ru", "is", "cs", "ro", "ar", "ja"}
        for label in by_language.values():
            assert owner.setdefault(label.casefold(), key) == key


def test_the_spreadsheet_is_written_as_an_export_comes() -> None:
    raw = (SAMPLES / "recipients.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    assert raw.count(b"\r\n") == raw.count(b"\n") == 1_001
    assert sum(cell != cell.strip() for row in PEOPLE for cell in row.values()) > 20


def test_1000_people_at_100_accounts_in_12_countries() -> None:
    assert len(PEOPLE) == len(TRUTH) == 1_000
    assert len({row["Company"].strip() for row in PEOPLE}) == 100
    homes = defaultdict(Counter)
    for person in TRUTH.values():
        homes[person["company"]][person["country"]] += 1
    assert {countries.most_common(1)[0][0] for countries in homes.values()} == COUNTRIES
    assert {person["country"] for person in TRUTH.values()} - COUNTRIES == {"SJ"}


def test_mail_addresses_are_unique_ascii_and_under_example_com() -> None:
    emails = [row["Work email"].strip() for row in PEOPLE]
    assert len(set(emails)) == 1_000
    assert set(emails) == set(TRUTH)
    assert all(re.fullmatch(r"[a-z0-9.-]+@[a-z0-9-]+\.example\.com", email) for email in emails)
    for name in ("recipients.csv", "broken.csv", "one.csv", "catalog.json", "campaign.json"):
        found = re.findall(r"@[\w.-]+", (SAMPLES / name).read_text(encoding="utf-8-sig"))
        assert all(address.endswith(".example.com") for address in found), name


def test_names_come_in_every_script_and_some_are_missing() -> None:
    names = [row["First name"] + row["Last name"] for row in PEOPLE]
    scripts = {"latin": "[A-Za-z]", "cyrillic": "[А-я]", "greek": "[Α-ω]", "arabic": "[\u0621-\u064a]"}
    counts = {script: sum(bool(re.search(letters, name)) for name in names) for script, letters in scripts.items()}
    assert all(count > 40 for count in counts.values()), counts
    assert sum(not row["First name"] and not row["Last name"] for row in PEOPLE) == 4
    assert sum(not row["First name"] and bool(row["Last name"]) for row in PEOPLE) == 6
    assert {"NanWhitlock", "MarcusNull", "美咲佐藤", "สมชายใจดี", "བསྟན་འཛིནནོར་བུ", "ᏩᏯᎠᏓᏫ"} <= set(names)
    assert sum(person.get("font_missing", False) for person in TRUTH.values()) == 2


def test_972_can_be_matched_18_wait_and_10_are_impossible() -> None:
    assert Counter(person["expect"] for person in TRUTH.values()) == {"matched": 972, "held": 18, "impossible": 10}


def test_people_who_wait_have_no_gift_that_is_surely_safe() -> None:
    waiting = [person for person in TRUTH.values() if person["expect"] == "held"]
    assert not any(allowed(person, product) for person in waiting for product in PRODUCTS)
    assert {person["diet_known"] for person in waiting} == {False}
    answered = [person | {"diet_known": True, "diet_ask": False} for person in waiting]
    assert all(any(allowed(person, product) for product in PRODUCTS) for person in answered)


def test_the_impossible_ones_stay_so_whatever_they_eat() -> None:
    impossible = [person for person in TRUTH.values() if person["expect"] == "impossible"]
    for person in impossible:
        carefree = person | {"diet_known": True, "avoid": [], "follow": []}
        assert not any(allowed(carefree, product) for product in PRODUCTS)


def test_25_people_name_a_material_or_a_scent_in_ten_languages() -> None:
    naming = {email: person for email, person in TRUTH.items() if person["materials"]}
    assert Counter(key for person in naming.values() for key in person["materials"]) == {
        "wool": 7, "nickel": 6, "latex": 4, "scent": 5, "leather": 2, "pollen": 1, "silk": 1,
    }  # fmt: skip
    assert len(naming) == 25
    assert {(person["expect"], person["diet_known"]) for person in naming.values()} == {("matched", True)}
    cells = {row["Dietary / allergies"] for row in PEOPLE if row["Work email"].strip() in naming}
    assert {"vegan, no wool", "bez lepku, alergie na nikl", "حلال، حساسية من النيكل"} <= cells
    least = min(sum(allowed(person, product) for product in PRODUCTS) for person in naming.values())
    assert least >= 40


def test_an_unclear_diet_is_only_written_where_it_must_be_asked() -> None:
    assert {person["expect"] for person in TRUTH.values() if person["diet_ask"]} == {"held"}


def test_every_other_person_can_have_an_own_gift_inside_stock_and_budget() -> None:
    """The simplest plan there is, cheapest first for those with the least choice: it must already reach all."""
    stock = {product["sku"]: product["stock"] for product in PRODUCTS}
    choices = {
        email: [product for product in PRODUCTS if allowed(person, product)]
        for email, person in TRUTH.items()
        if person["expect"] == "matched"
    }
    taken: dict[str, set[str]] = defaultdict(set)
    spend = 0
    for email in sorted(choices, key=lambda email: (len(choices[email]), email)):
        held = taken[TRUTH[email]["company"]]
        free = [product for product in choices[email] if stock[product["sku"]] and product["sku"] not in held]
        gift = min(free, key=lambda product: (product["price_minor"], product["sku"]))
        stock[gift["sku"]] -= 1
        held.add(gift["sku"])
        spend += gift["price_minor"]
    assert sum(len(products) for products in taken.values()) == 972
    assert spend < CAMPAIGN["budget_minor"]


def test_the_budget_does_not_buy_everybody_something_they_like() -> None:
    """At the mean price of what shares most of a person's interests, the money is too little."""
    wished = 0.0
    for person in TRUTH.values():
        liking = defaultdict(list)
        for product in (product for product in PRODUCTS if allowed(person, product)):
            liking[len(set(person["interests"]) & set(product["interests"]))].append(product["price_minor"])
        wished += fmean(liking[max(liking)]) if liking else 0
    assert CAMPAIGN["budget_minor"] < 0.85 * wished


def test_away_dates_lie_between_november_and_march_in_both_spellings() -> None:
    away = [person["away"] for person in TRUTH.values() if person["away"]]
    assert len(away) > 30
    for first, last in away:
        assert date(2026, 11, 22) < date.fromisoformat(first) <= date.fromisoformat(last) < date(2027, 4, 30)
    cells = [row["Away from"] for row in PEOPLE if row["Away from"]]
    assert {bool(re.fullmatch(r"\d{4}-\d\d-\d\d", cell)) for cell in cells} == {True, False}


def test_the_campaign_speaks_seven_languages_in_at_most_two_sentences() -> None:
    for texts in (CAMPAIGN["message"], CAMPAIGN["occasion"]):
        assert set(texts) == {"en", "ru", "is", "cs", "ro", "ar", "ja"}
    assert all(len(re.findall(r"[.!?。]", text)) <= 2 for text in CAMPAIGN["message"].values())
    assert len(CAMPAIGN["charities"]) == 2
