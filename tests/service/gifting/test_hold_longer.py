"""More time for whoever is choosing: as long again, ten times, never for what has ended, and never for somebody else."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from service.db.connect import reading, transaction
from service.errors import Conflict
from service.gifting.accept import accept_gift
from service.gifting.hold_longer import DOUBLED, MOST_TIMES, Became, hold_longer
from service.gifting.models import RecipientGift, SoftHold
from service.gifting.show_others import show_others
from service.gifting.soft_holds import HELD_FOR, end_soft_holds
from tests.factories import AT
from tests.races import all_at_once
from tests.service.gifting.scene import Scene, set_scene, stock

MINUTE = timedelta(minutes=1)


def shown() -> Scene:
    with transaction() as session:
        scene = set_scene(session)
        show_others(session, scene.gifts[0], AT)
    return scene


def ask(scene: Scene, at: datetime) -> Became:
    with transaction() as session:
        return hold_longer(session, session.get_one(RecipientGift, scene.gifts[0].id), at)


def holds(scene: Scene) -> set[tuple[timedelta, int]]:
    """(how long after the first press they end, how often they were held for longer)"""
    with reading() as session:
        rows = session.scalars(select(SoftHold).where(SoftHold.gift_id == scene.gifts[0].id)).all()
        return {(row.until - AT, row.extended) for row in rows}


def shelf(scene: Scene) -> list[int]:
    with reading() as session:
        return [stock(session, product) for product in scene.others]


def test_a_press_holds_all_of_them_for_as_long_again_and_takes_no_second_piece(database: str) -> None:
    scene = shown()
    assert ask(scene, AT + 14 * MINUTE) == "longer"
    assert holds(scene) == {(29 * MINUTE, 1)}
    assert shelf(scene) == [4, 4]
    assert [end_soft_holds(AT + HELD_FOR), end_soft_holds(AT + 29 * MINUTE)] == [0, 1]
    assert shelf(scene) == [5, 5]


def test_it_can_be_asked_for_ten_times(database: str) -> None:
    scene = shown()
    at = [AT + number * 14 * MINUTE for number in range(1, MOST_TIMES + 2)]
    assert [ask(scene, moment) for moment in at] == ["longer"] * 10 + ["enough"]
    assert holds(scene) == {(140 * MINUTE + HELD_FOR, 10)}


def test_the_same_press_twice_counts_once(database: str) -> None:
    scene = shown()
    assert [ask(scene, AT + 5 * MINUTE), ask(scene, AT + 5 * MINUTE + DOUBLED - timedelta(seconds=1))] == ["longer"] * 2
    assert holds(scene) == {(20 * MINUTE, 1)}


def test_what_has_ended_stays_ended_though_nobody_swept_it_yet(database: str) -> None:
    scene = shown()
    assert ask(scene, AT + HELD_FOR) == "ended"
    assert holds(scene) == {(HELD_FOR, 0)}


def test_looking_again_after_the_end_begins_anew(database: str) -> None:
    scene = shown()
    ask(scene, AT + 14 * MINUTE)
    with transaction() as session:
        show_others(session, session.get_one(RecipientGift, scene.gifts[0].id), AT + 40 * MINUTE)
    assert holds(scene) == {(55 * MINUTE, 0)}


def test_an_answered_gift_is_held_no_longer(database: str) -> None:
    scene = shown()
    with transaction() as session:
        accept_gift(session, session.get_one(RecipientGift, scene.gifts[0].id), AT)
    with pytest.raises(Conflict):
        ask(scene, AT + MINUTE)
    assert (holds(scene), shelf(scene)) == (set(), [5, 5])


def test_a_press_and_the_sweep_at_once_leave_either_the_holds_or_the_pieces(database: str) -> None:
    scene = shown()
    at = AT + HELD_FOR
    pressed: list[Became] = []

    def press() -> None:
        pressed.append(ask(scene, at - timedelta(milliseconds=1)))

    def sweep() -> None:
        end_soft_holds(at)

    assert all_at_once((press, sweep)) == 2
    expected = {"longer": ({(30 * MINUTE - timedelta(milliseconds=1), 1)}, [4, 4]), "ended": (set(), [5, 5])}
    assert (holds(scene), shelf(scene)) == expected[pressed[0]]
