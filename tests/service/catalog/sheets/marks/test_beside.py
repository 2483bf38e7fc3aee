"""What a row names in its texts or in a column that isn't read is not free of it, whatever another cell says."""

from __future__ import annotations

import json

from service.catalog.entry import CLEAR
from service.catalog.sheets.found import GiftRow
from service.catalog.sheets.marks.beside import plainly_named, without_named
from service.catalog.sheets.read_sheet import read_gift_sheet
from service.dietary.vocabulary import ALLERGENS
from tests.service.catalog.sheets.marks.test_cells import SOURCE, TODAY, marks, row

NAMES = {
    "Dates, cocoa mass, almonds": {"nuts"},
    "Zutaten: Weizenmehl, Zucker, Butter, Eier": {"gluten", "milk", "eggs"},
    "Состав: молоко, орехи": {"milk", "nuts"},
    "小麦粉、卵、バター": {"gluten", "eggs", "milk"},
    "hveiti, egg, smjör, möndlur": {"gluten", "eggs", "milk", "nuts"},
    "المكونات: حليب، مكسرات": {"milk", "nuts"},
    "No nuts. Contains milk.": {"milk"},
    "Obsahuje mléko, bez ořechů": {"milk"},
    "ohne Nüsse, mit Milch": {"milk"},
    "without almonds but with milk": {"milk"},
    "May contain traces of nuts": {"nuts"},
    "Nut-free bar": set(),
    "Free of nuts, milk and eggs": set(),
    "No milk, nuts": set(),
    "ナッツ不使用、乳を含む": {"milk"},
    "Vollmilchpulver, Molkenpulver": {"milk"},
    "mléčná čokoláda, lískooříškový krém": {"milk", "nuts"},
    "oatmeal, soya lecithin (E322), E220": {"gluten", "soya", "sulphites"},
    "white chocolate with mozzarella": {"milk"},
    "全粉乳、小麦粉、卵白、大豆レシチン": {"milk", "gluten", "eggs", "soya"},
    "Buchweizenmehl, glutenfreie Haferflocken": set(),
    "Red ceramic mug": set(),
}


def test_what_a_text_names_is_told_from_what_it_denies() -> None:
    assert {text: {key.partition(".")[2] for key in plainly_named(text)} for text in NAMES} == NAMES


def test_leather_that_is_imitated_is_not_named() -> None:
    assert plainly_named("Vegan leather wallet") == plainly_named("A horn for the band") == frozenset()
    assert plainly_named("Leather strap, vegan leather case") == {"materials.leather"}


def test_only_clear_marks_become_unknown() -> None:
    said = {"allergens.nuts": "absent", "allergens.milk": "contains", "allergens.eggs": "absent"}
    found, named = without_named(said, ["Almonds and milk"], ())
    assert (found, named) == ({**said, "allergens.nuts": "unknown"}, ("allergens.nuts",))


def test_ingredients_take_back_what_the_rest_is_free_of() -> None:
    found = row(**{"What’s_inside": "Dates, cocoa mass, almonds"}, Free_from="all", **SOURCE)
    assert found.entry is not None
    told = found.entry.marks()
    assert told["allergens.nuts"] == "unknown"
    assert {told[f"allergens.{key}"] for key in ALLERGENS if key != "nuts"} == {"absent"}
    assert "named_elsewhere" in found.notes


def test_a_column_nobody_can_read_takes_it_back_too() -> None:
    for heading, cell in (
        ("Contains_hazelnuts", "yes"),
        ("Remarks", "contains nuts"),
        ("Nuts_not_present", "hm"),
        ("Achtung", "Nüsse"),
    ):
        assert marks(**{heading: cell}, Free_from="all", **SOURCE)["allergens.nuts"] == "unknown", heading
    assert marks(Contains_hazelnuts="no", Free_from="all", **SOURCE)["allergens.nuts"] == "absent"


def test_the_file_tells_of_columns_whose_marks_it_cannot_read() -> None:
    sheet = read_gift_sheet(
        b"Gift,Kind,Price,Countries,Stock,Contains hazelnuts\nBar,edible,9,CZ,1,yes\n", "g.csv", {}, (), TODAY
    )
    assert [(one.code, one.column) for one in sheet.questions] == [("column_undecided", "Contains hazelnuts")]


GIFT = {"name": "Bar", "kind": "edible", "price": "9", "countries": ["CZ"], "stock": 1, "alcohol": False} | {
    "source": "label", "source_date": "2026-01-01",
}  # fmt: skip


def read_json(**said: object) -> GiftRow:
    return read_gift_sheet(json.dumps([{**GIFT, **said}]).encode(), "g.json", {}, (), TODAY).rows[0]


def test_every_way_of_saying_a_mark_in_json_is_read() -> None:
    for nuts in (True, "Contains", "contains", "yes", "CONTAINS"):
        entry = read_json(allergens={"nuts": nuts}, free_from="all").entry
        assert entry is not None
        assert entry.marks()["allergens.nuts"] == "contains", nuts
    for said, mark in (
        ({"nuts": "unknown"}, "unknown"),
        ({"nuts": "may_contain"}, "may_contain"),
        ({"contains": ["nuts"]}, "contains"),
    ):
        entry = read_json(allergens=said, free_from="all").entry
        assert entry is not None
        assert entry.marks()["allergens.nuts"] == mark
    assert read_json(allergens={"nuts": {"present": True}}, free_from="all").bad[0].code == "mark_unclear"
    undecided = read_json(allergens={"hazelnuts": "contains"}, free_from="all").entry
    assert undecided is not None
    assert undecided.marks()["allergens.nuts"] not in CLEAR
    denied = read_json(nut_free=False, free_from="nuts").entry
    assert denied is not None
    assert denied.marks()["allergens.nuts"] == "unknown"
