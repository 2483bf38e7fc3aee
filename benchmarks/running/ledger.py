"""The ledger beside bare Celery, what it takes to ask for 100,000 jobs, and whether a long history slows any of it down."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import monotonic, perf_counter, process_time, sleep
from typing import Final

import psutil
from sqlalchemy import func, insert, make_url, select

from benchmarks.running.bare_worker import TASK
from benchmarks.running.bare_worker import app as bare_app
from benchmarks.running.empty import KIND, QUEUE, register_empty
from service.app.processes.embedded_broker import broker_command
from service.config import CHECKOUT, settings
from service.db.base import utc_now
from service.db.connect import engine, reading, transaction
from service.jobs.claim import claim
from service.jobs.enqueue import enqueue_each
from service.jobs.finish import finish
from service.jobs.models import Job, WorkerHeartbeat
from service.jobs.sweep import ring_due, sweep_once

TASKS: Final = 10_000
MANY: Final = 100_000
OLD: Final = 1_000_000
CHUNK: Final = 1_000
"""Jobs that one transaction asks for, as a wave or an import would."""
LOOKS: Final = 200
Figures = Mapping[str, float]
_WITHIN_SECONDS: Final = 900.0


def over_bare_celery(tasks: int = TASKS) -> Figures:
    """CPU of everything that the same empty tasks need, from asking to done: who asks, the sweeper, the worker and its children.

    A PostgreSQL server's CPU is told beside it: no SQLite has one. Bare Celery keeps no record, so it needs none.
    """
    register_empty()
    with _broker():
        ours, seconds, server = _ledger(tasks)
        theirs, bare_seconds = _bare(tasks)
    return {
        "ledger_over_bare_celery": round(ours / theirs, 2),
        "ledger_cpu_ms_per_job": round(1000 * ours / tasks, 3),
        "bare_cpu_ms_per_task": round(1000 * theirs / tasks, 3),
        "ledger_jobs_per_second": round(tasks / seconds, 1),
        "bare_tasks_per_second": round(tasks / bare_seconds, 1),
        "ledger_database_server_cpu_ms_per_job": round(1000 * server / tasks, 3),
    }


def enqueue_seconds(jobs: int = MANY) -> Figures:
    """Seconds on the clock until so many jobs are asked for, a thousand in a transaction; CPU beside them."""
    register_empty()
    began, cpu = perf_counter(), process_time()
    _ask(jobs)
    return {
        "enqueue_100k_seconds": round(perf_counter() - began, 2),
        "enqueue_100k_cpu_seconds": round(process_time() - cpu, 2),
    }


def with_old_rows(old: int = OLD) -> Figures:
    """Milliseconds of a claim, a finish and a sweep at the median, with no old rows and with a million of them; their ratios."""
    register_empty()
    young = _looks("none")
    for first in range(0, old, 10_000):
        _write_old(range(first, min(first + 10_000, old)))
    with engine().connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("ANALYZE")
    grey = _looks("old")
    ratios = {f"{name}_with_old_rows_ratio": round(grey[name] / young[name], 2) for name in young}
    return {**{f"{name}_ms": round(value, 3) for name, value in grey.items()}, **ratios}


def _looks(mark: str) -> dict[str, float]:
    with transaction() as session:
        ids = enqueue_each(session, KIND, [f"{mark} {n}" for n in range(LOOKS)], run_at=utc_now())
    claims: list[float] = []
    finishes: list[float] = []
    for job_id in ids:
        began = perf_counter()
        lease = claim(job_id, "bench@here", utc_now())
        claims.append(perf_counter() - began)
        assert lease is not None
        began = perf_counter()
        finish(lease, None, utc_now())
        finishes.append(perf_counter() - began)
    sweeps: list[float] = []
    for _ in range(20):
        began = perf_counter()
        sweep_once(utc_now())
        sweeps.append(perf_counter() - began)
    return {"claim": 1000 * median(claims), "finish": 1000 * median(finishes), "sweep": 1000 * median(sweeps)}


def _write_old(numbers: Iterable[int]) -> None:
    long_ago = utc_now() - timedelta(days=20)
    with transaction() as session:
        session.execute(
            insert(Job),
            [
                {
                    "id": f"job_old{n}", "kind": "bench.old", "subject_id": f"old {n}", "version": 1, "queue": QUEUE,
                    "state": "done", "run_at": long_ago, "attempt": 1, "max_attempts": 3, "lease_expiries": 0, "crashes": 0,
                    "created_at": long_ago, "started_at": long_ago, "finished_at": long_ago + timedelta(seconds=n % 86_400),
                }
                for n in numbers
            ],
        )  # fmt: skip


def _ask(jobs: int) -> None:
    for first in range(0, jobs, CHUNK):
        with transaction() as session:
            enqueue_each(session, KIND, [f"subject {n}" for n in range(first, min(first + CHUNK, jobs))])


def _ledger(tasks: int) -> tuple[float, float, float]:
    """(CPU seconds, seconds on the clock, CPU seconds of a database server)."""
    with ExitStack() as stack:
        worker = stack.enter_context(_process(_celery("ledger")))
        sweeper = stack.enter_context(_process([sys.executable, "-m", "benchmarks.running.empty"]))
        _until(lambda: _heartbeats() == 1)
        sleep(2.0)
        ring_due(utc_now())
        before, server, began = _cpu(worker, sweeper, psutil.Process()), _server_cpu(), monotonic()
        _ask(tasks)
        _until(lambda: _done() == tasks)
        return _cpu(worker, sweeper, psutil.Process()) - before, monotonic() - began, _server_cpu() - server


def _bare(tasks: int) -> tuple[float, float]:
    app = bare_app
    task = app.tasks[TASK]
    with _process(_celery("bare")) as worker:
        _until(lambda: len(worker.children()) >= 2)
        sleep(3.0)
        before, began = _cpu(worker, psutil.Process()), monotonic()
        with app.connection_for_write() as connection:
            for n in range(tasks):
                task.apply_async((f"subject {n}",), connection=connection)
        client = app.connection_for_write().default_channel.client
        _until(lambda: client.llen("celery") == 0)
        _until_idle(worker)
        return _cpu(worker, psutil.Process()) - before, monotonic() - began


def _until_idle(worker: psutil.Process) -> None:
    """The queue is empty; what was taken from it ahead is done when nobody uses the processor any more."""
    last = -1.0
    while (now := _cpu(worker)) - last > 0.02:
        last = now
        sleep(0.3)


def _celery(app: str) -> list[str]:
    celery = Path(sys.executable).parent / "celery"
    return [
        str(celery), "--quiet", "--app", f"benchmarks.running.{app}_worker", "worker", "--hostname", f"{app}@bench",
        *(["--queues", QUEUE] if app == "ledger" else []), "--concurrency", "2",
        "--loglevel", "WARNING", "--without-gossip", "--without-mingle", "--without-heartbeat",
    ]  # fmt: skip


@contextmanager
def _broker() -> Iterator[None]:
    with _process(broker_command(settings())):
        _until(_answers)
        yield


def _answers() -> bool:
    with suppress(Exception):
        return bool(bare_app.connection_for_write().default_channel.client.ping())
    return False


@contextmanager
def _process(command: list[str]) -> Iterator[psutil.Process]:
    with (
        TemporaryDirectory(prefix="hp-bench-") as folder,
        (Path(folder) / "log").open("wb") as log,
        subprocess.Popen(
            command, cwd=CHECKOUT, stdout=log, stderr=log, env={**os.environ, "PYTHONPATH": str(CHECKOUT)}
        ) as process,
    ):
        try:
            yield psutil.Process(process.pid)
            if process.poll() is not None:
                raise RuntimeError((Path(folder) / "log").read_text())
        finally:
            process.terminate()
            process.wait(30)


def _until(is_true: Callable[[], bool]) -> None:
    deadline = monotonic() + _WITHIN_SECONDS
    while not is_true():
        if monotonic() > deadline:
            raise TimeoutError("The work was not done; is a worker running?")
        sleep(0.5)


def _heartbeats() -> int:
    with reading() as session:
        return session.scalar(select(func.count()).select_from(WorkerHeartbeat)) or 0


def _done() -> int:
    with reading() as session:
        return session.scalar(select(func.count()).select_from(Job).where(Job.state == "done")) or 0


def _cpu(*processes: psutil.Process) -> float:
    """CPU seconds of processes and of those below them, also of children that have ended and were waited for."""
    total = 0.0
    for process in processes:
        own = process.cpu_times()
        total += own.user + own.system
        if process.pid == os.getpid():
            continue  # what it started is counted by itself
        total += own.children_user + own.children_system
        for child in process.children(recursive=True):
            with suppress(psutil.NoSuchProcess):
                times = child.cpu_times()
                total += times.user + times.system
    return total


def _server_cpu() -> float:
    """Of the PostgreSQL that this process started; 0 on SQLite."""
    host = make_url(settings().database).query.get("host")
    if not isinstance(host, str):
        return 0.0
    pid = int((Path(host) / "data" / "postmaster.pid").read_text().split()[0])
    return _cpu(psutil.Process(pid))
