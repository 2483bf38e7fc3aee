"""What nobody would notice."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from service.db.connect import transaction
from service.errors import BrokerAway
from service.jobs import sweep
from service.jobs.crash import note_crash
from service.jobs.enqueue import enqueue_each
from service.jobs.sweep import Swept, free_expired, ring_due, sweep_once
from tests.service.jobs.ledger import AT, ask, change, job, later, taken

pytestmark = pytest.mark.usefixtures("any_database")

WEEK = 7 * 24 * 3600


@pytest.fixture(autouse=True)
def waiting(monkeypatch: pytest.MonkeyPatch) -> dict[str, int]:
    """How many messages the broker says lie in each queue; a test may change it."""
    messages: dict[str, int] = {}
    monkeypatch.setattr(sweep, "waiting_messages", lambda queues: {queue: messages.get(queue, 0) for queue in queues})
    return messages


def test_a_vanished_workers_job_runs_again_at_once() -> None:
    job_id = ask()
    taken(job_id)

    assert free_expired(later(61)) == 1

    row = job(job_id)
    assert (row.state, row.run_at, row.token, row.lease_expiries) == ("pending", later(61), None, 1)
    assert row.last_error_type == "worker_lost"


def test_a_job_in_good_hands_is_left_alone() -> None:
    lease = taken(ask())

    assert free_expired(later(59)) == 0
    assert job(lease.job_id).token == lease.token


def test_a_job_whose_machine_went_down_each_time_is_never_dead_lettered_and_waits_longer_each_time(
    obituaries: list[tuple[str, str]],
) -> None:
    job_id, waits, at = ask(), [], 0.0
    for _ in range(12):
        taken(job_id, at=later(at))
        assert free_expired(later(at + 61)) == 1
        waits.append((job(job_id).run_at - later(at + 61)).total_seconds())
        at += 10_000

    assert (job(job_id).state, job(job_id).lease_expiries, job(job_id).crashes) == ("pending", 12, 0)
    assert (waits[0], 2 <= waits[1] <= 4, 300 <= waits[-1] <= 600) == (0, True, True)
    assert obituaries == []


def test_leases_that_run_out_while_the_disk_is_full_are_not_the_jobs_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweep, "disk_want", lambda: "full")
    job_id = ask()
    for at in (0.0, 100.0, 200.0, 300.0):
        taken(job_id, at=later(at))
        assert free_expired(later(at + 61)) == 1

    assert (job(job_id).state, job(job_id).lease_expiries) == ("pending", 0)


def test_a_poison_job_does_not_hold_up_the_others() -> None:
    poison, good = ask("gft_1"), ask("gft_2")
    taken(poison)
    change(poison, crashes=2)
    with transaction() as session:
        note_crash(session, poison, "w1", later(61))

    assert (job(poison).state, taken(good, at=later(62)).attempt) == ("dead", 1)


def test_a_job_stuck_for_a_week_is_found(rings: Callable[[], list[str]]) -> None:
    pending, running = ask("gft_1", run_at=AT), ask("gft_2", run_at=AT)
    taken(running)

    assert sweep_once(later(WEEK)) == Swept(freed=1, rung=2)
    assert sorted(rings()[-2:]) == sorted([pending, running])


def test_only_what_is_due_is_rung_for(rings: Callable[[], list[str]]) -> None:
    due, _running = ask("gft_1"), taken(ask("gft_2"))
    ask("gft_3", run_at=later(600))

    assert ring_due(later(1)) == 1
    assert rings() == [due]


def test_nobody_is_rung_for_twice_within_ten_seconds(rings: Callable[[], list[str]]) -> None:
    ask()

    assert [ring_due(later(seconds)) for seconds in (0, 2, 9, 10, 11)] == [1, 0, 0, 1, 0]
    assert len(rings()) == 2


def test_a_queue_never_gets_more_messages_than_it_has_open_jobs(
    rings: Callable[[], list[str]], waiting: dict[str, int]
) -> None:
    oldest = [ask(f"gft_{number}", run_at=later(number)) for number in range(10)]
    waiting["render"] = 7

    assert ring_due(later(60)) == 3
    assert sorted(rings()) == sorted(oldest[:3])
    waiting["render"] = 10
    assert ring_due(later(120)) == 0


def test_while_the_broker_is_away_nothing_is_noted_as_rung(monkeypatch: pytest.MonkeyPatch) -> None:
    def away(_queues: object) -> dict[str, int]:
        raise BrokerAway("away")

    monkeypatch.setattr(sweep, "waiting_messages", away)
    job_id = ask()

    assert ring_due(later(1)) == 0
    assert job(job_id).rung_at is None


def test_sweepers_side_by_side_free_and_ring_once_each(rings: Callable[[], list[str]]) -> None:
    pending = {ask(f"gft_{number}") for number in range(20)}
    running = {ask(f"gft_{number}") for number in range(20, 30)}
    for job_id in running:
        taken(job_id)
    start = Barrier(4)

    def sweep_together(_number: int) -> Swept:
        start.wait()
        return sweep_once(later(61))

    with ThreadPoolExecutor(4) as pool:
        swept = list(pool.map(sweep_together, range(4)))

    assert sum(one.freed for one in swept) == 10
    assert len(rings()) == len(set(rings())) == sum(one.rung for one in swept)
    assert pending <= set(rings())
    assert {job(job_id).lease_expiries for job_id in running} == {1}


def test_of_very_many_due_jobs_some_are_rung_for_and_the_rest_is_not_counted(rings: Callable[[], list[str]]) -> None:
    with transaction() as session:
        enqueue_each(session, "test.do", [f"gft_{number}" for number in range(3 * sweep.BATCH)], run_at=AT)

    assert [ring_due(later(seconds)) for seconds in (1, 2, 3, 4)] == [64, 64, 64, 0]
    assert len(set(rings())) == 192
