from __future__ import annotations

import pytest
from sqlalchemy import select

from service.db.connect import transaction
from service.gifting.events import STEP, EventKind, add_event, last_time
from service.gifting.models import GiftEvent
from service.gifting.transitions import TRANSITIONS
from tests.factories import AT
from tests.service.gifting.scene import kinds, set_scene


def test_every_step_has_an_event_of_its_own_with_what_every_step_writes() -> None:
    events = [rule.event for rule in TRANSITIONS.values()]

    assert len(set(events)) == len(events)
    assert all(event.keys >= {*STEP, "undo_until"} for event in events)


def test_what_is_no_step_says_nothing_of_the_state() -> None:
    others = set(EventKind) - {rule.event for rule in TRANSITIONS.values()}

    assert {other.value for other in others} == {
        "gift.held",
        "gift.hold_lifted",
        "gift.offers_held",
        "gift.offers_released",
        "gift.preference_answered",
        "gift.address_confirmed",
    }
    assert not any("status" in other.keys for other in others)


def test_a_body_holds_no_key_that_its_line_does_not_name(database: str) -> None:
    with transaction() as session:
        gift = set_scene(session, launched=False).gifts[0]
        with pytest.raises(ValueError, match=r"gift\.opened does not hold name"):
            add_event(session, gift, EventKind.OPENED, {"status": "opened", "name": "Ada"}, AT)

        assert kinds(session, gift) == []


def test_the_code_is_stored_as_plain_text_and_found_again(database: str) -> None:
    with transaction() as session:
        gift = set_scene(session, launched=False).gifts[0]
        add_event(session, gift, EventKind.HELD, {"reason": "away"}, AT)
        session.flush()

        assert type(session.scalars(select(GiftEvent.kind)).one()) is str
        assert last_time(session, gift, EventKind.HELD) == AT
        assert last_time(session, gift, EventKind.HOLD_LIFTED) is None
