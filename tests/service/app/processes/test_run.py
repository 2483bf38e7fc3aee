"""`handpicked run`, as a whole and for real."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from time import monotonic, sleep
from types import SimpleNamespace
from typing import cast

import psutil
import pytest
from sqlalchemy import select

from service.app.processes import run
from service.app.processes.forked import IS_POSSIBLE
from service.app.processes.run import running
from service.app.processes.stopped_workers import Heartbeats
from service.app.processes.supervise import MARK, Line, Supervisor
from service.config import CHECKOUT, settings
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.errors import SettingsError
from service.jobs.broker import runtime_folder
from service.jobs.heartbeat import begin_heartbeat
from service.jobs.models import WorkerHeartbeat
from tests.conftest import forget_settings
from tests.ports import free_port

HANDPICKED = Path(sys.executable).parent / "handpicked"
PATIENCE = 120.0
"""Seconds after which what has not come is taken for lost, also on a machine that is busy with much else."""
LINES = 7
"""Broker, web, four workers, sweeper."""


@pytest.fixture
def long_data_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder whose path is far too long for a socket."""
    folder = tmp_path / ("long" * 40) / ("longer" * 25)
    monkeypatch.setenv("HANDPICKED_PORT", str(free_port()))
    monkeypatch.setenv("HANDPICKED_DATA_DIR", str(folder))
    monkeypatch.setenv("HANDPICKED_DEAF_AFTER_SECONDS", "8")
    forget_settings()
    return folder


@pytest.fixture
def start(long_data_dir: Path) -> Iterator[Callable[[], subprocess.Popen[bytes]]]:
    """Starts `handpicked run` as a person would; whatever a failed test leaves is killed."""
    started: list[subprocess.Popen[bytes]] = []

    def run() -> subprocess.Popen[bytes]:
        process = subprocess.Popen([HANDPICKED, "run"], cwd=CHECKOUT, env=os.environ, stderr=subprocess.PIPE)
        started.append(process)
        return process

    yield run
    for process in started:
        process.kill()
        process.communicate()
    for left in of_this_run(long_data_dir):
        left.kill()


def of_this_run(data_dir: Path) -> list[psutil.Process]:
    """Every living process that the run with this data folder started, whoever its parent is now."""
    found = []
    for process in psutil.process_iter():
        try:
            environment = process.environ()
        except (psutil.Error, OSError):
            continue
        if MARK in environment and environment.get("HANDPICKED_DATA_DIR") == str(data_dir):
            found.append(process)
    return found


def workers_up() -> dict[str, int]:
    """Worker -> process id, of those that said hello and not goodbye."""
    with reading() as session:
        return {
            name.split("@")[0]: pid for name, pid in session.execute(select(WorkerHeartbeat.name, WorkerHeartbeat.pid))
        }


def eventually(condition: Callable[[], bool], seconds: float) -> bool:
    deadline = monotonic() + seconds
    while not condition():
        if monotonic() > deadline:
            return False
        sleep(0.1)
    return True


def is_up(run: subprocess.Popen[bytes], data_dir: Path) -> bool:
    """True once this very run's workers say hello."""
    if not (data_dir / "log" / "sweeper.log").exists():
        return False
    up = workers_up()
    there = {leader.pid for leader in leaders_of(run)}
    return set(up) == {"worker", "render", "video", "film"} and set(up.values()) <= there


def leaders_of(run: subprocess.Popen[bytes]) -> list[psutil.Process]:
    """The processes of its lines: its own children, and those of the one that lines are forked from where they can be."""
    children = psutil.Process(run.pid).children()
    nurseries = [child for child in children if any("nursery" in word for word in child.cmdline())]
    forked = [line for nursery in nurseries for line in nursery.children()]
    return [child for child in children if child not in nurseries] + forked


@pytest.mark.timeout(600)
def test_it_starts_everything_survives_kill_9_and_leaves_nothing_behind(
    long_data_dir: Path, start: Callable[[], subprocess.Popen[bytes]]
) -> None:
    first = start()
    assert eventually(lambda: is_up(first, long_data_dir), PATIENCE)
    leaders = leaders_of(first)
    assert len(leaders) == LINES
    assert len({leader.ppid() for leader in leaders}) == 1 + IS_POSSIBLE

    # A second one is refused and harms nothing.
    second = start()
    _, said = second.communicate(timeout=PATIENCE)
    assert (second.returncode, b"already running with the data folder" in said) == (2, True)
    assert all(leader.is_running() for leader in leaders)

    # A worker that is frozen is there and does nothing: it is killed with its children, and another takes its place.
    frozen = psutil.Process(workers_up()["render"])
    frozen.suspend()
    assert eventually(lambda: workers_up().get("render") not in {None, frozen.pid}, PATIENCE)
    assert not frozen.is_running()
    assert is_up(first, long_data_dir)
    leaders = leaders_of(first)
    assert len(leaders) == LINES

    # Killed without a chance to clean up, it leaves orphans; the next run clears them away, port and socket included.
    first.kill()
    first.wait()
    orphans = of_this_run(long_data_dir)
    assert {leader.pid for leader in leaders} < {orphan.pid for orphan in orphans}
    third = start()
    assert eventually(lambda: third.poll() is not None or len(leaders_of(third)) == LINES, PATIENCE)
    assert third.poll() is None, third.communicate()[1].decode()
    # An orphan has ended when it is killed, and is gone when the machine's first process has taken note of it.
    assert eventually(lambda: not any(process.is_running() for process in (*orphans, *leaders)), PATIENCE)
    assert eventually(lambda: is_up(third, long_data_dir), PATIENCE)

    everybody = psutil.Process(third.pid).children(recursive=True)
    third.send_signal(signal.SIGTERM)
    assert third.wait(timeout=PATIENCE) == 0
    left = [process for process in (*everybody, *of_this_run(long_data_dir)) if process.is_running()]
    assert [process for process in left if process.status() != psutil.STATUS_ZOMBIE] == []
    assert workers_up() == {}
    assert not runtime_folder(settings()).exists()


@pytest.mark.usefixtures("database")
def test_nothing_is_started_where_the_port_is_taken(monkeypatch: pytest.MonkeyPatch, data_dir: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        monkeypatch.setenv("HANDPICKED_PORT", str(taken.getsockname()[1]))
        forget_settings()

        taken_in: list[str] = []
        with (
            pytest.raises(SettingsError, match="HANDPICKED_PORT"),
            running(settings(), prepare=lambda: taken_in.append("the sample")),
        ):
            pass

    assert taken_in == []
    assert of_this_run(data_dir) == []
    assert not (data_dir / "log").exists()


@pytest.mark.usefixtures("database")
def test_a_worker_that_ended_without_goodbye_leaves_no_row_after_an_orderly_stop(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Killed after its grace, or kept from the database on its way out."""
    here = socket.gethostname()
    nap = [sys.executable, "-c", "import time; time.sleep(600)"]
    monkeypatch.setattr(run, "_lines", lambda _of: [Line("render", nap), Line("film", nap)])
    monkeypatch.setattr(run, "check_machine", lambda _of: None)

    with running(settings()) as everything:
        with transaction() as session:
            for name, pid in ((f"render@{here}", 7), (f"film@{here}", 8), ("render@elsewhere", 9)):
                begin_heartbeat(session, name, ["render"], pid, utc_now())
        everything.look()

    with reading() as session:
        assert list(session.scalars(select(WorkerHeartbeat.name))) == ["render@elsewhere"]


@pytest.mark.usefixtures("database")
def test_while_the_disk_is_full_no_worker_is_replaced_for_a_heartbeat_it_cannot_write(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    replaced: list[str] = []
    supervisor = cast(
        "Supervisor",
        SimpleNamespace(
            lines=[SimpleNamespace(name="render", pid=7)],
            look=lambda: None,
            replace=lambda name, _why: replaced.append(name),
        ),
    )
    everything = run.Everything(settings(), supervisor)
    lost = f"render@{socket.gethostname()}"
    everything._heartbeats = cast("Heartbeats", SimpleNamespace(listen=lambda _pids, _now: [lost]))

    monkeypatch.setattr(run, "disk_want", lambda _of: "full")
    everything.look()
    assert replaced == []
    monkeypatch.setattr(run, "disk_want", lambda _of: None)
    everything.look()
    assert replaced == ["render"]
