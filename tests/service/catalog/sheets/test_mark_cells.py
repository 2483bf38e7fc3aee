"""What cells say of allergens, diets and materials: nothing is safe that nobody stated, and a doubt is never a denial."""

from __future__ import annotations

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from service.catalog.entry import CLEAR, GROUPS
from service.catalog.sheets.found import GiftRow
from service.catalog.sheets.read_sheet import read_gift_sheet
from service.dietary.vocabulary import ALLERGENS

TODAY = date(2026, 11, 29)
WORDS = (
    "milk", "nuts", "almonds", "sesame?", "sesmae", "may contain eggs", "none", "all the rest", "all", "unknown: soya", "honey", "",
)  # fmt: skip


def row(**cells: str) -> GiftRow:
    """One gift with these cells, by heading with underscores for spaces."""
    told = {"Gift": "Box", "Price": "30", "Countries": "CZ", "Stock": "5", "Kind": "edible", "Alcohol": "no"}
    told |= {heading.replace("_", " "): cell for heading, cell in cells.items()}
    text = ",".join(told) + "\n" + ",".join(f'"{cell}"' for cell in told.values()) + "\n"
    return read_gift_sheet(text.encode(), "gifts.csv", {}, (), TODAY).rows[0]


def marks(**cells: str) -> dict[str, str]:
    found = row(**cells)
    assert found.entry is not None, found.bad
    return found.entry.marks()


SOURCE = {"Source": "label", "Source_date": "2026-03-02"}


def test_an_empty_cell_is_unknown() -> None:
    assert set(marks(**SOURCE).values()) == {"unknown"}


def test_what_a_cell_names_is_contained_and_traces_may_be() -> None:
    found = marks(Contains="almonds, traces of peanuts, Milch", **SOURCE)
    assert {name: mark for name, mark in found.items() if mark != "unknown"} == {
        "allergens.nuts": "contains",
        "allergens.peanuts": "may_contain",
        "allergens.milk": "contains",
    }


def test_all_the_rest_is_what_no_cell_speaks_of() -> None:
    found = marks(Contains="almonds", Free_from="all the rest", **SOURCE)
    assert {found[f"allergens.{key}"] for key in ALLERGENS if key != "nuts"} == {"absent"}
    assert found["allergens.nuts"] == "contains"


def test_all_the_rest_never_covers_what_a_cell_leaves_open() -> None:
    found = marks(Free_from="all", Contains="unknown: sesame", Milk="", **SOURCE)
    assert (found["allergens.sesame"], found["allergens.milk"], found["allergens.eggs"]) == (
        "unknown",
        "unknown",
        "absent",
    )


def test_a_word_nobody_can_read_may_be_the_very_one_so_nothing_is_cleared_by_the_rest() -> None:
    found = marks(Free_from="all the rest", Contains="almonds, unknown: sesmae", **SOURCE)
    assert [name for name, mark in found.items() if mark in CLEAR] == []


def test_where_two_cells_disagree_the_stricter_counts() -> None:
    assert marks(Contains="milk", Free_from="milk", **SOURCE)["allergens.milk"] == "contains"
    assert marks(Milk="may contain", Free_from="milk", **SOURCE)["allergens.milk"] == "may_contain"
    assert marks(Milk="?", Free_from="milk", **SOURCE)["allergens.milk"] == "unknown"


def test_without_a_source_nothing_is_clear() -> None:
    found = marks(Free_from="all", Suits="vegan", Materials="none")
    assert set(found.values()) == {"unknown"}


def test_halal_and_kosher_need_a_certificate() -> None:
    assert marks(Suits="vegan, halal, kosher", **SOURCE)["diets.halal"] == "unknown"
    found = marks(Suits="vegan, halal", Source="certificate", Source_date="2026-03-02")
    assert (found["diets.vegan"], found["diets.halal"]) == ("suited", "suited")


def test_an_empty_kind_is_edible_and_whatever_would_clear_it_is_unknown() -> None:
    found = row(Kind="", Contains="almonds", Free_from="all the rest", **SOURCE)
    assert found.entry is not None
    assert (found.entry.kind, "kind_empty" in found.notes) == ("edible", True)
    assert {name for name, mark in found.entry.marks().items() if mark != "unknown"} == {"allergens.nuts"}


def test_a_bundle_is_its_strictest_part() -> None:
    kinds = ("neither + edible", "skin, neither", "set of food and things", "neither")
    read = [row(Kind=kind) for kind in kinds]
    assert [one.entry.kind if one.entry else one.bad[0].code for one in read] == [
        "edible", "skin", "kind_unknown", "neither",
    ]  # fmt: skip


def test_food_that_says_nothing_of_alcohol_counts_as_holding_some() -> None:
    assert [row(Alcohol=said).entry.alcohol for said in ("", "no", "yes")] == [True, False, True]  # type: ignore[union-attr]


@settings(max_examples=60, deadline=None)
@given(
    contains=st.lists(st.sampled_from(WORDS), max_size=4),
    free=st.lists(st.sampled_from(WORDS), max_size=4),
    milk=st.sampled_from(("", "?", "contains", "free", "may contain")),
    source=st.sampled_from(("", "label", "certificate")),
)
def test_whatever_cells_say_no_mark_is_clear_that_another_cell_warns_of_or_that_has_no_source(
    contains: list[str], free: list[str], milk: str, source: str
) -> None:
    told = {"Contains": ", ".join(contains), "Free from": ", ".join(free), "Milk": milk, "Source": source}
    read = row(**told, Source_date="2026-03-02" if source else "")
    if read.entry is None:
        return
    found = read.entry.marks()
    clear = {name for name, mark in found.items() if mark in CLEAR}
    assert clear <= set(read.entry.sources)
    assert not clear or source
    warned = {
        "milk": "allergens.milk",
        "nuts": "allergens.nuts",
        "almonds": "allergens.nuts",
        "may contain eggs": "allergens.eggs",
    }
    assert not clear & {warned[word] for word in contains if word in warned}
    assert milk not in {"?", "contains", "may contain"} or "allergens.milk" not in clear
    assert set(found) == {f"{group}.{key}" for group, keys in GROUPS.items() for key in keys}
