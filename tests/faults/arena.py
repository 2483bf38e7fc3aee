"""A place to break things in: real workers, a real broker, a real sweeper, and a table that counts effects."""

from __future__ import annotations

import os
import shutil
import signal
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep

import psutil
from kombu import Connection
from redis.exceptions import RedisError
from sqlalchemy import func, select, text

from service.app.processes.embedded_broker import broker_command
from service.app.processes.supervise import Line, Supervisor
from service.config import CHECKOUT, settings
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.jobs.broker import broker_url, runtime_folder
from service.jobs.enqueue import enqueue_each
from service.jobs.models import Job, WorkerHeartbeat

KIND = "fault.do"
WORKERS = ("one", "two")
FAULT_WORKER = "tests.faults.fault_worker"
FAULT_SWEEPER = (sys.executable, "-m", "tests.faults.fault_sweeper")
CELERY = Path(sys.executable).parent / "celery"
STARTS_WITHIN_SECONDS = 60.0
ENDS_WITHIN_SECONDS = 30.0


@dataclass(frozen=True)
class Tally:
    """What the ledger and the effects say."""

    jobs: int
    done: int
    dead: int
    effects: int
    subjects: int


def make_room_for_effects() -> None:
    """The table that counts them."""
    with transaction() as session:
        session.execute(text("CREATE TABLE effect (subject VARCHAR NOT NULL, token VARCHAR NOT NULL)"))


def ask_for_work(first: int, number: int) -> None:
    """Asks for jobs `first` to `first + number - 1`, fifty in a transaction as a wave would."""
    for start in range(first, first + number, 50):
        with transaction() as session:
            subjects = [f"subject {count}" for count in range(start, min(start + 50, first + number))]
            enqueue_each(session, KIND, subjects)


def tally() -> Tally:
    """As of now."""
    with reading() as session:
        states = dict(session.execute(select(Job.state, func.count()).group_by(Job.state)).all())
        effects, subjects = session.execute(text("SELECT count(*), count(DISTINCT subject) FROM effect")).one()
    return Tally(sum(states.values()), states.get("done", 0), states.get("dead", 0), effects, subjects)


def is_quiet() -> bool:
    """True where every job is closed."""
    now = tally()
    return now.done + now.dead == now.jobs


def lost_leases() -> int:
    """How often a worker vanished or froze with a job in hand."""
    with reading() as session:
        return session.scalar(select(func.sum(Job.lease_expiries))) or 0


def celery_worker(app: str, name: str, queues: str) -> list[str]:
    """A worker as the Procfile starts it."""
    return [
        str(CELERY), "--quiet", "--app", app, "worker", "--hostname", name, "--queues", queues,
        "--loglevel", "WARNING", "--without-gossip", "--without-mingle", "--without-heartbeat",
    ]  # fmt: skip


class Arena:
    """Started by `arena`. Faults are methods; `work` asks for jobs, `tally` counts."""

    workers: Sequence[str] = WORKERS
    """Lines that are Celery's workers."""

    def __init__(self, supervisor: Supervisor, logs: Path) -> None:
        self._supervisor = supervisor
        self._logs = logs

    def look(self) -> None:
        self._supervisor.look()

    def wait(self, until: Callable[[], bool], seconds: float) -> bool:
        """Keeps everything running until then. False where the time ran out first."""
        deadline = monotonic() + seconds
        while not until():
            if monotonic() > deadline:
                return False
            self.look()
            sleep(0.05)
        return True

    def line(self, name: str) -> Line:
        return next(line for line in self._supervisor.lines if line.name == name)

    def children(self, name: str) -> list[psutil.Process]:
        """The processes that do the work of this worker; none while it starts."""
        pid = self.line(name).pid
        with suppress(psutil.NoSuchProcess):
            return psutil.Process(pid).children() if pid else []
        return []

    def kill(self, name: str) -> None:
        """kill -9 of a whole line's leader; the supervisor starts it anew."""
        pid = self.line(name).pid
        if pid:
            os.kill(pid, signal.SIGKILL)

    def end(self, name: str) -> None:
        """Asks the line's leader to end, as an operator does, and waits for it. `look` then starts it anew."""
        process = self.line(name).process
        if process is not None:
            process.terminate()
            process.wait(timeout=ENDS_WITHIN_SECONDS)

    def has_ended(self, name: str) -> int | None:
        """The code with which the line's leader ended; None while it is there."""
        process = self.line(name).process
        return None if process is None else process.poll()

    def log(self, name: str) -> str:
        """What the line has written down so far."""
        return (self._logs / f"{name}.log").read_text("utf-8", errors="replace")

    def kill_child(self, name: str) -> None:
        for child in self.children(name)[:1]:
            with suppress(psutil.NoSuchProcess):
                child.kill()

    @contextmanager
    def frozen_child(self, name: str) -> Iterator[None]:
        """A child stopped in the middle, thawed at the end of the block."""
        children = self.children(name)[:1]
        for child in children:
            with suppress(psutil.NoSuchProcess):
                child.suspend()
        try:
            yield
        finally:
            for child in children:
                with suppress(psutil.NoSuchProcess):
                    child.resume()

    @contextmanager
    def frozen_broker(self) -> Iterator[None]:
        pid = self.line("broker").pid
        if pid:
            os.kill(pid, signal.SIGSTOP)
        try:
            yield
        finally:
            # One that had just been killed was gone before it could be frozen.
            with suppress(ProcessLookupError):
                if pid:
                    os.kill(pid, signal.SIGCONT)

    def empty_broker(self) -> None:
        """Every message is gone, as after a restart without persistence."""
        with Connection(broker_url(settings())) as connection:
            connection.default_channel.client.flushall()

    @contextmanager
    def refusing_broker(self) -> Iterator[None]:
        """As with a full disk, or as a replica: during the block it answers every write with an error."""
        with Connection(broker_url(settings())) as connection:
            client = connection.default_channel.client
            client.config_set("min-replicas-to-write", 1)
            try:
                yield
            finally:
                with suppress(RedisError):  # killed meanwhile, it has forgotten
                    client.config_set("min-replicas-to-write", 0)

    def waiting(self) -> int:
        """Messages in the queue."""
        with Connection(broker_url(settings())) as connection:
            return int(connection.default_channel.client.llen("default"))

    def work(self, first: int, number: int) -> None:
        ask_for_work(first, number)

    def tally(self) -> Tally:
        return tally()

    def lost_leases(self) -> int:
        return lost_leases()

    def errors(self) -> list[str]:
        """What the jobs' last attempts ended of."""
        with reading() as session:
            return list(session.scalars(select(Job.last_error_type).where(Job.last_error_type.is_not(None))))

    def is_quiet(self) -> bool:
        return is_quiet()

    def are_workers_up(self) -> bool:
        with reading() as session:
            return session.scalar(select(func.count()).select_from(WorkerHeartbeat)) == len(self.workers)

    def await_workers(self) -> None:
        """Raises TimeoutError where not all of them say hello."""
        if not self.wait(self.are_workers_up, STARTS_WITHIN_SECONDS):
            raise TimeoutError(f"The workers did not start; see {self._logs}.")

    def is_nothing_in_hand(self) -> bool:
        """True where nobody works and nobody has a message to take."""
        with reading() as session:
            held = session.scalar(
                select(func.count()).select_from(Job).where(Job.state == "running", Job.lease_until >= utc_now())
            )
        return held == 0 and self.waiting() == 0


@contextmanager
def arena(data_dir: Path, *, sweeper: bool = True) -> Iterator[Arena]:
    """Broker, two workers of two children, and a sweeper if wanted, on the database of the settings; all gone afterwards."""
    make_room_for_effects()
    lines = [Line(name, celery_worker(FAULT_WORKER, name, "default")) for name in WORKERS]
    if sweeper:
        lines.append(Line("sweeper", FAULT_SWEEPER))
    logs = data_dir / "log"
    with supervised(lines, f"faults {data_dir}", logs, os.environ) as supervisor:
        made = Arena(supervisor, logs)
        made.await_workers()
        yield made


@contextmanager
def supervised(lines: Sequence[Line], mark: str, logs: Path, environment: Mapping[str, str]) -> Iterator[Supervisor]:
    """A broker and these lines, started; all gone afterwards."""
    supervisor = Supervisor(
        [Line("broker", broker_command(settings()), ends_last=True), *lines],
        mark=mark,
        cwd=CHECKOUT,
        logs=logs,
        environment=environment,
        notice=lambda _line, _sentence: None,
    )
    supervisor.start()
    try:
        yield supervisor
    finally:
        supervisor.stop(grace_seconds=3)
        shutil.rmtree(runtime_folder(settings()), ignore_errors=True)
