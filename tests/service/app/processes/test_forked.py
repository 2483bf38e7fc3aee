"""Lines forked from a process that has loaded what they share; and what becomes of them when that process ends or hangs."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep

import psutil
import pytest

from service.app.processes import forked, supervise
from service.app.processes.forked import IS_POSSIBLE, UNSEEN, Forked, Nursery
from service.app.processes.supervise import Line, Supervisor
from service.config import CHECKOUT
from tests.service.app.processes.lives import LOADED_MB

pytestmark = pytest.mark.skipif(not IS_POSSIBLE, reason="lines are forked on Linux alone")
LIVES = "tests.service.app.processes.lives"
PATIENCE = 60.0


def eventually(condition: Callable[[], object], seconds: float = PATIENCE) -> bool:
    deadline = monotonic() + seconds
    while not condition():
        if monotonic() > deadline:
            return False
        sleep(0.01)
    return True


@contextmanager
def loaded(folder: Path, loads: str = "load") -> Iterator[Nursery]:
    """A nursery; it ends with the block, and what it forked with it."""
    marked = {**os.environ, "PYTHONPATH": str(CHECKOUT), supervise.MARK: str(folder)}
    nursery = Nursery(environment=marked, cwd=CHECKOUT, loads=f"{LIVES}:{loads}")
    try:
        with (folder / "nursery.log").open("wb") as log:
            nursery.start(log)
        yield nursery
    finally:
        nursery.end()
        supervise.kill_marked(str(folder))


@pytest.fixture(scope="module")
def nursery(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nursery]:
    """One that has loaded something large, for all who leave it as it is."""
    with loaded(tmp_path_factory.mktemp("nursery")) as one:
        yield one


@pytest.fixture
def fleeting(tmp_path: Path) -> Iterator[Nursery]:
    """One that has loaded something large, and will not live."""
    with loaded(tmp_path) as one:
        yield one


def born(nursery: Nursery, log: Path, main: str = "nap", name: str = "line") -> Forked:
    with log.open("wb") as file:
        found = nursery.fork(name, f"{LIVES}:{main}", ["a program", "its word"], file, PATIENCE)
    assert found is not None
    return found


def is_forked(line: Line) -> bool:
    return isinstance(line.process, Forked)


def test_a_line_is_a_program_of_its_own(nursery: Nursery, tmp_path: Path) -> None:
    line = born(nursery, tmp_path / "log", "tell")

    assert line.wait(timeout=PATIENCE) == 0
    assert (tmp_path / "log").read_text().splitlines() == ["1 ['a program', 'its word'] True b'' 0o77", "True -1"]


def test_lines_share_what_was_loaded_and_bear_their_names(nursery: Nursery, tmp_path: Path) -> None:
    lines = [born(nursery, tmp_path / name, name=name) for name in ("one", "two")]

    processes = [psutil.Process(line.pid) for line in lines]
    assert [process.name() for process in processes] == ["hp one", "hp two"]
    assert [process.ppid() for process in processes] == [nursery.pid] * 2
    for process in processes:
        memory = process.memory_full_info()
        assert memory.rss > LOADED_MB * 2**20
        assert memory.uss < LOADED_MB * 2**20 / 4


def test_how_a_line_ended_is_told(nursery: Nursery, tmp_path: Path) -> None:
    failed, killed, there = (born(nursery, tmp_path / main, main) for main in ("fail", "nap", "nap"))
    assert there.poll() is None
    killed.send_signal(9)

    assert (failed.wait(timeout=PATIENCE), killed.wait(timeout=PATIENCE)) == (3, -9)
    assert (failed.poll(), failed.returncode, killed.returncode) == (3, 3, -9)
    killed.send_signal(9)  # who has ended is no longer asked
    with pytest.raises(subprocess.TimeoutExpired):
        there.wait(timeout=0.05)


def test_lines_outlive_their_nursery_and_their_end_is_noticed(fleeting: Nursery, tmp_path: Path) -> None:
    nursery = fleeting
    line = born(nursery, tmp_path / "log")
    assert nursery.pid is not None
    os.kill(nursery.pid, 9)
    assert eventually(lambda: not nursery.is_there())

    assert line.poll() is None
    with (tmp_path / "log").open("wb") as log:
        assert nursery.fork("other", f"{LIVES}:nap", [], log, PATIENCE) is None
    line.send_signal(9)
    assert line.wait(timeout=PATIENCE) == UNSEEN
    assert line.returncode == UNSEEN


def test_a_nursery_that_hangs_holds_nobody_up(
    fleeting: Nursery, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    nursery = fleeting
    line = born(nursery, tmp_path / "log")
    hung = nursery.pid
    assert hung is not None
    monkeypatch.setattr(forked, "ANSWER_SECONDS", 0.2)
    psutil.Process(hung).suspend()

    with (tmp_path / "log").open("wb") as log:
        assert nursery.fork("other", f"{LIVES}:nap", [], log) is None
    assert nursery.pid is None
    assert not psutil.pid_exists(hung)
    assert line.poll() is None


def test_what_cannot_be_loaded_keeps_no_line_from_starting(tmp_path: Path) -> None:
    with loaded(tmp_path, "load_badly") as nursery:
        line = born(nursery, tmp_path / "log", "tell")
        assert line.wait(timeout=PATIENCE) == 0

    assert (tmp_path / "log").read_text().startswith("0 ")
    assert '"event": "not_all_loaded"' in (tmp_path / "nursery.log").read_text()
    assert "nothing comes of it" not in (tmp_path / "nursery.log").read_text()


def test_a_nursery_goes_when_nobody_is_at_its_door(fleeting: Nursery, tmp_path: Path) -> None:
    nursery = fleeting
    line, process = born(nursery, tmp_path / "log"), nursery._process
    assert process is not None
    assert nursery._door is not None
    nursery._door.close()

    assert process.wait(timeout=PATIENCE) == 0
    assert psutil.pid_exists(line.pid)


def test_a_supervisor_starts_lines_by_themselves_while_there_is_no_nursery(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervise, "LIVED_WELL_SECONDS", 0.0)
    notices: list[tuple[str, str]] = []
    by_command = [sys.executable, "-c", "import time; time.sleep(60)"]
    supervisor = Supervisor(
        [Line("line", by_command, main=f"{LIVES}:nap"), Line("other", by_command)],
        mark=str(tmp_path),
        cwd=CHECKOUT,
        logs=tmp_path / "log",
        environment={**os.environ, "PYTHONPATH": str(CHECKOUT)},
        notice=lambda name, sentence: notices.append((name, sentence.split(";")[0])),
        loads=f"{LIVES}:load",
    )
    line, nursery = supervisor.lines[0], supervisor._nursery

    def killed(pid: int | None) -> bool:
        """That process, and whether another takes its place."""
        assert pid is not None
        os.kill(pid, 9)

        def is_replaced() -> bool:
            supervisor.look()
            return line.pid not in {None, pid}

        return eventually(is_replaced)

    try:
        supervisor.start()
        assert is_forked(line)
        assert not is_forked(supervisor.lines[1])
        assert killed(line.pid)
        assert is_forked(line)

        assert nursery.pid is not None
        os.kill(nursery.pid, 9)
        assert eventually(lambda: not nursery.is_there())
        monkeypatch.setattr(Nursery, "start", lambda _self, _log: None)  # it takes its time
        assert killed(line.pid)
        assert not is_forked(line)

        monkeypatch.undo()
        supervisor.look()
        assert nursery.is_there()
        assert eventually(lambda: nursery._hear("ready", 0.1))
        nursery._is_ready = True
        assert killed(line.pid)
        assert is_forked(line)
    finally:
        supervisor.stop(grace_seconds=1)

    assert [said for name, said in notices if name == "line"] == [
        "started", "ended (by signal SIGKILL)", "restarted", "ended (unseen)", "restarted",
        "ended (by signal SIGKILL)", "restarted",
    ]  # fmt: skip
    assert nursery.pid is None
    assert supervise.kill_marked(str(tmp_path)) == 0
