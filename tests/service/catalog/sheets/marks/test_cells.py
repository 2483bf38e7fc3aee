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


NOT_FREE = (
    "Contains: nuts", "not nut free", "all except nuts", "all but nuts", "everything but nuts", "nuts: no", "nuts - no", "nuts?",
    "nuts*",
    "almonds", "hazelnuts, walnuts", "may contain nuts", "nuts (traces possible)", "alles außer Nüsse", "vše kromě ořechů",
    "no nuts", "ohne Nüsse: nein", "not free of: nuts", "nuts on request", "mostly nuts", "milk, eggs, nuts: none",
)  # fmt: skip
NOT_SUITED = (
    "not vegan", "non-vegan", "no vegan", "vegan: no", "vegan (no)", "vegetarian but not vegan", "vegan?", "vegan*", "mostly vegan",
    "vegan on request", "vegan option available", "not suitable for: vegetarian, vegan", "vegetarian, vegan: no", "nearly vegan",
)  # fmt: skip


def clear(field: str, group: str, said: str) -> set[str]:
    """What is clear once whatever is doubtful in a cell got its likely answer."""
    source = {"Source": "certificate", "Source_date": "2026-03-02"}
    found = row(**{field: said}, **source)
    for _ in range(4):
        if found.entry is not None:
            return {name for name, mark in found.entry.marks().items() if mark in CLEAR and name.startswith(group)}
        found = row(**{field: found.bad[0].options[0].text}, **source)
    raise AssertionError(said)


def test_no_wording_that_denies_excepts_or_names_a_part_makes_a_gift_free_of_it() -> None:
    for said in NOT_FREE:
        assert "allergens.nuts" not in clear("Free_from", "allergens", said), said
    for said in NOT_SUITED:
        assert "diets.vegan" not in clear("Suits", "diets", said), said
    for said in ("leather: no", "no leather", "suede", "vegan leather", "all but leather"):
        assert "materials.leather" not in clear("Free_of_materials", "materials", said), said


def test_what_is_named_whole_in_any_language_is_free_or_suited() -> None:
    for said in (
        "nuts",
        "tree nuts (almonds, hazelnuts)",
        "Nüsse",
        "ořechů",
        "орехов",
        "hnetur",
        "nuci",
        "المكسرات",
        "ナッツ",
    ):
        assert clear("Free_from", "allergens", said) == {"allergens.nuts"}, said
    assert clear("Free_from", "allergens", "milk & eggs; soya") == {
        "allergens.milk",
        "allergens.eggs",
        "allergens.soya",
    }
    for said in ("vegan", "veganské", "веганское", "ヴィーガン", "vegană"):
        assert clear("Suits", "diets", said) == {"diets.vegan"}, said
    for said in ("vegan/vegetarian", "suitable for vegans and vegetarians", "vegan-friendly, vegetarian"):
        assert clear("Suits", "diets", said) == {"diets.vegan", "diets.vegetarian"}, said
    assert clear("Suits", "diets", "vegan/not vegetarian") == set()
    assert clear("Suits", "diets", "gluten-free, no alcohol") == {"diets.gluten_free", "diets.no_alcohol"}


def test_lactose_is_not_all_of_milk() -> None:
    assert clear("Free_from", "allergens", "lactose") == clear("Suits", "diets", "lactose-free") == set()
    assert marks(Lactose_free="yes", Free_from="milk", **SOURCE)["diets.dairy_free"] == "unknown"


def test_a_no_below_a_heading_that_denies_clears_nothing() -> None:
    for heading in ("Nut-free", "Free from nuts", "Ohne Nüsse", "Bez ořechů", "Contains no nuts", "ナッツ不使用"):
        for said in ("no", "No", "nein", "ne", "0", "FALSE", "-", "", "n/a", "?", "✗"):
            found = row(**{heading.replace(" ", "_"): said}, **SOURCE)
            assert found.entry is None or found.entry.marks()["allergens.nuts"] not in CLEAR, (heading, said)
        assert marks(**{heading.replace(" ", "_"): "yes"}, **SOURCE)["allergens.nuts"] == "absent", heading
    assert row(Unscented="no", Kind="neither", **SOURCE).entry.marks()["materials.scent"] == "unknown"  # type: ignore[union-attr]


def test_one_kind_of_nut_that_is_not_there_says_nothing_of_the_others() -> None:
    assert marks(Almonds="no", **SOURCE)["allergens.nuts"] == "unknown"
    assert marks(Almonds="yes", **SOURCE)["allergens.nuts"] == "contains"
    assert marks(Almonds="no", Hazelnuts="yes", Free_from="nuts", **SOURCE)["allergens.nuts"] == "contains"


def test_of_several_columns_of_one_thing_the_strictest_counts() -> None:
    assert marks(Nuts="no", Nüsse="ja", **SOURCE)["allergens.nuts"] == "contains"
    assert marks(Nuts="no", Ořechy="?", **SOURCE)["allergens.nuts"] == "unknown"
    assert marks(Nuts="no", May_contain_nuts="yes", **SOURCE)["allergens.nuts"] == "may_contain"


def test_a_dash_or_n_a_is_no_statement() -> None:
    for said in ("-", "–", "n/a", "N/A", "k. A.", "(No value)", "?", "unknown", "tbc"):
        found = row(Contains=said, **SOURCE)
        assert found.bad == ()
        assert found.entry is not None
        assert CLEAR.isdisjoint(found.entry.marks().values()), said
    assert {mark for name, mark in marks(Contains="none", **SOURCE).items() if name.startswith("allergens")} == {
        "absent"
    }


def test_a_diet_that_the_contents_rule_out_is_unknown() -> None:
    assert marks(Contains="milk", Suits="vegan, vegetarian", **SOURCE)["diets.vegan"] == "unknown"
    assert marks(Contains="milk", Suits="vegan, vegetarian", **SOURCE)["diets.vegetarian"] == "suited"
    assert marks(Alcohol="yes", Suits="no alcohol", **SOURCE)["diets.no_alcohol"] == "unknown"
    assert marks(Contains="may contain milk", Suits="vegan", **SOURCE)["diets.vegan"] == "suited"
