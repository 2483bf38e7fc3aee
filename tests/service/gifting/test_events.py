from __future__ import annotations

from contextlib import suppress
from datetime import timedelta

import pytest
from sqlalchemy import select

from service.db.connect import reading, transaction
from service.errors import Conflict
from service.gifting.events import STEP, EventKind, add_event, last_time, moments_known
from service.gifting.models import GiftEvent, RecipientGift
from service.gifting.transitions import TRANSITIONS, apply
from tests.factories import AT
from tests.service.gifting.scene import kinds, set_scene
from tests.statements import sent


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
        "gift.office_answered",
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


def test_a_second_step_knows_when_the_first_one_was_without_asking(database: str) -> None:
    later = AT + timedelta(minutes=5)
    with transaction() as session:
        gift = set_scene(session).gifts[0]
        apply(session, gift, "open", later)
        with sent() as heard:
            apply(session, gift, "accept", AT)  # a clock that was set back
        assert not any("max(gift_event.at)" in statement for statement in heard)
    with reading() as session:
        told = session.execute(select(GiftEvent.kind, GiftEvent.at).order_by(GiftEvent.id)).all()
    assert [(kind, at) for kind, at in told][-2:] == [("gift.opened", later), ("gift.accepted", later)]


def test_what_a_savepoint_took_back_is_not_known(any_database: str) -> None:
    """With the savepoint its lock is gone too: what somebody else wrote since has to be seen."""
    with transaction() as session:
        gift = set_scene(session).gifts[0]
    with transaction() as session:
        gift = session.get_one(RecipientGift, gift.id)
        with suppress(Conflict), session.begin_nested():
            apply(session, gift, "open", AT + timedelta(minutes=5))
            assert moments_known(session, [gift.id], AT) == {gift.id: AT + timedelta(minutes=5)}
            raise Conflict("Taken back.")
        assert moments_known(session, [gift.id], AT) is None
