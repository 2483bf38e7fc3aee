"""Signs of life."""

from __future__ import annotations

import pytest

from service.db.connect import reading, transaction
from service.jobs.models import WorkerPulse
from service.jobs.pulse import beat, begin_pulse, end_pulse, note_job, sweep_lost_workers
from tests.service.jobs.ledger import AT, later

pytestmark = pytest.mark.usefixtures("any_database")


def hello(name: str = "w1", pid: int = 7) -> None:
    with transaction() as session:
        begin_pulse(session, name, ["render", "mail"], pid, AT)


def pulses() -> list[WorkerPulse]:
    with reading() as session:
        found = session.query(WorkerPulse).order_by(WorkerPulse.name).all()
        session.expunge_all()
        return found


def test_hello_is_written_once_a_name_and_the_successor_begins_anew() -> None:
    hello(pid=7)
    with transaction() as session:
        note_job(session, "w1", later(5), done=1)
    hello(pid=8)

    [pulse] = pulses()
    assert (pulse.name, pulse.queues, pulse.pid, pulse.jobs_done, pulse.last_job_at) == (
        "w1",
        "render,mail",
        8,
        0,
        None,
    )


def test_a_beat_is_seen_and_a_job_is_counted() -> None:
    hello()
    with transaction() as session:
        beat(session, "w1", later(5))
        note_job(session, "w1", later(6))
        note_job(session, "w1", later(8), done=1)

    [pulse] = pulses()
    assert (pulse.seen_at, pulse.last_job_at, pulse.jobs_done) == (later(5), later(8), 1)


def test_goodbye_takes_the_row_away() -> None:
    hello("w1")
    hello("w2")
    with transaction() as session:
        end_pulse(session, "w1")

    assert [pulse.name for pulse in pulses()] == ["w2"]


def test_who_was_not_seen_for_a_day_is_forgotten() -> None:
    hello("w1")
    hello("w2")
    with transaction() as session:
        beat(session, "w2", later(3600))

    assert sweep_lost_workers(later(24 * 3600 + 1)) == 1
    assert [pulse.name for pulse in pulses()] == ["w2"]
