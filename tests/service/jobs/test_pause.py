"""A paused queue: nothing new is taken, warnings go on, nobody is called or judged deaf for what is held, and it ends by itself."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from threading import Barrier

import pytest

from service.app.wiring import KINDS
from service.db.connect import reading, transaction
from service.errors import InvalidInput
from service.jobs.claim import claim
from service.jobs.drain import drain_worker, is_drained, put_back_to_work
from service.jobs.enqueue import enqueue
from service.jobs.finish import finish, finish_and_claim
from service.jobs.heartbeat import beat, begin_heartbeat
from service.jobs.kinds import register, registered
from service.jobs.pause import forget_ended_pauses, pause_queue, pauses, resume_queue
from service.jobs.sweep import count_due
from service.jobs.watchdog import Watchdog
from tests.service.jobs.ledger import AT, ask, job, later, taken

pytestmark = pytest.mark.usefixtures("any_database")
QUEUE = "default"


@pytest.fixture(autouse=True)
def _kinds(obituaries: object) -> None:
    """The product's own, and `test.do`, which waits in a queue of the product's own."""
    register({**{kind.name: kind for kind in KINDS}, "test.do": replace(KINDS[0], name="test.do", queue=QUEUE)})


def pause(seconds: float | None = None, queue: str = QUEUE) -> None:
    with transaction() as session:
        pause_queue(session, queue, "load", None if seconds is None else later(seconds), None, AT)


def test_nothing_of_a_paused_queue_is_taken_and_after_its_end_everything_is() -> None:
    job_id, other = ask("gft_1"), ask("gft_2", queue="mail")
    pause(600)
    assert claim(job_id, "w1", later(599)) is None
    assert job(job_id).state == "pending"
    assert claim(other, "w1", later(599)) is not None
    assert claim(job_id, "w1", later(600)) is not None


def test_what_is_in_hand_is_finished_and_the_next_is_not_taken_with_it() -> None:
    first, second = ask("gft_1"), ask("gft_2", run_at=later(1))
    lease = taken(first, at=later(2))
    pause()
    assert finish_and_claim(lease, None, later(3), first) is None
    assert (job(first).state, job(second).state) == ("done", "pending")


def test_a_warning_passes_a_pause() -> None:
    pause()
    with transaction() as session:
        warning = enqueue(session, "test.do", "gft_1", run_at=AT, passes_pause=True)
    assert warning is not None
    assert claim(warning, "w1", later(1)) is not None


@pytest.mark.parametrize(
    "kind",
    ["outreach.safety_notice", "safety.recall", "gifting.look_at_product", "content.shred", "outreach.let_go"],
)
def test_safety_and_erasure_pass_by_their_kind(kind: str) -> None:
    pause(queue=registered()[kind].queue)
    with transaction() as session:
        passes = enqueue(session, kind, "gft_1", run_at=AT)
        waits = enqueue(
            session, "outreach.invite" if registered()[kind].queue == "mail" else "test.do", "gft_1", run_at=AT
        )
    assert passes is not None
    assert claim(passes, "w1", later(1)) is not None
    if waits is not None and registered()[kind].queue in {"mail", QUEUE}:
        assert claim(waits, "w1", later(1)) is None


def test_nobody_is_called_to_what_is_held_nor_deaf_for_not_taking_it() -> None:
    with transaction() as session:
        begin_heartbeat(session, "w1", [QUEUE], 1, AT)
    ask()
    dog = Watchdog("w1", [QUEUE], timedelta(seconds=60), AT)
    assert count_due(QUEUE, 9, later(1)) == 1
    pause()
    assert count_due(QUEUE, 9, later(1)) == 0
    with reading() as session:
        assert not dog.is_deaf(session, later(120), broker_answers=True)
    with transaction() as session:
        assert resume_queue(session, QUEUE)
        assert not resume_queue(session, QUEUE)
    with reading() as session:
        assert dog.is_deaf(session, later(120), broker_answers=True)


def test_of_workers_that_race_with_a_pause_none_takes_anything_after_it() -> None:
    ids = [ask(f"gft_{number}") for number in range(24)]
    start = Barrier(5)

    def work(worker: int) -> list[str]:
        start.wait()
        return [one for one in ids if claim(one, f"w{worker}", later(5)) is not None]

    def stop(_: int) -> list[str]:
        start.wait()
        pause()
        return []

    with ThreadPoolExecutor(5) as pool:
        runs = list(pool.map(lambda turn: stop(0) if turn == 4 else work(turn), range(5)))
    won = [one for run in runs for one in run]
    assert len(won) == len(set(won))
    left = [one for one in ids if one not in won]
    assert [claim(one, "w9", later(6)) for one in left] == [None] * len(left)


def test_a_pause_that_is_over_is_forgotten_and_an_open_one_stays() -> None:
    pause(10)
    pause(queue="mail")
    assert forget_ended_pauses(later(10)) == 1
    with reading() as session:
        assert set(pauses(session, later(10))) == {"mail"}


@pytest.mark.parametrize(
    ("queue", "reason", "seconds"), [("video2", "load", 60), ("video", "tired of it", 60), ("video", "load", 0)]
)
def test_what_makes_no_sense_is_refused_and_nothing_is_paused(queue: str, reason: str, seconds: int) -> None:
    with pytest.raises(InvalidInput), transaction() as session:
        pause_queue(session, queue, reason, later(seconds), None, AT)
    with reading() as session:
        assert pauses(session, AT) == {}


def test_a_drained_worker_is_given_nothing_and_finishes_what_it_has() -> None:
    with transaction() as session:
        begin_heartbeat(session, "w1", [QUEUE], 1, AT)
    mine, waits = ask("gft_1"), ask("gft_2")
    lease = taken(mine)
    with transaction() as session:
        assert drain_worker(session, "w1", "usr_1", AT)
        assert not drain_worker(session, "w1", "usr_1", AT)
        assert beat(session, "w1", later(1), memory_mb=100)
        assert is_drained(session, "w1")
    assert claim(waits, "w1", later(2)) is None
    finish(lease, None, later(2))
    assert job(mine).state == "done"
    assert claim(waits, "w2", later(2)) is not None
    with transaction() as session:
        assert put_back_to_work(session, "w1")
        assert not beat(session, "w1", later(3))
    assert claim(ask("gft_3"), "w1", later(4)) is not None
