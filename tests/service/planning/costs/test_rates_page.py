"""Delivery rates in the console: entered by hand or by a sheet, missing ones named, plans that they change told of it."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from sqlalchemy import select, update

from service.campaigns.models import Campaign
from service.catalog.landed.models import LandedRate
from service.catalog.models import Product
from service.db.connect import reading, transaction
from service.errors import Conflict
from service.gifting.models import RecipientGift
from service.planning.plan.approve import require_current_rules
from service.planning.plan.news.rates_changed import RatesChanged, rates_changed
from service.workspaces.models import User
from tests.console import Console
from tests.factories import make_user
from tests.service.gifting.scene import Scene, set_scene

pytestmark = pytest.mark.usefixtures("database")


@dataclass(frozen=True)
class Shop:
    scene: Scene
    manager: User
    seller: User


@pytest.fixture
def shop() -> Iterator[Shop]:
    """One planned gift of 44.00 that lies in Germany, its way prepaid; others priced to the door."""
    with transaction() as session:
        scene = set_scene(session, launched=False)
        manager, seller = (make_user(session, scene.workspace_id, role) for role in ("manager", "seller"))
        session.execute(
            update(Product).where(Product.id == scene.products[0].id).values(origin="DE", delivered="prepaid")
        )
    yield Shop(scene, manager, seller)


def rates() -> list[tuple[str, str, str, int, int, str]]:
    columns = (
        LandedRate.cost, LandedRate.origin, LandedRate.destination, LandedRate.amount_minor, LandedRate.share_ppm,
        LandedRate.currency,
    )  # fmt: skip
    with reading() as session:
        return [tuple(row) for row in session.execute(select(*columns).order_by(LandedRate.id))]


def changed(shop: Shop) -> RatesChanged | None:
    with reading() as session:
        return rates_changed(session, session.get_one(Campaign, shop.scene.campaign.id))


def test_a_missing_rate_is_named_entered_and_then_counts(shop: Shop) -> None:
    console = Console(shop.manager)
    page = console.get("/gifts/rates").text
    assert "Not sent, because a rate is missing" in page
    assert changed(shop) == RatesChanged(1, 0, 1)

    fields = {"cost": "shipping", "from": "DE", "to": "EU", "amount": "6.90", "currency": "EUR", "source": "Price list"}
    assert console.post("/gifts/rates", **fields).status_code == 303
    assert rates() == [("shipping", "DE", "EU", 690, 0, "EUR")]
    assert changed(shop) == RatesChanged(1, 690, 0)
    with reading() as session:
        campaign = session.get_one(Campaign, shop.scene.campaign.id)
        with pytest.raises(Conflict, match="Delivery rates have changed for 1 planned gift"):
            require_current_rules(session, campaign)
    with transaction() as session:
        gift = session.get_one(RecipientGift, shop.scene.gifts[0].id)
        gift.extra_minor, gift.extra_parts = 690, {"shipping": 690}
    assert changed(shop) is None
    assert "Price list" in console.get("/gifts/rates").text


def test_a_rate_that_is_none_is_refused_in_a_sentence_and_what_was_written_stays_there(shop: Shop) -> None:
    answer = Console(shop.manager).post(
        "/gifts/rates", cost="duty", to="EU", amount="0", currency="EUR", source="Tariff"
    )
    assert (answer.status_code, rates()) == (422, [])
    assert "An amount of 0 may be a slip. If it costs nothing, write none." in answer.text
    assert 'value="Tariff"' in answer.text


def test_a_sheet_is_taken_whole_or_not_at_all(shop: Shop) -> None:
    console, head = Console(shop.manager), "cost,from,to,amount,currency,percent,source\n"
    good = "shipping,DE,EU,6.90,EUR,,List\nduty,,EU,,,4.7,Tariff\n"
    bad = console.post(
        "/gifts/rates/sheet", file=(io.BytesIO((head + good + "tax,,XX,,,21,Law\n").encode()), "rates.csv")
    )
    assert (bad.status_code, rates()) == (422, [])
    assert "Row 4: “XX” is no country." in bad.text
    assert console.post("/gifts/rates/sheet", file=(io.BytesIO((head + good).encode()), "rates.csv")).status_code == 303
    assert rates() == [("shipping", "DE", "EU", 690, 0, "EUR"), ("duty", "", "EU", 0, 47_000, "")]


def test_a_seller_reads_rates_and_enters_none(shop: Shop) -> None:
    console = Console(shop.seller)
    assert "Enter a rate" not in console.get("/gifts/rates").text
    assert console.post("/gifts/rates", cost="wrap", amount="1", currency="EUR", source="x").status_code == 403
    assert rates() == []
