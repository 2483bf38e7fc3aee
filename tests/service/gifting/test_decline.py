from __future__ import annotations

import pytest

from service.db.connect import transaction
from service.errors import InvalidInput
from service.gifting.decline import decline_gift
from tests.factories import AT
from tests.service.gifting.scene import money, set_scene, stock
from tests.service.recipients.knowing import NOTHING, NUTS, held, is_asked


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


@pytest.mark.parametrize(("reason", "words"), [("dietary", ""), ("dietary", "no nuts"), (None, "something of mine")])
def test_a_reason_in_the_diet_is_asked_about_and_every_gift_of_the_person_looked_at(
    database: str, reason: str | None, words: str
) -> None:
    with transaction() as session:
        scene = set_scene(session)
        decline_gift(session, scene.gifts[0], reason, AT, words=words)

        assert is_asked(session, scene.people[0])
        assert held(session, scene.people[0]) == (NUTS if "nuts" in words else NOTHING)


def test_too_many_words_are_refused_and_other_reasons_ask_nothing(database: str) -> None:
    with transaction() as session:
        scene = set_scene(session, people=2)
        with pytest.raises(InvalidInput):
            decline_gift(session, scene.gifts[0], None, AT, words="x" * 501)
        decline_gift(session, scene.gifts[1], "not_interested", AT)

        assert scene.gifts[0].status == "created"
        assert not is_asked(session, scene.people[1])
