"""Starts processes, starts them anew when they end, and leaves none behind."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from itertools import chain, repeat
from pathlib import Path
from time import monotonic, sleep

import psutil
import pytest

from service.app.processes import supervise
from service.app.processes.supervise import LARGEST_LOG_BYTES, Line, Supervisor, kill_marked

NAP = "import time; time.sleep(60)"
DEAF_TO_TERM = (
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', flush=True); time.sleep(60)"
)
PARENT = "import subprocess, sys, time; subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)']); time.sleep(60)"
RUNAWAY = (
    "import subprocess, sys, time; "
    "subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'], start_new_session=True); time.sleep(60)"
)


def python(name: str, script: str, **values: bool) -> Line:
    return Line(name, [sys.executable, "-c", script], **values)


@pytest.fixture
def notices() -> list[tuple[str, str]]:
    return []


@pytest.fixture
def supervised(tmp_path: Path, notices: list[tuple[str, str]]) -> Iterator[Callable[..., Supervisor]]:
    """Starts lines under a supervisor; whatever a test leaves is stopped."""
    started: list[Supervisor] = []

    def start(*lines: Line) -> Supervisor:
        made = Supervisor(
            lines,
            mark=str(tmp_path),
            cwd=tmp_path,
            logs=tmp_path / "log",
            environment=os.environ,
            notice=lambda name, sentence: notices.append((name, sentence)),
        )
        started.append(made)
        made.start()
        return made

    yield start
    for one in started:
        one.stop(grace_seconds=0)


def eventually(condition: Callable[[], bool], seconds: float = 10) -> bool:
    deadline = monotonic() + seconds
    while not condition():
        if monotonic() > deadline:
            return False
        sleep(0.02)
    return True


def pid_of(supervisor: Supervisor, name: str) -> int:
    pid = next(line.pid for line in supervisor.lines if line.name == name)
    assert pid is not None
    return pid


def is_alive(process: psutil.Process) -> bool:
    return process.is_running() and process.status() != psutil.STATUS_ZOMBIE


def test_a_line_that_was_killed_is_started_again(
    supervised: Callable[..., Supervisor], notices: list[tuple[str, str]]
) -> None:
    supervisor = supervised(python("nap", NAP), python("other", NAP))
    first, other = pid_of(supervisor, "nap"), pid_of(supervisor, "other")
    os.kill(first, 9)

    def is_back() -> bool:
        supervisor.look()
        return supervisor.lines[0].pid not in {None, first}

    assert eventually(is_back)
    assert pid_of(supervisor, "other") == other
    assert [sentence.split(";")[0] for name, sentence in notices if name == "nap"] == [
        "started", "ended (by signal SIGKILL)", "restarted",
    ]  # fmt: skip


def test_a_frozen_line_is_replaced_with_its_children(
    supervised: Callable[..., Supervisor], notices: list[tuple[str, str]]
) -> None:
    supervisor = supervised(python("parent", PARENT), python("other", NAP))
    leader, other = psutil.Process(pid_of(supervisor, "parent")), pid_of(supervisor, "other")
    assert eventually(lambda: len(leader.children()) == 1)
    [child] = leader.children()
    leader.suspend()
    supervisor.look()
    assert is_alive(leader)  # a process that is there is left alone until somebody says that it does nothing

    supervisor.replace("parent", "is frozen")

    assert eventually(lambda: not is_alive(leader) and not is_alive(child))
    assert eventually(lambda: bool(supervisor.look()) or supervisor.lines[0].pid not in {None, leader.pid})
    assert pid_of(supervisor, "other") == other
    assert [sentence.split(";")[0] for name, sentence in notices if name == "parent"] == [
        "started", "is frozen", "ended (by signal SIGKILL)", "restarted",
    ]  # fmt: skip


def test_a_line_that_cannot_live_is_tried_ever_more_seldom(
    supervised: Callable[..., Supervisor], notices: list[tuple[str, str]]
) -> None:
    supervisor = supervised(python("broken", "raise SystemExit(3)"))

    deadline = monotonic() + 2.5
    while monotonic() < deadline:
        supervisor.look()
        sleep(0.02)

    starts = [sentence for _, sentence in notices if sentence in {"started", "restarted"}]
    assert 2 <= len(starts) <= 3  # at once, after half a second, after one more
    assert notices[1][1].startswith("ended (with code 3)")


def test_what_a_killed_line_left_of_its_children_is_gone_before_it_is_started_again(
    supervised: Callable[..., Supervisor],
) -> None:
    supervisor = supervised(python("parent", PARENT))
    leader = psutil.Process(pid_of(supervisor, "parent"))
    assert eventually(lambda: len(leader.children()) == 1)
    [child] = leader.children()
    leader.kill()

    assert eventually(lambda: bool(supervisor.look()) or supervisor.lines[0].process is None)
    assert eventually(lambda: not is_alive(child))


@pytest.mark.parametrize("script", [NAP, PARENT, DEAF_TO_TERM, RUNAWAY])
def test_stopping_leaves_nothing_behind(supervised: Callable[..., Supervisor], script: str) -> None:
    supervisor = supervised(python("line", script), python("broker", NAP, ends_last=True))
    leader = psutil.Process(pid_of(supervisor, "line"))
    if script in {PARENT, RUNAWAY}:
        assert eventually(lambda: len(leader.children()) == 1)
    processes = [leader, *leader.children(), psutil.Process(pid_of(supervisor, "broker"))]

    supervisor.stop(grace_seconds=0.5)

    assert [process for process in processes if is_alive(process)] == []


def test_a_line_with_unfinished_work_is_given_time(supervised: Callable[..., Supervisor], tmp_path: Path) -> None:
    script = (
        "import pathlib, signal, sys, time\n"
        "def end(*_):\n"
        "    time.sleep(0.3); pathlib.Path('finished').touch(); sys.exit(0)\n"
        "signal.signal(signal.SIGTERM, end); pathlib.Path('up').touch(); time.sleep(60)\n"
    )
    supervisor = supervised(python("worker", script))
    assert eventually((tmp_path / "up").exists)

    supervisor.stop(grace_seconds=10)

    assert (tmp_path / "finished").exists()


def test_what_a_killed_supervisor_left_is_found_by_its_mark_and_nothing_else_is(
    supervised: Callable[..., Supervisor], tmp_path: Path
) -> None:
    pid = pid_of(supervised(python("line", NAP)), "line")

    assert kill_marked("somebody else's") == 0
    assert eventually(lambda: kill_marked(str(tmp_path)) == 1)
    assert not psutil.pid_exists(pid)


def test_what_was_started_while_others_were_looked_for_is_found_as_well(
    supervised: Callable[..., Supervisor], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    supervisor = supervised(python("line", NAP), python("other", NAP))
    pids = [pid_of(supervisor, "line"), pid_of(supervisor, "other")]
    looks, everybody = chain([1], repeat(2)), supervise._marked
    monkeypatch.setattr(supervise, "_marked", lambda mark: everybody(mark)[: next(looks)])

    assert kill_marked(str(tmp_path)) == 2
    assert not any(psutil.pid_exists(pid) for pid in pids)


def test_logs_are_kept_by_line_and_a_large_one_makes_room(
    supervised: Callable[..., Supervisor], tmp_path: Path
) -> None:
    logs = tmp_path / "log"
    logs.mkdir()
    (logs / "line.log").write_bytes(b"x" * (LARGEST_LOG_BYTES + 1))

    supervised(python("line", "print('hello')"))

    assert eventually(lambda: (logs / "line.log").read_bytes() == b"hello\n")
    assert (logs / "line.log.1").stat().st_size == LARGEST_LOG_BYTES + 1


def test_without_room_for_logs_lines_run_all_the_same(
    supervised: Callable[..., Supervisor], tmp_path: Path, notices: list[tuple[str, str]]
) -> None:
    (tmp_path / "log").write_text("a file where the folder should be")
    supervisor = supervised(python("nap", NAP))
    assert supervisor.lines[0].pid is not None
    assert notices == [("nap", "started")]


def test_a_stop_says_at_once_and_every_two_seconds_who_is_left(
    supervised: Callable[..., Supervisor], tmp_path: Path
) -> None:
    supervisor = supervised(
        python("quick", NAP), python("stubborn", DEAF_TO_TERM), python("broker", NAP, ends_last=True)
    )
    assert eventually(lambda: "up" in (tmp_path / "log" / "stubborn.log").read_text())
    told: list[tuple[float, list[str], int]] = []
    began = monotonic()

    supervisor.stop(grace_seconds=2.5, told=lambda left, of: told.append((monotonic() - began, list(left), of)))

    assert [(left, of) for _, left, of in told] == [
        (["quick", "stubborn", "broker"], 3),
        (["stubborn", "broker"], 3),
        ([], 3),
    ]
    assert told[1][0] == pytest.approx(2.0, abs=0.8)
