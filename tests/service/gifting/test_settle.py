from __future__ import annotations

from datetime import timedelta

from service.db.connect import reading, transaction
from service.gifting.accept import accept_gift
from service.gifting.address import give_address
from service.gifting.decline import decline_gift
from service.gifting.donate import donate_gift
from service.gifting.expire import expire_gifts
from service.gifting.models import RecipientGift
from service.gifting.settle import settle_decided
from tests.factories import AT
from tests.service.gifting.scene import kinds, ledger, money, set_scene, stock

OVER = AT + timedelta(hours=24)
ADDRESS = {"name": "Jana", "street": "Na Příkopě 1", "postcode": "110 00", "city": "Praha"}


def test_nothing_is_final_while_it_can_be_undone(database: str) -> None:
    with transaction() as session:
        scene = set_scene(session)
        decline_gift(session, scene.gifts[0], None, AT)

    assert settle_decided(OVER - timedelta(seconds=1)) == 0


def test_answers_become_final_once_each(database: str) -> None:
    with transaction() as session:
        scene = set_scene(session, people=3)
        accept_gift(session, scene.gifts[0], AT)
        give_address(session, scene.gifts[0], ADDRESS, AT)
        donate_gift(session, scene.gifts[1], "rivers", AT)
        decline_gift(session, scene.gifts[2], None, AT)

    assert (settle_decided(OVER), settle_decided(OVER)) == (3, 0)

    with reading() as session:
        gifts = [session.get_one(RecipientGift, gift.id) for gift in scene.gifts]
        assert [gift.status for gift in gifts] == ["ordered", "donated", "declined"]
        assert [gift.is_reserved for gift in gifts] == [False, False, False]
        assert [ledger(session, gift)[-1][0] for gift in gifts] == ["captured", "captured", "released"]
        assert [stock(session, product) for product in scene.products] == [4, 5, 5]
        assert money(session, scene.campaign) == (0, 8800)


def test_a_parcel_without_an_address_waits_and_costs_nothing_yet(database: str) -> None:
    with transaction() as session:
        scene = set_scene(session)
        accept_gift(session, scene.gifts[0], AT)

    assert (settle_decided(OVER), settle_decided(OVER)) == (0, 0)

    with reading() as session:
        gift = session.get_one(RecipientGift, scene.gifts[0].id)
        assert (gift.status, gift.hold_reason) == ("accepted", "address_unconfirmed")
        assert kinds(session, gift).count("gift.held") == 1
        assert money(session, scene.campaign) == (4400, 0)

    with transaction() as session:
        give_address(session, session.get_one(RecipientGift, scene.gifts[0].id), ADDRESS, OVER)
    assert settle_decided(OVER) == 1
    with reading() as session:
        assert session.get_one(RecipientGift, scene.gifts[0].id).status == "ordered"


def test_a_gift_nobody_answered_expires_and_its_money_comes_back_whole(database: str) -> None:
    with transaction() as session:
        scene = set_scene(session)

    assert expire_gifts(scene.campaign.expires_at - timedelta(seconds=1)) == 0
    assert (expire_gifts(scene.campaign.expires_at), expire_gifts(scene.campaign.expires_at)) == (1, 0)
    with reading() as session:
        assert session.get_one(RecipientGift, scene.gifts[0].id).status == "expired"
        assert (stock(session, scene.products[0]), money(session, scene.campaign)) == (5, (0, 0))


def test_a_yes_that_never_got_an_address_expires_with_the_campaign(database: str) -> None:
    with transaction() as session:
        scene = set_scene(session)
        accept_gift(session, scene.gifts[0], AT)
    settle_decided(OVER)

    assert expire_gifts(scene.campaign.expires_at) == 1
    with reading() as session:
        assert money(session, scene.campaign) == (0, 0)
