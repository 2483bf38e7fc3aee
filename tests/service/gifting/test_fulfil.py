from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from service.db.connect import reading, transaction
from service.errors import Conflict
from service.gifting.accept import accept_gift
from service.gifting.address import give_address
from service.gifting.fulfil import mark_delivered, mark_shipped, pick_list
from service.gifting.models import RecipientGift
from service.gifting.settle import settle_decided
from service.recipients.addresses import Address
from service.recipients.erase_addresses import erase_due_addresses
from service.recipients.models import DeliveryAddress
from tests.factories import AT, make_workspace
from tests.service.gifting.scene import Scene, set_scene
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
        (row,) = pick_list(session, ordered.workspace_id)

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


def test_another_workspace_sees_none_of_it(ordered: Scene) -> None:
    with transaction() as session:
        assert pick_list(session, make_workspace(session, "Other").id) == ()


def test_the_address_is_erased_after_delivery_and_the_stated_days(ordered: Scene) -> None:
    with transaction() as session:
        gift = session.get_one(RecipientGift, ordered.gifts[0].id)
        mark_shipped(session, gift, OVER)
        mark_delivered(session, gift, OVER)
    due = OVER + timedelta(days=30)

    assert (erase_due_addresses(due - timedelta(seconds=1)), erase_due_addresses(due)) == (0, 1)
    with reading() as session:
        row = session.scalars(select(DeliveryAddress)).one()
        assert (row.body, row.erased_at) == (None, due)


def test_what_was_not_shipped_is_not_delivered(ordered: Scene) -> None:
    with transaction() as session:
        gift = session.get_one(RecipientGift, ordered.gifts[0].id)
        with pytest.raises(Conflict):
            mark_delivered(session, gift, OVER)

        assert session.scalars(select(DeliveryAddress.erase_after)).one() is None
