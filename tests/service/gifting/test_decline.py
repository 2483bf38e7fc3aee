from __future__ import annotations

import pytest

from service.db.connect import transaction
from service.errors import InvalidInput
from service.gifting.decline import decline_gift
from tests.factories import AT
from tests.service.gifting.scene import money, set_scene, stock


def test_a_no_needs_no_reason(database: str) -> None:
    with transaction() as session:
        scene = set_scene(session)
        decline_gift(session, scene.gifts[0], None, AT)

        assert (scene.gifts[0].status, scene.gifts[0].decline_reason) == ("declined", None)


def test_stock_and_money_stay_aside_while_the_no_can_be_undone(database: str) -> None:
    with transaction() as session:
        scene = set_scene(session)
        decline_gift(session, scene.gifts[0], "already_have", AT)

        assert scene.gifts[0].decline_reason == "already_have"
        assert (stock(session, scene.products[0]), money(session, scene.campaign)) == (4, (4400, 0))


def test_a_reason_that_is_not_ours_is_refused(database: str) -> None:
    with transaction() as session:
        scene = set_scene(session)
        with pytest.raises(InvalidInput):
            decline_gift(session, scene.gifts[0], "because", AT)

        assert scene.gifts[0].status == "created"
