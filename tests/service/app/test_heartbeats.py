"""Whose heart stands still, and who is only not heard."""

from __future__ import annotations

from datetime import timedelta

import pytest

from service.app.heartbeats import LISTEN_SECONDS, LONGEST_GAP_SECONDS, Heartbeats
from service.db.connect import dispose_engines, transaction
from service.jobs.pulse import beat, begin_pulse
from tests.factories import AT


def test_who_gives_no_new_sign_for_too_long_is_lost_and_nobody_else() -> None:
    hearts = Heartbeats(lost_after=6)
    said = [hearts.judge({"w1": AT, "w2": AT + timedelta(seconds=now)}, now) for now in (0, 3, 5.9, 6, 9)]
    assert said == [[], [], [], ["w1"], ["w1"]]


def test_one_new_sign_is_enough() -> None:
    hearts = Heartbeats(lost_after=6)
    signs = [(0, AT), (5, AT), (5.5, AT + timedelta(seconds=1)), (11, AT + timedelta(seconds=1))]
    assert [hearts.judge({"w1": at}, now) for now, at in signs] == [[], [], [], []]
    assert hearts.judge({"w1": AT + timedelta(seconds=1)}, 11.5) == ["w1"]


def test_after_a_gap_in_listening_nobody_is_blamed() -> None:
    hearts = Heartbeats(lost_after=6)
    hearts.judge({"w1": AT}, 0)
    assert hearts.judge({"w1": AT}, LONGEST_GAP_SECONDS + 0.1) == []
    assert hearts.judge({"w1": AT}, LONGEST_GAP_SECONDS + 6.1) == ["w1"]


def test_a_clock_that_is_set_back_is_a_sign_of_life() -> None:
    hearts = Heartbeats(lost_after=6)
    hearts.judge({"w1": AT}, 0)
    assert hearts.judge({"w1": AT - timedelta(hours=1)}, 6) == []


def test_a_successor_that_has_not_said_hello_is_not_judged_by_what_the_one_before_left() -> None:
    hearts = Heartbeats(lost_after=6)
    hearts.judge({"w1": AT}, 0)
    hearts.judge({}, 5)
    assert hearts.judge({"w1": AT}, 7) == []


@pytest.mark.usefixtures("database")
def test_signs_are_read_from_the_ledger_and_only_those_of_the_very_process() -> None:
    with transaction() as session:
        begin_pulse(session, "w1", ["render"], 11, AT)
        begin_pulse(session, "w2", ["video"], 12, AT)
        begin_pulse(session, "w3", ["video"], 13, AT)
    hearts, pids = Heartbeats(lost_after=6), {"w1": 11, "w2": 12, "w3": 99, "sweeper": 14}
    assert hearts.listen(pids, 0) == []
    assert hearts.listen(pids, 3) == []
    with transaction() as session:
        beat(session, "w2", AT + timedelta(seconds=1))
    assert hearts.listen(pids, 6) == ["w1"]
    assert hearts.listen(pids, 6 + LISTEN_SECONDS / 2) == []


def test_a_database_that_is_away_blames_nobody(data_dir: object) -> None:
    hearts = Heartbeats(lost_after=6)
    assert [hearts.listen({"w1": 11}, now) for now in (0, 3, 6, 9)] == [[], [], [], []]
    dispose_engines()
