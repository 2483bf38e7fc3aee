"""Versions of a product, from a catalogue file to rows: what they share, what tells them apart, what they are called."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from service.catalog.import_products import import_products, read_catalog
from service.catalog.models import Product
from service.catalog.versions import each_version
from service.db.connect import reading, transaction
from service.errors import InvalidInput
from tests.factories import make_workspace
from tests.service.catalog.test_import_products import catalog, entry

MOSS = {"colour": {"en": "in moss green", "cs": "v mechové zelené", "ja": "苔色"}}
SEA = {"colour": {"en": "in sea blue"}}


def of_two(**values: Any) -> dict[str, Any]:
    return entry("HP-1", stock=3, variant=MOSS, versions=[{"sku": "HP-1-2", "stock": 2, "variant": SEA}]) | values


def taken_in(*entries: object) -> list[Product]:
    with transaction() as session:
        workspace_id = make_workspace(session).id
        import_products(session, workspace_id, read_catalog(catalog(*entries)))
    with reading() as session:
        return list(session.scalars(select(Product).where(Product.workspace_id == workspace_id).order_by(Product.sku)))


def test_each_version_is_a_row_with_its_own_stock_and_the_products_picture(database: str) -> None:
    first, second = taken_in(of_two())
    assert (first.family, second.family) == ("HP-1", "HP-1")
    assert (first.stock, second.stock) == (3, 2)
    assert (first.image, second.image) == ("products/HP-1", "products/HP-1")
    assert (first.variant, second.variant) == (MOSS, SEA)


def test_a_version_is_named_in_every_language_and_in_english_where_there_are_no_words(database: str) -> None:
    first, second = taken_in(of_two())
    assert first.texts["en"]["name"] == "Travel chess set, in moss green"
    assert first.texts["cs"]["name"] == "Travel chess set, v mechové zelené"
    assert first.texts["ja"]["name"] == "Travel chess set、苔色"
    assert first.texts["ru"]["name"] == "Travel chess set, in moss green"
    assert second.texts["ar"]["name"] == "Travel chess set، in sea blue"


def test_another_colour_than_the_picture_shows_is_said_so(database: str) -> None:
    first, second = taken_in(of_two())
    assert first.texts["en"]["inside"] == "Walnut and brass."
    assert second.texts["en"]["inside"] == "Walnut and brass. The picture shows another colour."
    assert second.texts["ja"]["inside"] == "Walnut and brass.写真は別の色です。"


def test_a_product_alone_is_its_own_family(database: str) -> None:
    (alone,) = taken_in(entry("HP-1"))
    assert (alone.family, alone.variant, alone.texts["en"]["name"]) == ("HP-1", None, "Travel chess set")


def test_rows_of_one_family_may_also_stand_apart(database: str) -> None:
    rows = taken_in(entry("A", family="chess", variant=MOSS), entry("B", family="chess", variant=SEA))
    assert [(row.family, row.image) for row in rows] == [("chess", "products/chess")] * 2


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (of_two(versions=[{"sku": "B", "stock": 1, "price_minor": 1}]), "price_minor can’t be set for one version"),
        (of_two(versions=["B"]), "a version can’t be set for one version"),
        (of_two(versions=[{"sku": "B", "stock": 1, "variant": MOSS}]), "Product B, variant: two versions of HP-1"),
        (of_two(versions=[{"sku": "B", "stock": 1}]), "Product B, variant: two versions of HP-1"),
        (of_two(variant={"colour": {"cs": "modrá"}}), "said in English at least"),
        (of_two(variant={"colour": {"en": "x" * 61}}), "in up to 60 letters"),
        (of_two(variant={"colour": {"en": "red", "xx": "red"}}), "xx is not a language we know"),
        (of_two(variant={"smell": {"en": "red"}}), "Product HP-1, variant"),
        (of_two(versions=[{"sku": "HP-1", "stock": 1, "variant": SEA}]), "HP-1 is in the catalogue twice"),
    ],
)
def test_what_is_wrong_with_a_version_is_said_with_its_sku(wrong: dict[str, Any], sentence: str) -> None:
    with pytest.raises(InvalidInput, match=sentence):
        read_catalog(catalog(wrong))


def test_versions_are_of_one_kind_category_and_currency() -> None:
    other = entry("B", family="chess", variant=SEA, currency="CZK")
    with pytest.raises(
        InvalidInput, match="Product B, currency: all versions of chess have the same currency; A has 'EUR'"
    ):
        read_catalog(catalog(entry("A", family="chess", variant=MOSS), other))


def test_a_row_stays_in_the_family_it_came_with(database: str) -> None:
    with transaction() as session:
        workspace_id = make_workspace(session).id
        import_products(session, workspace_id, read_catalog(catalog(entry("A"), entry("B"))))
    with pytest.raises(InvalidInput, match="Product B, family: it is a version of B already"), transaction() as session:
        import_products(session, workspace_id, read_catalog(catalog(entry("A", variant=MOSS), entry("B", family="A"))))


def test_what_is_no_product_with_versions_is_left_as_it_is() -> None:
    assert each_version([1, {"sku": "A"}, {"sku": "B", "versions": 3}]) == [
        1,
        {"sku": "A"},
        {"sku": "B", "versions": 3},
    ]
