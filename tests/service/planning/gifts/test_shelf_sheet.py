"""The shelf as a sheet: uploaded again it changes nothing, and no cell of it is computed by a spreadsheet."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest
from sqlalchemy import select

from service.catalog.models import Product
from service.catalog.sheets.pending import NO_ANSWERS, import_sheet, read_gifts
from service.catalog.sheets.template import EXAMPLE, EXAMPLES
from service.catalog.sheets.vocabulary import FIELDS, TITLES
from service.db.connect import reading, transaction
from service.planning.gifts.gift_list import Wanted, list_gifts, shelf_of
from service.planning.gifts.shelf_sheet import shelf_sheet
from service.workspaces.actor import actor_of
from tests.factories import AT, make_product, make_user, make_workspace

pytestmark = pytest.mark.usefixtures("database")


def own_shelf() -> str:
    """A workspace with the gifts of the template; its id."""
    out = io.StringIO()
    writer = csv.DictWriter(out, FIELDS)
    out.write(",".join(TITLES[field] for field in FIELDS) + "\n")
    writer.writerows({**row, "code": row["code"].replace(EXAMPLE, "OWN-")} for row in EXAMPLES)
    with transaction() as session:
        workspace_id = make_workspace(session).id
        sheet = read_gifts(out.getvalue().encode(), "gifts.csv", NO_ANSWERS, date(2026, 4, 1))
        assert sheet.is_whole
        import_sheet(session, sheet, (), actor_of(make_user(session, workspace_id)), AT)
    return workspace_id


def columns(workspace_id: str) -> list[dict[str, object]]:
    with reading() as session:
        found = session.scalars(select(Product).where(Product.workspace_id == workspace_id).order_by(Product.sku))
        return [
            {name: value for name, value in vars(one).items() if name not in {"_sa_instance_state", "revision"}}
            for one in found
        ]


def sheet_of(workspace_id: str, wanted: Wanted | None = None) -> str:
    with reading() as session:
        return shelf_sheet(shelf_of(session, workspace_id, wanted or Wanted()))


@pytest.mark.parametrize("unknown", [None, "wool"])
def test_a_shelf_that_is_downloaded_and_uploaded_again_is_as_it_was(unknown: str | None) -> None:
    workspace_id = own_shelf()
    if unknown is not None:
        with transaction() as session:
            flask = session.scalars(select(Product).where(Product.sku == "OWN-1")).one()
            flask.materials = {**flask.materials, unknown: "unknown"}
            flask.unknown_marks = 1
            flask.mark_sources = {name: by for name, by in flask.mark_sources.items() if name != f"materials.{unknown}"}
    before, sheet = columns(workspace_id), sheet_of(workspace_id)
    again = read_gifts(sheet.encode(), "our-gifts.csv", NO_ANSWERS, date(2026, 4, 2))
    assert [cell.error for row in again.rows for cell in row.bad] == []
    with transaction() as session:
        done = import_sheet(session, again, (), actor_of(make_user(session, workspace_id)), AT)
    assert (done.added, done.changed) == (0, 0)
    assert columns(workspace_id) == before


def test_marks_stand_with_the_source_that_most_of_them_have_and_the_rest_is_left_out() -> None:
    workspace_id = own_shelf()
    with transaction() as session:
        truffles = session.scalars(select(Product).where(Product.sku == "OWN-3")).one()
        other = {"source": "certificate", "on": "2026-02-01", "by": truffles.mark_sources["diets.vegan"]["by"]}
        truffles.mark_sources = {**truffles.mark_sources, "diets.vegan": other}
    row = next(row for row in csv.DictReader(io.StringIO(sheet_of(workspace_id)[1:])) if row["Code"] == "OWN-3")
    assert (row["Suits"], row["Source"], row["Source date"]) == ("vegetarian", "label", "2026-03-11")
    assert (row["Contains"], row["May contain"]) == ("nuts", "peanuts")


def test_no_cell_is_a_formula_and_what_is_listed_is_what_was_sifted() -> None:
    with transaction() as session:
        workspace_id = make_workspace(session).id
        make_product(session, workspace_id, '=HYPERLINK("x")', kind="neither")
        make_product(session, workspace_id, "Bar", kind="edible")
    rows = list(csv.DictReader(io.StringIO(sheet_of(workspace_id, Wanted(kind="neither"))[1:])))
    assert [row["Gift"][0] for row in rows] == ["'"]


def test_gifts_are_sifted_by_country_and_by_what_they_are_known_to_be_free_of() -> None:
    with transaction() as session:
        workspace_id = make_workspace(session).id
        make_product(session, workspace_id, "Free", regions=["CZ", "DE"], materials={"wool": "absent"})
        make_product(session, workspace_id, "Woollen", regions=["JP"], materials={"wool": "contains"})
        make_product(session, workspace_id, "Untold", regions=["JP"], materials={"wool": "unknown"})

    def names(**asked: str) -> list[str]:
        with reading() as session:
            shelf = list_gifts(session, workspace_id, Wanted(**asked), None)  # type: ignore[arg-type]
        assert shelf.countries == ("CZ", "DE", "JP")
        return sorted(product.texts["en"]["name"] for product in shelf.page.items)

    assert names(without="wool") == ["Free"]
    assert names(country="JP") == ["Untold", "Woollen"]
    assert names(country="JP", without="wool") == []
