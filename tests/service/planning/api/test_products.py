"""A key changes a product by the form of its page, and says of a company how it stands with the sender."""

from __future__ import annotations

import pytest

from service.catalog.models import Product
from service.db.connect import reading, transaction
from service.recipients.models import Account
from tests.factories import make_account, make_product
from tests.scripts import Script, sandbox_script

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def opened(database: str) -> tuple[Script, str, str]:
    """A script, a product's id and an account's."""
    with transaction() as session:
        workspace, script = sandbox_script(session)
        return script, make_product(session, workspace.id).id, make_account(session, workspace.id).id


def kept(product_id: str) -> Product:
    with reading() as session:
        return session.get_one(Product, product_id)


def test_what_is_named_changes_and_the_rest_stays(opened: tuple[Script, str, str]) -> None:
    script, product_id, _ = opened
    before = kept(product_id)
    told = script.call(
        "PATCH", f"/products/{product_id}", {"value": {"amount": 4_321, "currency": "EUR"}, "external_id": "erp-1"}
    )
    assert told.status_code == 200, told.get_json()
    assert (told.get_json()["value"]["amount"], told.get_json()["external_id"]) == (4_321, "erp-1")
    after = kept(product_id)
    assert (after.price_minor, after.texts, after.regions, after.lead_days, after.stock) == (
        4_321, before.texts, before.regions, before.lead_days, before.stock,
    )  # fmt: skip
    czech = {"name": "Šachy", "line": "Cestovní šachy.", "inside": "Deska a figurky."}
    assert script.call("PATCH", f"/products/{product_id}", {"texts": {"cs": czech}}).status_code == 200
    assert kept(product_id).texts == {**before.texts, "cs": czech}


def test_what_cannot_be_is_named_as_it_was_sent(opened: tuple[Script, str, str]) -> None:
    script, product_id, _ = opened
    told = script.call("PATCH", f"/products/{product_id}", {"value": {"amount": 100, "currency": "QQQ"}}).get_json()
    assert (told["code"], told["param"]) == ("invalid_input", "value.currency")
    odd = script.call("PATCH", f"/products/{product_id}", {"texts": {"en": {"name": "x", "line": "y"}}}).get_json()
    assert (odd["code"], odd["param"]) == ("missing_field", "texts.en.inside")
    assert script.call("PATCH", f"/products/{product_id}", {"stock": 5}).get_json()["code"] == "unknown_field"


def test_a_company_gets_another_stage_and_a_name_of_ones_own(opened: tuple[Script, str, str]) -> None:
    script, _, account_id = opened
    told = script.call("PATCH", f"/accounts/{account_id}", {"lifecycle": "active", "external_id": "crm-1"}).get_json()
    assert (told["lifecycle"], told["external_id"]) == ("active", "crm-1")
    same = script.call("PATCH", f"/accounts/{account_id}", {"external_id": "crm-2", "lifecycle": None}).get_json()
    assert (same["lifecycle"], same["external_id"]) == ("active", "crm-2")
    with reading() as session:
        assert session.get_one(Account, account_id).lifecycle == "active"
    assert script.get("/accounts", external_id="crm-1").get_json()["data"] == []
    assert script.call("PATCH", f"/accounts/{account_id}", {"lifecycle": "enemy"}).get_json()["code"] == "unknown_value"
