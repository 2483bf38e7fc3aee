"""What surrounds a Celery worker."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import psutil
import pytest
from sqlalchemy import select, update

from service.config import CHECKOUT
from service.db.base import utc_now
from service.db.connect import engine, make_engine, reading, transaction
from service.db.writing.patience import _LEAST_SECONDS, begin_patience
from service.jobs import worker_life
from service.jobs.heartbeat import begin_heartbeat
from service.jobs.models import WorkerHeartbeat
from service.jobs.worker_life import DEAF_EXIT_CODE, WorkerLife
from tests.service.jobs.ledger import ask, job

CELERY = Path(sys.executable).parent / "celery"
QUIET = ["--loglevel", "WARNING", "--without-gossip", "--without-mingle", "--without-heartbeat"]


@pytest.mark.parametrize(
    ("queues", "children", "kilobytes"),
    [("video", 3, 512 * 1024), ("render", 4, 512 * 1024), ("default,decide,mail", 2, 256 * 1024)],
)
def test_a_workers_size_follows_its_dearest_queue(
    queues: str, children: int, kilobytes: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in (("VIDEO_WORKERS", "3"), ("RENDER_WORKERS", "4"), ("CHILD_MEMORY_MB", "1024")):
        monkeypatch.setenv(f"HANDPICKED_{name}", value)
    worker_life.settings.cache_clear()
    # What it shares with the process it was forked from is no growth.
    shared = SimpleNamespace(rss=190 * 2**20, uss=40 * 2**20)
    monkeypatch.setattr(psutil.Process, "memory_full_info", lambda _self: shared)
    conf = SimpleNamespace(worker_max_memory_per_child=None)

    worker_life._size_worker(conf, {"queues": queues})

    assert (conf.worker_concurrency, conf.worker_max_memory_per_child) == (children, kilobytes + 150 * 1024)


def test_a_child_that_draws_cannot_take_more_memory_than_its_limit() -> None:
    script = (
        "from service.jobs.worker_life import limit_memory\n"
        "limit_memory(1024)\n"
        "bytearray(300 * 1024 * 1024)\n"
        "try:\n"
        "    bytearray(2000 * 1024 * 1024)\n"
        "except MemoryError:\n"
        "    print('refused')\n"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=CHECKOUT, capture_output=True, text=True, check=True)

    assert done.stdout == "refused\n"


@pytest.mark.usefixtures("database")
def test_no_child_is_forked_while_the_main_process_has_sqlite_open(data_dir: Path) -> None:
    """SQLite's locks are kept in process memory; a child that inherited them would believe it holds what it does not."""
    life = WorkerLife()
    life._name = "w1"
    life._queues = ("render",)
    seen: list[bool] = []

    class Looking:
        def is_deaf(self, *_: object, **__: object) -> bool:
            # In the middle of the beat, with the database open: may another thread fork now?
            attempt = threading.Thread(target=lambda: seen.append(life._unforkable.acquire(blocking=False)))
            attempt.start()
            attempt.join()
            return False

    life._beat(Looking(), began=False)  # type: ignore[arg-type]

    assert seen == [False]
    assert life._unforkable.acquire(blocking=False)
    opened = {Path(file.path).name for file in psutil.Process().open_files()}
    assert not any(name.startswith("handpicked.sqlite3") for name in opened)


def who_has_said_hello() -> list[str]:
    with reading() as session:
        return list(session.scalars(select(WorkerHeartbeat.name)))


def say_goodbye_while_somebody_writes(monkeypatch: pytest.MonkeyPatch, seconds: float) -> list[str]:
    """A worker whose last beat has used up its patience says goodbye while another process writes, for so many seconds or until
    the worker has given up. Whose rows are there in the end."""
    life = WorkerLife()
    life._name = "w1"
    with transaction() as session:
        begin_heartbeat(session, "w1", ["render"], os.getpid(), utc_now())
    begun, is_through = threading.Event(), threading.Event()
    end_signs = worker_life.end_signs
    monkeypatch.setattr(worker_life, "end_signs", lambda name: (begun.set(), end_signs(name)))

    def leave() -> None:
        begin_patience(0.0)
        life._say_goodbye()
        is_through.set()

    leaving = threading.Thread(target=leave)
    # A connection of its own: the worker disposes of its engine on its way out.
    writer = make_engine(engine().url.render_as_string(hide_password=False))
    with writer.begin() as connection:
        connection.execute(update(WorkerHeartbeat).values(seen_at=utc_now()))
        leaving.start()
        assert begun.wait(30)
        is_through.wait(seconds)
    leaving.join()
    writer.dispose()
    return who_has_said_hello()


def test_a_worker_that_leaves_while_somebody_writes_says_goodbye_all_the_same(
    any_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert say_goodbye_while_somebody_writes(monkeypatch, 10 * _LEAST_SECONDS) == []


def test_with_what_the_last_beat_left_of_its_patience_it_would_leave_its_row_behind(
    any_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker_life, "GOODBYE_SECONDS", 0.0)

    assert say_goodbye_while_somebody_writes(monkeypatch, 30) == ["w1"]


@pytest.mark.usefixtures("database", "broker")
@pytest.mark.timeout(90)
def test_a_worker_that_hears_nothing_while_work_waits_ends_itself(
    monkeypatch: pytest.MonkeyPatch, data_dir: Path
) -> None:
    """A real worker; nobody rings for the job, which becomes due a moment later, and there is no sweeper."""
    monkeypatch.setenv("HANDPICKED_DEAF_AFTER_SECONDS", "2")
    job_id = ask(run_at=utc_now() + timedelta(seconds=0.5))
    command = [CELERY, "--quiet", "--app", "worker", "worker", "--hostname", "deaf@here", "--queues", "render", *QUIET]
    with (data_dir / "worker.log").open("wb") as log:
        worker = subprocess.Popen(command, cwd=CHECKOUT, env=os.environ, stdout=log, stderr=log)
        try:
            assert worker.wait(timeout=60) == DEAF_EXIT_CODE
        finally:
            worker.kill()
            worker.wait()

    assert b'"event": "worker_deaf"' in (data_dir / "worker.log").read_bytes()
    assert job(job_id).attempt == 0
    assert who_has_said_hello() == ["deaf@here"]
