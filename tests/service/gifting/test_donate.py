from __future__ import annotations

from datetime import timedelta

import pytest

from service.db.connect import transaction
from service.errors import InvalidInput
from service.gifting.donate import donate_gift
from tests.factories import AT
from tests.service.gifting.scene import kinds, money, set_scene


def test_a_gift_is_given_to_one_of_the_campaigns_charities(database: str) -> None:
    with transaction() as session:
        scene = set_scene(session)
        donate_gift(session, scene.gifts[0], "rivers", AT)

        gift = scene.gifts[0]
        assert (gift.status, gift.charity, gift.undo_until) == ("donated", "rivers", AT + timedelta(hours=24))
        assert kinds(session, gift)[-1] == "gift.donated"
        assert money(session, scene.campaign) == (4400, 0)


def test_a_charity_that_the_campaign_does_not_name_is_refused(database: str) -> None:
    with transaction() as session:
        scene = set_scene(session)
        with pytest.raises(InvalidInput) as refusal:
            donate_gift(session, scene.gifts[0], "elsewhere", AT)

        assert (refusal.value.param, scene.gifts[0].status) == ("charity", "created")
