from __future__ import annotations

import pytest

from service.catalog.models import Product
from service.db.connect import reading, transaction
from service.ops.stock import ShortStock, list_short
from tests.factories import make_account, make_campaign, make_gift, make_product, make_recipient, make_workspace
from tests.statements import loaded


@pytest.mark.usefixtures("database")
def test_what_is_planned_and_running_out_is_listed_the_scarcest_first_and_nothing_else_is_loaded() -> None:
    with transaction() as session:
        campaign = make_campaign(session, make_workspace(session).id)
        few, plenty, missing, unwanted = (
            make_product(session, campaign.workspace_id, sku=sku, stock=stock)
            for sku, stock in (("few", 3), ("plenty", 10), ("missing", 1), ("unwanted", 0))
        )
        for number, product in enumerate((few, plenty, missing, missing, None)):
            account = make_account(session, campaign.workspace_id, f"Company {number}")
            make_gift(session, campaign, make_recipient(session, account), product)
        make_gift(session, campaign, make_recipient(session, account), unwanted, status="created")
    with reading() as session, loaded(Product) as products:
        short = list_short(session, campaign.workspace_id)
        assert short == [ShortStock(products[0], 1, 2), ShortStock(products[1], 3, 1)]
    assert [product.sku for product in products] == ["missing", "few"]
