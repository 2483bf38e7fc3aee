from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from service.db.connect import reading, transaction
from service.errors import Conflict, LinkClosed, Unsafe
from service.gifting.accept import accept_gift
from service.gifting.guard import require_safe
from service.gifting.models import RecipientGift
from service.recipients.facts.fact import remember
from tests.factories import AT
from tests.service.gifting.scene import Scene, kinds, ledger, money, set_scene, stock


def test_accepting_opens_the_gift_and_keeps_stock_and_money_aside(database: str) -> None:
    with transaction() as session:
        scene = set_scene(session)
        accept_gift(session, scene.gifts[0], AT)

        gift = scene.gifts[0]
        assert (gift.status, gift.opened_at, gift.decided_at) == ("accepted", AT, AT)
        assert gift.undo_until == AT + timedelta(hours=24)
        assert kinds(session, gift) == ["gift.created", "gift.opened", "gift.accepted"]
        assert (stock(session, scene.products[0]), money(session, scene.campaign)) == (4, (4400, 0))
        assert ledger(session, gift) == [("reserved", 4400)]


def test_a_second_yes_is_refused_and_changes_nothing(database: str) -> None:
    with transaction() as session:
        scene = set_scene(session)
        accept_gift(session, scene.gifts[0], AT)
    with pytest.raises(Conflict), transaction() as session:
        accept_gift(session, session.get_one(RecipientGift, scene.gifts[0].id), AT + timedelta(hours=1))

    with reading() as session:
        gift = session.get_one(RecipientGift, scene.gifts[0].id)
        assert (gift.decided_at, len(kinds(session, gift))) == (AT, 3)


def test_nothing_can_be_accepted_once_the_campaign_is_over(database: str) -> None:
    with transaction() as session:
        scene = set_scene(session)
        with pytest.raises(LinkClosed):
            accept_gift(session, scene.gifts[0], scene.campaign.expires_at)

        assert scene.gifts[0].status == "created"


def test_a_gift_that_an_allergy_has_made_unsafe_is_not_accepted(database: str) -> None:
    with transaction() as session:
        scene = set_scene(session)
        product = scene.products[0]
        product.kind, product.allergens = "edible", {"nuts": "may_contain"}
        remember(session, scene.people[0], "allergen", "nuts", "asked", AT)
        with pytest.raises(Unsafe) as refusal:
            accept_gift(session, scene.gifts[0], AT)

        assert refusal.value.param == "dietary"
        assert scene.gifts[0].status == "created"


def test_a_vegan_does_not_accept_a_thing_whose_leather_came_to_light(database: str) -> None:
    with transaction() as session:
        scene = set_scene(session)
        scene.products[0].materials = {**scene.products[0].materials, "leather": "contains"}
        before = why_not_accepted(session, scene)
        remember(session, scene.people[0], "diet", "vegan", "asked", AT)
        assert (before, why_not_accepted(session, scene)) == (None, "material")


def why_not_accepted(session: Session, scene: Scene) -> str | None:
    try:
        require_safe(session, scene.campaign, scene.gifts[0], AT)
    except Unsafe as refusal:
        return refusal.param
    return None
