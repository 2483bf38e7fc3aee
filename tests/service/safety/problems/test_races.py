"""Two presses at one moment, on SQLite and PostgreSQL; beside it the same with the guard off."""

from __future__ import annotations

from threading import Event, Thread
from typing import Any

import pytest
from sqlalchemy import select

from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.errors import Conflict
from service.gifting import fulfil
from service.gifting.fulfil import mark_shipped
from service.gifting.guard import Safety
from service.gifting.models import GiftEvent, Incident, RecipientGift
from service.gifting.report_problem import report_broken, report_ill
from service.ops.audit.database import audit_database
from service.workspaces.actor import system
from tests.races import all_at_once, through_or_waiting
from tests.service.safety.problems.hands import in_their_hands, pieces
from tests.service.safety.recalled import Hands


def press(hands: Hands, act: object, state: str = "delivered", *said: object) -> None:
    with transaction() as session:
        gift = session.get_one(RecipientGift, hands.gifts[state])
        act(session, gift, *said, utc_now())  # type: ignore[operator]


def test_two_presses_send_one_more_and_not_two(any_database: str) -> None:
    hands = in_their_hands()
    left = pieces(hands)
    done = all_at_once([lambda: press(hands, report_broken, "delivered", "another") for _ in range(3)])
    assert (done, left - pieces(hands)) == (1, 1)
    with reading() as session:
        assert len(session.scalars(select(Incident)).all()) == 1
        assert len(session.scalars(select(GiftEvent).where(GiftEvent.kind == "gift.replaced")).all()) == 1
    assert audit_database() == []


@pytest.mark.slow
def test_either_another_one_or_the_money(any_database: str) -> None:
    hands = in_their_hands()
    acts = [lambda wanted=wanted: press(hands, report_broken, "delivered", wanted) for wanted in ("another", "none")]
    assert all_at_once(acts) == 1
    assert audit_database() == []


def left_while_it_was_stopped(hands: Hands) -> bool:
    """Whether somebody can say that it made them ill between the question if a parcel may leave and the commit that it has left."""
    heard = Event()

    def say() -> None:
        press(hands, report_ill)
        heard.set()

    teller = Thread(target=say)
    with transaction() as session:
        gift = session.get_one(RecipientGift, hands.gifts["ordered"])
        fulfil.lock_gift(session, gift)
        assert fulfil._safety(session, gift, utc_now()) == "safe"
        teller.start()
        came_between = through_or_waiting(heard.is_set)
        if not came_between:
            mark_shipped(session, gift, system(gift.workspace_id), utc_now())
    teller.join()
    return came_between


def test_nothing_leaves_between_the_press_and_the_stop(any_database: str) -> None:
    hands = in_their_hands("ordered", "delivered")
    assert not left_while_it_was_stopped(hands)


@pytest.mark.usefixtures("postgres_database")
def test_without_the_products_lock_something_does(monkeypatch: pytest.MonkeyPatch) -> None:
    hands = in_their_hands("ordered", "delivered")
    asked = fulfil.safety_now

    def without_lock(*given: Any, still: bool) -> Safety:
        assert still
        return asked(*given)

    monkeypatch.setattr(fulfil, "safety_now", without_lock)
    assert left_while_it_was_stopped(hands)


def test_once_it_is_stopped_nothing_leaves(database: str) -> None:
    hands = in_their_hands("ordered", "delivered")
    press(hands, report_ill)
    with pytest.raises(Conflict, match="until someone has checked it"):
        press(hands, lambda session, gift, at: mark_shipped(session, gift, system(gift.workspace_id), at), "ordered")
