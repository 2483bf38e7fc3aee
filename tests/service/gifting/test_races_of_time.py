"""More time is asked for while it is being asked for, on SQLite and PostgreSQL; beside it the same with the guard off."""

from __future__ import annotations

from datetime import timedelta
from threading import Event, Thread

import pytest
from sqlalchemy import event, select

from service.db.connect import reading, transaction
from service.gifting import hold_longer as asked
from service.gifting.hold_longer import hold_longer
from service.gifting.models import RecipientGift, SoftHold
from service.gifting.show_others import show_others
from tests.factories import AT
from tests.races import through_or_waiting
from tests.service.gifting.scene import set_scene

MINUTE = timedelta(minutes=1)


def press_twice() -> set[tuple[timedelta, int]]:
    """A press has read what is set aside, and before it writes a second one comes, five minutes later by its clock. (How long after
    the first look the time then ends, how often it counts as extended.)"""
    with transaction() as session:
        scene = set_scene(session)
        show_others(session, scene.gifts[0], AT)
    gift_id, done = scene.gifts[0].id, Event()

    def later() -> None:
        with transaction() as session:
            hold_longer(session, session.get_one(RecipientGift, gift_id), AT + 10 * MINUTE)
        done.set()

    second = Thread(target=later)

    def come_between(*_: object) -> None:
        if second.ident is None:
            second.start()
            through_or_waiting(done.is_set)

    with transaction() as session:
        gift = session.get_one(RecipientGift, gift_id)
        event.listen(session, "before_flush", come_between)
        assert hold_longer(session, gift, AT + 5 * MINUTE) == "longer"
    second.join()
    with reading() as session:
        rows = session.scalars(select(SoftHold).where(SoftHold.gift_id == gift_id)).all()
        return {(row.until - AT, row.extended) for row in rows}


def test_each_of_two_presses_counts_and_the_later_one_says_until_when(any_database: str) -> None:
    assert any_database
    assert press_twice() == {(25 * MINUTE, 2)}


@pytest.mark.usefixtures("postgres_database")
def test_without_the_lock_the_later_one_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asked, "begin_showing", lambda *_: None)
    assert press_twice() == {(20 * MINUTE, 1)}
