from __future__ import annotations

import json
from typing import Any

import pytest
from sqlalchemy import select

from service.catalog.import_products import LANGUAGES, import_products, read_catalog
from service.catalog.models import Product
from service.config import ASSETS
from service.db.connect import reading, transaction
from service.dietary.vocabulary import ALLERGENS, DIETS
from service.errors import InvalidInput
from service.jobs.models import Job
from tests.factories import make_workspace


def entry(sku: str = "HP-0001", **values: Any) -> dict[str, Any]:
    """A whole product as a catalog file has it."""
    text = {"name": "Travel chess set", "line": "Small enough for a train table.", "inside": "Walnut and brass."}
    return {
        "sku": sku,
        "kind": "neither",
        "category": "games",
        "price_minor": 4400,
        "currency": "EUR",
        "regions": ["CZ", "IS"],
        "stock": 7,
        "lead_days": 3,
        "interests": ["chess"],
        "texts": dict.fromkeys(LANGUAGES, text),
        "picture": {"archetype": "game", "wood": "walnut"},
    } | values


def edible(**values: Any) -> dict[str, Any]:
    marks = {"allergens": dict.fromkeys(ALLERGENS, "absent"), "diets": dict.fromkeys(DIETS, "suited")}
    return entry(**({"kind": "edible"} | marks | values))


def catalog(*entries: object) -> bytes:
    return json.dumps({"products": entries}).encode()


@pytest.fixture
def workspace(database: str) -> str:
    with transaction() as session:
        return make_workspace(session).id


def take_in(workspace: str, *entries: object) -> tuple[int, int]:
    with transaction() as session:
        return import_products(session, workspace, read_catalog(catalog(*entries)))


def stored(workspace: str) -> list[Product]:
    with reading() as session:
        return list(session.scalars(select(Product).where(Product.workspace_id == workspace).order_by(Product.sku)))


def test_a_product_is_taken_in_whole(workspace: str) -> None:
    assert take_in(workspace, edible(alcohol=True, min_age=18, restock_on="2026-12-01")) == (1, 0)

    (product,) = stored(workspace)
    assert (product.sku, product.kind, product.category, product.archetype) == ("HP-0001", "edible", "games", "game")
    assert (product.price_minor, product.currency, product.regions) == (4400, "EUR", ["CZ", "IS"])
    assert (product.alcohol, product.min_age, str(product.restock_on)) == (True, 18, "2026-12-01")
    assert (product.allergens["milk"], product.diets["vegan"], product.interests) == ("absent", "suited", ["chess"])
    assert product.texts["cs"]["name"] == "Travel chess set"
    assert product.image == "products/HP-0001"


def test_what_the_file_counts_is_on_the_shelf_and_remembered(workspace: str) -> None:
    take_in(workspace, entry(stock=7))

    assert [(product.stock, product.opening_stock) for product in stored(workspace)] == [(7, 7)]


def test_the_same_file_twice_changes_nothing(workspace: str) -> None:
    assert take_in(workspace, entry(), entry("HP-0002")) == (2, 0)
    assert take_in(workspace, entry(), entry("HP-0002")) == (0, 0)


def test_a_newer_file_changes_prices_but_never_the_shelf(workspace: str) -> None:
    take_in(workspace, entry())
    with transaction() as session:
        session.scalars(select(Product)).one().stock = 4

    assert take_in(workspace, entry(price_minor=4900, stock=100)) == (0, 1)
    (product,) = stored(workspace)
    assert (product.price_minor, product.stock, product.opening_stock) == (4900, 4, 7)


def test_another_workspace_has_its_own_shelf(workspace: str) -> None:
    with transaction() as session:
        other = make_workspace(session, "Other").id
    take_in(workspace, entry())

    assert take_in(other, entry(stock=1)) == (1, 0)
    assert [stored(one)[0].stock for one in (workspace, other)] == [7, 1]


def test_one_bad_product_keeps_all_out(workspace: str) -> None:
    with pytest.raises(InvalidInput):
        take_in(workspace, entry(), entry("HP-0002", stock=-1))

    assert stored(workspace) == []


@pytest.mark.parametrize(
    ("product", "sentence"),
    [
        (entry(price_minor=-1), "Product HP-0001, price_minor: .*greater than or equal to 0"),
        (entry(price_minor=44.5), "Product HP-0001, price_minor: .*integer"),
        (entry(currency="euro"), "Product HP-0001, currency: "),
        (entry(regions=[]), "Product HP-0001, regions: "),
        (entry(kind="drink"), "Product HP-0001, kind: "),
        (entry(sku="../secret"), r"Product \.\./secret, sku: "),
        (entry(restock_on="soon"), "Product HP-0001, restock_on: "),
        (entry(colour="red"), "Product HP-0001, colour: "),
        (entry(kind="skin"), "Product HP-0001, the whole: .* all 14 allergens"),
        (edible(diets={"vegan": "suited"}), "Product HP-0001, the whole: .* all 10 diets"),
        (edible(allergens={"milk": "perhaps"}), "Product HP-0001, allergens.milk: "),
        (
            entry(texts={"cs": {"name": "Chess", "line": "Small.", "inside": "Wood."}}),
            "Product HP-0001, the whole: .*the English texts are missing",
        ),
        (entry(picture={}), "Product HP-0001, picture.archetype: "),
        ("chess", "Product number 1, the whole: "),
        ({"name": "Chess"}, "Product number 1, sku: "),
    ],
)
def test_what_is_wrong_is_named_with_its_product_and_field(product: object, sentence: str) -> None:
    with pytest.raises(InvalidInput, match=sentence) as refused:
        read_catalog(catalog(product))

    assert refused.value.param == "file"


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b"{}", b"\xff\xfe", b'"products"', b"null"])
def test_a_file_of_another_form_is_refused(data: bytes) -> None:
    with pytest.raises(InvalidInput, match="The catalogue must be JSON of the form"):
        read_catalog(data)


@pytest.mark.parametrize("products", [None, 7])
def test_products_that_are_no_list_are_refused(products: object) -> None:
    with pytest.raises(InvalidInput, match="The catalogue must be JSON of the form"):
        read_catalog(json.dumps({"products": products}).encode())


def test_a_product_that_stands_there_twice_is_named() -> None:
    with pytest.raises(InvalidInput, match="Product HP-0002 is in the catalogue twice"):
        read_catalog(catalog(entry(), entry("HP-0002"), entry("HP-0002")))


def test_an_empty_catalog_holds_nothing() -> None:
    assert read_catalog(catalog()) == []


def test_the_sample_catalog_can_be_read() -> None:
    products = read_catalog((ASSETS / "samples" / "catalog.json").read_bytes())

    assert len(products) == 400
    assert {product.kind for product in products} == {"edible", "skin", "neither"}


@pytest.mark.parametrize(
    "changed",
    [
        {"kind": "skin"},
        {"alcohol": True},
        {"min_age": 18},
        {"allergens": dict.fromkeys(ALLERGENS, "absent") | {"nuts": "may_contain"}},
        {"diets": dict.fromkeys(DIETS, "suited") | {"vegan": "unknown"}},
        {"materials": {"leather": "contains"}},
    ],
    ids=lambda changed: next(iter(changed)),
)
def test_a_mark_that_changed_has_the_gifts_of_the_product_looked_at(workspace: str, changed: dict[str, Any]) -> None:
    take_in(workspace, edible(), edible(sku="HP-0002"))
    take_in(workspace, edible(**changed), edible(sku="HP-0002"))

    product = stored(workspace)[0]
    assert looks() == [(product.id, product.revision)]


def test_nothing_is_looked_at_for_a_new_product_a_price_or_a_word(workspace: str) -> None:
    take_in(workspace, edible())
    take_in(workspace, edible(price_minor=5000, category="sweets", regions=["CZ"]))

    assert looks() == []


def looks() -> list[tuple[str, int]]:
    with reading() as session:
        rows = session.execute(select(Job.subject_id, Job.version).where(Job.kind == "gifting.look_at_product"))
        return [(subject, version) for subject, version in rows]
