"""Starts processes, starts them anew when they end or are lost, stops them all, and leaves none behind."""

from __future__ import annotations

import io
import os
import signal
import subprocess
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic, sleep
from typing import BinaryIO, Final

import psutil

from service.app.logs.log_pipe import pipe_into
from service.app.logs.log_stream import LogStream
from service.app.processes.forked import IS_POSSIBLE, READY_SECONDS, UNSEEN, Forked, Nursery

MARK: Final = "HP_RUN_OF"
"""The variable that every process of a run inherits, so that none can be missed, whatever became of its parents."""

LIVED_WELL_SECONDS: Final = 20.0
LONGEST_PAUSE_SECONDS: Final = 10.0
KILLED_WITHIN_SECONDS: Final = 5.0
TOLD_EVERY_SECONDS: Final = 2.0
LARGEST_LOG_BYTES: Final = 5 * 1024 * 1024
SHARED: Final = "service.app.loaded:load_all"

Notice = Callable[[str, str], None]
"""Told what happens: (line's name, sentence)."""

Stopping = Callable[[Sequence[str], int], None]
"""Told how a stop goes, at once and every few seconds: (names of lines that are still there, how many there were)."""


@dataclass
class Line:
    """One process that has to be there: its name and command, and how it fared. `ends_last`: the others need it to end well.

    `is_foreign`: its log lines are not JSON, so they pass through us on their way to the file. `main`: the function behind the
    command, "module:function", where it is a program of ours that can be forked from a process which has loaded it.
    """

    name: str
    command: Sequence[str]
    ends_last: bool = False
    is_foreign: bool = False
    main: str | None = None
    process: subprocess.Popen[bytes] | Forked | None = None
    started: float = 0.0
    start_at: float = 0.0
    short_lives: int = field(default=0)

    @property
    def pid(self) -> int | None:
        """The process's number while it was started; None before."""
        return self.process.pid if self.process else None


class Supervisor:
    """Lines in their order of start. Not thread-safe: one thread starts, watches and stops."""

    def __init__(
        self,
        lines: Sequence[Line],
        *,
        mark: str,
        cwd: Path,
        logs: Path,
        environment: Mapping[str, str],
        notice: Notice,
        loads: str = SHARED,
    ) -> None:
        """`loads`: what is loaded once for all lines that have a `main`, "module:function"."""
        self.lines = list(lines)
        self._mark = mark
        self._cwd = cwd
        self._logs = logs
        self._environment = {**environment, MARK: mark}
        self._notice = notice
        self._nursery = Nursery(environment=self._environment, cwd=cwd, loads=loads)
        self._nursery_at = 0.0

    def start(self) -> None:
        """Starts every line in its order."""
        with suppress(OSError):  # without a folder there are no logs, and all else runs
            self._logs.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._keep_nursery(monotonic())
        for line in self.lines:
            self._start(line, READY_SECONDS)

    def look(self) -> None:
        """Starts anew what has ended, the sooner the longer it had lived."""
        now = monotonic()
        self._keep_nursery(now)
        for line in self.lines:
            if line.process is not None and line.process.poll() is not None:
                self._note_end(line, now)
            if line.process is None and now >= line.start_at:
                self._start(line)

    def replace(self, name: str, why: str) -> None:
        """Kills a line that is there and does nothing, with its children; `look` then starts it anew."""
        for line in self.lines:
            if line.name == name and line.process is not None:
                self._notice(name, why)
                _kill_group(line.process.pid)
                with suppress(subprocess.TimeoutExpired):
                    line.process.wait(timeout=KILLED_WITHIN_SECONDS)

    def stop(self, grace_seconds: float = 10.0, told: Stopping = lambda _left, _of: None) -> None:
        """Asks every line to end, waits, kills what is left; afterwards no process of the run is there, not even an orphan."""
        known = _marked(self._mark)  # a dying process no longer shows its mark, so who is to be gone is noted before

        def tell() -> None:
            told([line.name for line in self.lines if _is_there(line)], len(self.lines))

        tell()
        _end([line for line in self.lines if not line.ends_last], grace_seconds, tell)
        self._nursery.end()
        _end([line for line in self.lines if line.ends_last], grace_seconds, tell)
        kill_marked(self._mark)
        _wait_gone(known)
        for line in self.lines:
            line.process = None
        tell()

    def _keep_nursery(self, now: float) -> None:
        """Starts it where a line can be forked, and anew where it has ended; meanwhile lines start by themselves."""
        is_of_use = IS_POSSIBLE and any(line.main for line in self.lines)
        if is_of_use and not self._nursery.is_there() and now >= self._nursery_at:
            with _open_log(self._logs / "nursery.log") as log:
                self._nursery.start(log)
            self._nursery_at = now + LIVED_WELL_SECONDS

    def _start(self, line: Line, patience: float = 0.0) -> None:
        with self._log_of(line) as log:
            if line.main is not None:
                line.process = self._nursery.fork(line.name, line.main, line.command, log, patience)
            if line.process is None:
                # A session of its own: Ctrl-C in the terminal reaches the supervisor alone, which then stops all in order.
                line.process = subprocess.Popen(
                    line.command,
                    cwd=self._cwd,
                    env=self._environment,
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=subprocess.STDOUT,
                    start_new_session=True,
                )
        line.started = monotonic()
        self._notice(line.name, "started" if not line.short_lives else "restarted")

    def _log_of(self, line: Line) -> BinaryIO:
        """Where the line's output goes."""
        log = _open_log(self._logs / f"{line.name}.log")
        if not line.is_foreign:
            return log
        to = io.TextIOWrapper(log)
        return os.fdopen(pipe_into(LogStream(to).write, to.close), "wb", buffering=0)

    def _note_end(self, line: Line, now: float) -> None:
        process = line.process
        if process is None:
            return
        _kill_group(process.pid)  # what it left of its children would do its successor's work
        line.process = None
        line.short_lives = 1 if now - line.started >= LIVED_WELL_SECONDS else line.short_lives + 1
        pause = min(0.5 * 2 ** (line.short_lives - 1), LONGEST_PAUSE_SECONDS)
        line.start_at = now + pause
        self._notice(line.name, f"ended ({_how(process.returncode or 0)}); its log is {self._logs / line.name}.log")


def kill_marked(mark: str) -> int:
    """Kills every process of this user that was started by a run with this mark. Answers how many there were."""
    killed, deadline = 0, monotonic() + KILLED_WITHIN_SECONDS
    # Looked for again until there is none: one may have started another while the list was made.
    while (found := _marked(mark)) and monotonic() < deadline:
        for process in found:
            with suppress(psutil.NoSuchProcess):
                process.kill()
        _wait_gone(found)
        killed += len(found)
    return killed


def _marked(mark: str) -> list[psutil.Process]:
    return [process for process in _processes() if process.pid != os.getpid() and _has_mark(process, mark)]


def _processes() -> Iterator[psutil.Process]:
    """Each looked up anew: an iterator that remembers takes another process for one whose number it had."""
    for pid in psutil.pids():
        with suppress(psutil.Error):
            yield psutil.Process(pid)


def _wait_gone(processes: Sequence[psutil.Process]) -> None:
    """Waits for killed processes; an orphan that nobody reaps has ended as well."""
    deadline = monotonic() + KILLED_WITHIN_SECONDS
    while any(_is_running(process) for process in processes) and monotonic() < deadline:
        sleep(0.01)


def _is_running(process: psutil.Process) -> bool:
    try:
        process.wait(timeout=0)  # reaps a child of ours
    except psutil.TimeoutExpired:
        with suppress(psutil.NoSuchProcess):
            return process.status() != psutil.STATUS_ZOMBIE
    return False


def _has_mark(process: psutil.Process, mark: str) -> bool:
    try:
        return process.environ().get(MARK) == mark
    except (psutil.Error, OSError):
        return False  # somebody else's, or gone


def _is_there(line: Line) -> bool:
    return line.process is not None and line.process.poll() is None


def _end(lines: Sequence[Line], grace_seconds: float, tell: Callable[[], None]) -> None:
    processes = [line.process for line in lines if line.process]
    for process in processes:
        # The leader only: it tells its children, which may be in the middle of something.
        with suppress(ProcessLookupError):
            process.send_signal(signal.SIGTERM)
    deadline = monotonic() + grace_seconds
    tell_at = monotonic() + TOLD_EVERY_SECONDS
    for process in processes:
        while process.poll() is None and monotonic() < deadline:
            with suppress(subprocess.TimeoutExpired):
                process.wait(timeout=max(0.0, min(deadline, tell_at) - monotonic()))
            if monotonic() >= tell_at:
                tell()
                tell_at = monotonic() + TOLD_EVERY_SECONDS
        _kill_group(process.pid)
        process.wait()


def _kill_group(pid: int) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)


def _how(code: int) -> str:
    if code == UNSEEN:
        return "unseen"
    return f"by signal {signal.Signals(-code).name}" if code < 0 else f"with code {code}"


def _open_log(path: Path) -> BinaryIO:
    """The log to append to; a large one makes room, and one older is kept. Without room, nothing is written down."""
    try:
        if path.exists() and path.stat().st_size > LARGEST_LOG_BYTES:
            path.replace(path.with_suffix(".log.1"))
        return path.open("ab")
    except OSError:
        return Path(os.devnull).open("ab")
