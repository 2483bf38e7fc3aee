"""A whole installation to break: every kind of process, and servers and disks that fail when they are told to."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic, sleep

import psutil
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from service.app.processes.supervise import Line
from service.config import settings
from service.db.connect import reading
from tests.disks import SmallDisk
from tests.faults.arena import STARTS_WITHIN_SECONDS, Arena, celery_worker, make_room_for_effects, supervised
from tests.faults.clock.set_clock import FILE
from tests.faults.hosts.cable import Cable
from tests.faults.long.disk.slow_disk import SlowDisk
from tests.postgres import PostgresServer
from tests.service.outreach.postbox import Postbox
from tests.web import answers

WORKER = "tests.faults.long.whole_worker"
QUEUES = {"one": "default,decide", "two": "default,decide", "render": "render", "mail": "mail"}
"""Name of a worker -> its queues."""
CHILDLESS = {"broker", "sweeper"}
WHOLE = (sys.executable, "-m", "tests.faults.long.whole")
NOON = 12
BACK_WITHIN_SECONDS = 30.0


@dataclass
class Around:
    """What the processes need and a fault may take away. `postgres`: server and binaries, None on SQLite."""

    storage: Cable
    box: Postbox
    disks: Sequence[SmallDisk]
    slow: SlowDisk
    postgres: tuple[PostgresServer, Path] | None
    clock: Path

    def set_clock_to_noon(self) -> None:
        """Mail may leave then, whenever this runs."""
        now = datetime.now(UTC)
        self._write((now.replace(hour=NOON, minute=0, second=0, microsecond=0) - now).total_seconds())

    def step_clock(self, hours: int) -> None:
        """Sets the clock of everybody."""
        self._write(float(self.clock.read_text("ascii")) + hours * 3600)

    def _write(self, wrong_by_seconds: float) -> None:
        """At once: whoever looks sees the one or the other."""
        new = self.clock.with_suffix(".new")
        new.write_text(str(wrong_by_seconds), encoding="ascii")
        new.replace(self.clock)


class Place(Arena):
    """Made by `whole_place`. What `Arena` breaks, and all that stands around it."""

    workers = tuple(QUEUES)
    around: Around

    def pass_time(self, seconds: float) -> None:
        """Keeps everything running for so long."""
        self.wait(lambda: False, seconds)

    def await_up(self, name: str) -> None:
        """Until the line is there with the processes that do its work, so that a fault hits something. Raises TimeoutError."""
        if not self.wait(lambda: self.is_up(name), BACK_WITHIN_SECONDS):
            raise TimeoutError(f"{name} does not come back; see {self._logs}.")

    def is_up(self, name: str) -> bool:
        """Whether its leader lives, and its children where it has any."""
        process = self.line(name).process
        return process is not None and process.poll() is None and (name in CHILDLESS or bool(self.children(name)))

    @contextmanager
    def frozen(self, name: str) -> Iterator[None]:
        """A line's leader and its children stopped in the middle, thawed at the end of the block."""
        pid = self.line(name).pid
        with ExitStack() as stack:
            for process in (*self.children(name), *([psutil.Process(pid)] if pid else [])):
                with suppress(psutil.NoSuchProcess):
                    process.suspend()
                    stack.callback(resume, process)
            yield

    @contextmanager
    def full_disks(self) -> Iterator[None]:
        """Not one byte more is taken. Afterwards a database server that had to end is started again."""
        for disk in self.around.disks:
            disk.fill()
        try:
            yield
        finally:
            for disk in self.around.disks:
                disk.empty()
            self.bring_database_back()

    def restart_database(self, away_seconds: float) -> None:
        """At once and without farewell, and started again after so long."""
        if self.around.postgres is None:
            raise TypeError("There is no server of SQLite.")
        server, binaries = self.around.postgres
        with server.stopped(binaries):
            self.pass_time(away_seconds)

    def bring_database_back(self) -> None:
        """Until it answers. Raises TimeoutError."""
        deadline = monotonic() + BACK_WITHIN_SECONDS
        while not does_database_answer():
            if monotonic() > deadline:
                raise TimeoutError("The database does not come back.")
            if self.around.postgres is not None:
                server, binaries = self.around.postgres
                if not server.is_running(binaries):
                    server.start(binaries)
            sleep(0.2)


def resume(process: psutil.Process) -> None:
    """One that was killed meanwhile needs no thawing."""
    with suppress(psutil.NoSuchProcess):
        process.resume()


def does_database_answer() -> bool:
    try:
        with reading() as session:
            return session.scalar(select(1)) == 1
    except DBAPIError:
        return False


@contextmanager
def whole_place(logs: Path, around: Around) -> Iterator[Place]:
    """Broker, web, sweeper and a worker for each kind of queue; all gone afterwards."""
    make_room_for_effects()
    around.set_clock_to_noon()
    lines = [Line(name, celery_worker(WORKER, name, queues)) for name, queues in QUEUES.items()]
    lines += [Line(name, (*WHOLE, name)) for name in ("sweeper", "web")]
    own = {
        FILE: str(around.clock),
        "HANDPICKED_STORAGE_ENDPOINT": f"http://127.0.0.1:{around.storage.port}",
    }
    with supervised(lines, f"long {settings().data_dir}", logs, {**os.environ, **own}) as supervisor:
        made = Place(supervisor, logs)
        made.around = around
        made.await_workers()
        if not made.wait(lambda: answers(settings().port), STARTS_WITHIN_SECONDS):
            raise TimeoutError(f"The web did not start; see {logs}.")
        yield made
