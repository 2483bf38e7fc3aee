"""Versions of a workspace's own gifts: from rows of a sheet to one family, whatever the gift is called later."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from service.catalog.entry import ProductEntry
from service.catalog.models import Product
from service.catalog.sheets.pending import import_sheet
from service.catalog.sheets.read_sheet import read_gift_sheet
from service.db.connect import reading, transaction
from service.errors import InvalidInput
from service.workspaces.actor import Actor, actor_of
from tests.console import sales_person

AT = datetime(2026, 11, 29, 9, tzinfo=UTC)
HEAD = "Code,Gift,Version,Kind,Price,Countries,Stock"
SCARF = (f"{HEAD}\nS1,Scarf,Pine,neither,42,CZ,3\nS2,Scarf,Sea,neither,42,CZ,2\n").encode()
RENAMED = (
    f"{HEAD}\nS1,Wool scarf,Pine,neither,42,CZ,3\nS2,Wool scarf,Sea,neither,42,CZ,2\nS3,Wool scarf,Rose,neither,42,CZ,1\n"
).encode()


def entries(data: bytes, filename: str = "gifts.csv") -> list[ProductEntry]:
    sheet = read_gift_sheet(data, filename, {}, (), AT.date())
    assert sheet.bad_cells == ()
    return list(sheet.entries)


def taken_in(actor: Actor, data: bytes) -> dict[str, Product]:
    with transaction() as session:
        import_sheet(session, read_gift_sheet(data, "gifts.csv", {}, (), AT.date()), (), actor, AT)
    with reading() as session:
        return {product.sku: product for product in session.scalars(select(Product))}


@pytest.fixture
def actor(database: str) -> Actor:
    with transaction() as session:
        return actor_of(sales_person(session))


def test_rows_of_one_gift_are_one_family_and_each_is_called_by_its_version(actor: Actor) -> None:
    shelf = taken_in(actor, SCARF)
    assert {sku: (row.family, row.variant, row.texts["en"]["name"], row.stock) for sku, row in shelf.items()} == {
        "S1": ("Scarf", {"title": {"en": "Pine"}}, "Scarf, Pine", 3),
        "S2": ("Scarf", {"title": {"en": "Sea"}}, "Scarf, Sea", 2),
    }
    assert "pine" in shelf["S1"].folded


def test_a_gift_that_is_renamed_stays_in_its_family_and_a_new_version_joins_it(actor: Actor) -> None:
    taken_in(actor, SCARF)
    shelf = taken_in(actor, RENAMED)
    assert {sku: (row.family, row.texts["en"]["name"]) for sku, row in shelf.items()} == {
        "S1": ("Scarf", "Wool scarf, Pine"),
        "S2": ("Scarf", "Wool scarf, Sea"),
        "S3": ("Scarf", "Wool scarf, Rose"),
    }


def test_what_came_as_two_gifts_does_not_become_one(actor: Actor) -> None:
    apart = "Code,Gift,Kind,Price,Countries,Stock\nS1,Scarf,neither,42,CZ,3\nS2,Shawl,neither,42,CZ,2\n"
    taken_in(actor, apart.encode())
    with pytest.raises(InvalidInput, match="Product S2, family: it is a version of S2 already"):
        taken_in(actor, SCARF)


def test_a_version_called_by_something_to_eat_waits_until_somebody_settles_it(actor: Actor) -> None:
    shelf = taken_in(
        actor, f"{HEAD}\nB1,Gift box,Red,neither,42,CZ,3\nB2,Gift box,with chocolate,neither,42,CZ,3\n".encode()
    )
    assert {sku: row.is_unsettled for sku, row in shelf.items()} == {"B1": False, "B2": True}


def test_versions_in_json_are_rows_of_one_gift() -> None:
    gift = {
        "sku": "S1", "kind": "neither", "price_minor": 4200, "currency": "EUR", "regions": ["CZ"], "stock": 3,
        "texts": {"en": {"name": "Scarf"}}, "variant": {"colour": {"en": "pine", "cs": "borová"}},
        "versions": [{"sku": "S2", "stock": 2, "variant": {"colour": {"en": "sea"}}}],
    }  # fmt: skip
    found = entries(json.dumps([gift]).encode(), "gifts.json")
    assert [(one.sku, one.family, one.variant, one.stock) for one in found] == [
        ("S1", "S1", {"title": {"en": "pine"}}, 3),
        ("S2", "S1", {"title": {"en": "sea"}}, 2),
    ]
