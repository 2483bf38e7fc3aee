"""That money runs low, and that it has run out, is told once each; again only after enough of it came back."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from service.campaigns.models import Campaign
from service.db.connect import reading, transaction
from service.gifting import money
from service.gifting.models import RecipientGift
from service.gifting.money_parts import UNSPLIT
from service.workspaces.announcements.models import Announcement
from tests.factories import AT
from tests.service.gifting.scene import Scene, set_scene

pytestmark = pytest.mark.usefixtures("any_database")


def told() -> list[tuple[str, int]]:
    with reading() as session:
        rows = session.scalars(
            select(Announcement).where(Announcement.kind.startswith("budget.")).order_by(Announcement.id)
        )
        return [(row.kind, row.body["reserved"] + row.body["captured"]) for row in rows]


@pytest.fixture
def scene() -> Scene:
    """Nothing is set aside of 1,000.00; a gift costs at least 50.00."""
    with transaction() as session:
        made = set_scene(session, 1, 1, budget_minor=100_000, band_min_minor=5_000)
        session.get_one(Campaign, made.campaign.id).reserved_minor = 0
        return made


def move(scene: Scene, *amounts: int) -> None:
    """Sets aside (above 0) or frees, each in a transaction of its own."""
    for amount in amounts:
        with transaction() as session:
            gift = session.get_one(RecipientGift, scene.gifts[0].id)
            if amount > 0:
                money.reserve(session, gift, amount, AT)
            else:
                money.release(session, gift, -amount, AT)


def test_each_threshold_is_told_once_however_often_it_is_passed(scene: Scene) -> None:
    move(scene, 79_000)
    assert told() == []
    move(scene, 1_000, -1_000, 2_000, -8_000, 9_000)
    assert told() == [("budget.threshold_reached", 80_000)]
    move(scene, 12_000)
    assert told() == [("budget.threshold_reached", 80_000)]
    move(scene, 1_500, -2_000, 2_000)
    assert told() == [("budget.threshold_reached", 80_000), ("budget.exhausted", 95_500)]


def test_after_enough_came_back_it_is_told_again(scene: Scene) -> None:
    move(scene, 96_000, -26_100)
    assert told() == [("budget.exhausted", 96_000)]
    move(scene, 15_000)
    assert told() == [("budget.exhausted", 96_000), ("budget.threshold_reached", 84_900)]


def test_what_is_told_has_the_sums_and_no_name(scene: Scene) -> None:
    move(scene, 85_000)
    with reading() as session:
        row = session.scalars(select(Announcement)).one()
        assert (row.subject_id, row.body) == (
            scene.campaign.id,
            {
                "campaign_id": scene.campaign.id, "threshold": 80, "budget": 100_000, "reserved": 85_000, "captured": 0,
                "currency": "EUR",
            },
        )  # fmt: skip


def test_a_sum_that_could_not_be_set_aside_tells_nothing(scene: Scene) -> None:
    with transaction() as session:
        assert not money.try_reserve(session, session.get_one(RecipientGift, scene.gifts[0].id), 100_001, AT)
        session.get_one(Campaign, scene.campaign.id).account_budget_minor = 50_000
    with transaction() as session:
        assert not money.try_reserve(session, session.get_one(RecipientGift, scene.gifts[0].id), 90_000, AT)
    assert told() == []


def test_money_that_was_spent_and_came_back_is_told_with_its_sum(scene: Scene) -> None:
    move(scene, 6_000)
    with transaction() as session:
        gift = session.get_one(RecipientGift, scene.gifts[0].id)
        money.capture(session, gift, 6_000, AT, UNSPLIT)
        money.refund(session, gift, 6_000, AT)
        money.refund(session, gift, 0, AT)
    with reading() as session:
        row = session.scalars(select(Announcement)).one()
        assert (row.kind, row.subject_id, row.body) == (
            "gift.refunded",
            scene.gifts[0].id,
            {"amount": 6_000, "currency": "EUR"},
        )
