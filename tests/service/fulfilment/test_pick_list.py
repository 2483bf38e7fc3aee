from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import update

from service.campaigns.models import Campaign
from service.catalog.models import Product
from service.db import page as pages
from service.db.connect import reading, transaction
from service.fulfilment.pick_list import pick_list
from service.gifting.accept import accept_gift
from service.gifting.address import give_address
from service.gifting.models import GiftEvent, RecipientGift
from service.gifting.settle import settle_decided
from service.recipients.models import DeliveryAddress
from service.recipients.postal.addresses import Address
from tests.factories import AT, make_workspace
from tests.service.gifting.scene import Scene, set_scene
from tests.service.gifting.stopping import bring_to, told
from tests.service.gifting.test_settle import ADDRESS, OVER
from tests.statements import loaded, sent


@pytest.fixture
def ordered(database: str) -> Scene:
    with transaction() as session:
        scene = set_scene(session)
        accept_gift(session, scene.gifts[0], AT)
        give_address(session, scene.gifts[0], ADDRESS | {"not_before": "2026-12-01", "phone": "+420 555 010 020"}, AT)
    settle_decided(OVER)
    return scene


def test_the_pick_list_holds_what_is_ordered_with_its_address(ordered: Scene) -> None:
    with reading() as session:
        (row,) = pick_list(session, ordered.workspace_id, OVER).page.items

    assert (row.gift_id, row.status, row.sku, row.product) == (
        ordered.gifts[0].id,
        "ordered",
        ordered.products[0].sku,
        "Gift 0",
    )
    assert row.ordered_at == OVER
    assert row.address == Address(
        "Jana", "Na Příkopě 1", "110 00", "Praha", "CZ", "+420 555 010 020", date(2026, 12, 1)
    )


@pytest.mark.parametrize(
    ("inscription", "letters", "written"),
    [
        ({"en": "{initials}"}, 4, "JN"),
        ({"en": "{initials}"}, None, None),
        (None, 4, None),
        ({"en": "{full_name}"}, 4, None),
    ],
)
def test_what_is_to_be_written_on_a_gift_stands_on_the_list(
    ordered: Scene, inscription: dict[str, str] | None, letters: int | None, written: str | None
) -> None:
    with transaction() as session:
        session.get_one(Campaign, ordered.campaign.id).inscription = inscription
        session.get_one(Product, ordered.products[0].id).inscription_letters = letters
    with reading() as session:
        (row,) = pick_list(session, ordered.workspace_id, OVER).page.items
    assert row.inscription == written


def test_another_workspace_sees_none_of_it(ordered: Scene) -> None:
    with transaction() as session:
        found = pick_list(session, make_workspace(session, "Other").id, OVER)
        assert (found.page.items, found.to_pack) == ([], 0)


def test_a_parcel_that_is_not_safe_now_stands_on_the_list_as_stopped(database: str) -> None:
    scene = bring_to("ordered", people=2)
    told(scene.gifts[0])

    with reading() as session:
        rows = {row.gift_id: row.is_stopped for row in pick_list(session, scene.workspace_id, OVER).page.items}
    assert rows == {scene.gifts[0].id: True, scene.gifts[1].id: False}


def test_the_pick_list_asks_for_any_number_of_parcels_with_the_same_number_of_statements(database: str) -> None:
    few, many = bring_to("ordered", people=2), bring_to("ordered", people=5)

    def statements(workspace_id: str) -> int:
        with reading() as session, sent() as heard:
            pick_list(session, workspace_id, OVER)
        return len(heard)

    assert statements(few.workspace_id) == statements(many.workspace_id) > 0


def test_a_page_holds_what_is_to_pack_first_and_reads_no_other_address(
    database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene = bring_to("ordered", people=5)
    with transaction() as session:
        for number, gift in enumerate(scene.gifts):
            session.execute(
                update(GiftEvent)
                .where(GiftEvent.gift_id == gift.id, GiftEvent.kind == "gift.ordered")
                .values(at=OVER - timedelta(hours=number))
            )
        session.get_one(RecipientGift, scene.gifts[4].id).status = "shipped"
    monkeypatch.setattr(pages, "SIZE", 2)

    def page(number: str) -> list[str]:
        with reading() as session, loaded(DeliveryAddress) as addresses:
            found = pick_list(session, scene.workspace_id, OVER, number)
        ids = [row.gift_id for row in found.page.items]
        assert (found.to_pack, found.page.total) == (4, 5)
        assert {row.gift_id for row in addresses if isinstance(row, DeliveryAddress)} <= set(ids)
        return ids

    gifts = [gift.id for gift in scene.gifts]
    assert [page("1"), page("2"), page("3")] == [[gifts[3], gifts[2]], [gifts[1], gifts[0]], [gifts[4]]]
