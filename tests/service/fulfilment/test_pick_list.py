from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import event

from service.campaigns.models import Campaign
from service.catalog.models import Product
from service.db.connect import reading, transaction
from service.fulfilment.pick_list import pick_list
from service.gifting.accept import accept_gift
from service.gifting.address import give_address
from service.gifting.settle import settle_decided
from service.recipients.postal.addresses import Address
from tests.factories import AT, make_workspace
from tests.service.gifting.scene import Scene, set_scene
from tests.service.gifting.stopping import bring_to, told
from tests.service.gifting.test_settle import ADDRESS, OVER


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
        (row,) = pick_list(session, ordered.workspace_id, OVER)

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
        (row,) = pick_list(session, ordered.workspace_id, OVER)
    assert row.inscription == written


def test_another_workspace_sees_none_of_it(ordered: Scene) -> None:
    with transaction() as session:
        assert pick_list(session, make_workspace(session, "Other").id, OVER) == ()


def test_a_parcel_that_is_not_safe_now_stands_on_the_list_as_stopped(database: str) -> None:
    scene = bring_to("ordered", people=2)
    told(scene.gifts[0])

    with reading() as session:
        rows = {row.gift_id: row.is_stopped for row in pick_list(session, scene.workspace_id, OVER)}
    assert rows == {scene.gifts[0].id: True, scene.gifts[1].id: False}


def test_the_pick_list_asks_for_any_number_of_parcels_with_the_same_number_of_queries(database: str) -> None:
    few, many = bring_to("ordered", people=2), bring_to("ordered", people=5)

    def queries(workspace_id: str) -> int:
        seen: list[str] = []
        with reading() as session:
            event.listen(session.get_bind().engine, "before_cursor_execute", lambda *told: seen.append(told[2]))
            pick_list(session, workspace_id, OVER)
        return sum("delivery_address" not in statement for statement in seen)

    assert queries(few.workspace_id) == queries(many.workspace_id) > 0
