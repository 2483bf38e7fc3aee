"""`handpicked run`: every line of the Procfile and the embedded broker, until Ctrl-C; nothing is left behind."""

from __future__ import annotations

import hashlib
import os
import shlex
import shutil
import signal
import socket
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from importlib.metadata import entry_points
from pathlib import Path
from time import monotonic, sleep
from types import FrameType
from typing import Final

import click
from honcho.environ import parse_procfile
from sqlalchemy.exc import SQLAlchemyError

from service.app.processes.embedded_broker import broker_command
from service.app.processes.not_root import require_no_root
from service.app.processes.preflight import check_machine, check_writable, only_instance
from service.app.processes.stopped_workers import Heartbeats
from service.app.processes.supervise import Line, Notice, Supervisor, kill_marked
from service.config import CHECKOUT, Settings
from service.db.base import utc_now
from service.db.connect import dispose_engines, transaction
from service.db.disk import disk_want
from service.db.writing.patience import begin_patience
from service.errors import SettingsError
from service.jobs.broker import runtime_folder
from service.jobs.heartbeat import end_heartbeats
from service.jobs.release import expire_leases, release

NOT_KEPT_RUNNING: Final = frozenset({"release"})
START_SECONDS: Final = 60.0
LOOK_SECONDS: Final = 0.2
WRITER_SECONDS: Final = 1.0
_EVERYWHERE: Final = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 where to reach who listens everywhere
_COLOURS: Final = ("cyan", "yellow", "green", "magenta", "blue", "bright_cyan", "bright_yellow")


class Everything:
    """A running product: `address` to open, `look` to keep it running. Made by `running`."""

    def __init__(self, of: Settings, supervisor: Supervisor) -> None:
        host = _EVERYWHERE.get(of.host, of.host)
        self.address = f"http://[{host}]:{of.port}" if ":" in host else f"http://{host}:{of.port}"
        self._reach = (host, of.port)
        self._supervisor = supervisor
        self._of = of
        self._heartbeats = Heartbeats(of.deaf_after_seconds)

    def look(self) -> None:
        """Starts anew what has ended, and what is there and does nothing. To be called every now and then by whoever holds it."""
        self._supervisor.look()
        if disk_want(self._of) is not None:
            return  # nobody can show that they live; judged anew when they can
        lines = {_worker_name(line): line for line in self._supervisor.lines}
        for worker in self._heartbeats.listen(
            {name: line.pid for name, line in lines.items() if line.pid}, monotonic()
        ):
            self._supervisor.replace(lines[worker].name, "isn’t responding and is being replaced")
            begin_patience(WRITER_SECONDS)  # everybody else is to be kept running meanwhile
            with suppress(SQLAlchemyError), transaction() as session:  # else they run out by themselves
                expire_leases(session, [worker], utc_now())
            begin_patience(None)

    def wait_ready(self, seconds: float = START_SECONDS) -> None:
        """Until the web answers. Raises SettingsError after `seconds`, naming the log to read."""
        deadline = monotonic() + seconds
        while not self._answers():
            if monotonic() > deadline:
                raise SettingsError(f"The web did not start within {seconds:.0f} seconds; its log tells why.")
            self.look()
            sleep(0.1)

    def _answers(self) -> bool:
        """The port alone proves nothing: it is open before the pages are loaded."""
        connection = HTTPConnection(*self._reach, timeout=2)
        try:
            connection.request("GET", "/healthz")
            return connection.getresponse().status == HTTPStatus.OK
        except (OSError, HTTPException):
            return False
        finally:
            connection.close()


@contextmanager
def running(
    of: Settings, notice: Notice | None = None, prepare: Callable[[], object] = lambda: None
) -> Iterator[Everything]:
    """The whole product for as long as the block runs. Raises SettingsError, before anything is started, where it cannot.

    What a killed run left behind is cleared away first; its unfinished jobs are free at once. `prepare` runs when folder, memory
    and port have been found good and nothing is started yet.
    """
    check_writable(of.data_dir)
    mark = _mark(of)
    with only_instance(of.data_dir):
        kill_marked(mark)
        check_machine(of)
        prepare()
        lines = _lines(of)
        workers = [_worker_name(line) for line in lines]
        with transaction() as session:
            expire_leases(session, workers, utc_now())
        supervisor = Supervisor(
            lines,
            mark=mark,
            cwd=CHECKOUT,
            logs=of.data_dir / "log",
            environment={**os.environ, "PATH": _path_with_ours(), "PYTHONUNBUFFERED": "1"},
            notice=notice or (lambda _line, _sentence: None),
        )
        with _stop_like_ctrl_c():
            try:
                supervisor.start()
                yield Everything(of, supervisor)
            finally:
                with _handled(signal.SIG_IGN):  # a second Ctrl-C must not leave half of it behind
                    _stop_all(of, supervisor, workers)


def _stop_all(of: Settings, supervisor: Supervisor, workers: Sequence[str]) -> None:
    supervisor.stop(told=print_stopping)
    with suppress(SQLAlchemyError), transaction() as session:  # a full disk: the leases then run out by themselves
        release(session, workers, utc_now())
        # Whoever was killed after its grace, or met a locked database on its way out, has not said goodbye.
        end_heartbeats(session, workers)
    dispose_engines()
    if of.is_embedded_broker:
        shutil.rmtree(runtime_folder(of), ignore_errors=True)


def run_everything(of: Settings, *, on_line: Notice | None = None, prepare: Callable[[], object] = lambda: None) -> int:
    """Runs until Ctrl-C, SIGTERM or the terminal's end. The process's exit code: 0 for a stop that was asked for.

    Raises SettingsError as `running` does, and for root.
    """
    require_no_root(of)
    try:
        with running(of, on_line or print_notice, prepare) as everything:
            while True:
                everything.look()
                sleep(LOOK_SECONDS)
    except KeyboardInterrupt:
        return 0


def print_notice(line: str, sentence: str) -> None:
    """One coloured line on standard error; what the process itself says stands in its log."""
    colour = _COLOURS[sum(line.encode()) % len(_COLOURS)]
    with suppress(OSError):  # a full disk behind standard error is no reason to end everything
        click.echo(f"{click.style(f'{line:<8}', fg=colour)} {sentence}", err=True)


def print_stopping(left: Sequence[str], of: int) -> None:
    """How the stop goes, on standard error: how many have ended and which are still at work."""
    if left:
        _say(f"Stopping: {of - len(left)} of {of} have stopped; waiting for {', '.join(left)} to finish a job.")
    else:
        _say(f"Stopping: all {of} have stopped.")


def _say(sentence: str) -> None:
    with suppress(OSError):
        click.echo(sentence, err=True)


@contextmanager
def _handled(handler: Callable[[int, FrameType | None], object] | signal.Handlers) -> Iterator[None]:
    """Ctrl-C, SIGTERM and a closed terminal are handled so during the block. Outside the main thread nothing is changed."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.signal(number, handler) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    try:
        yield
    finally:
        for number, old in before.items():
            signal.signal(number, old)


def _stop_like_ctrl_c() -> AbstractContextManager[None]:
    """Whatever asks the process to end does it as Ctrl-C would, so that there is one way out and it cleans up."""
    return _handled(signal.default_int_handler)


def _lines(of: Settings) -> list[Line]:
    """The broker first, where it is ours, then the Procfile's lines."""
    with (CHECKOUT / "Procfile").open(encoding="utf-8") as text:
        processes: dict[str, str] = parse_procfile(text.read()).processes
    ours = {script.name: script.value for script in entry_points(group="console_scripts")}
    lines = [
        Line(name, _words(command), main=ours.get(shlex.split(command)[0]))
        for name, command in processes.items()
        if name not in NOT_KEPT_RUNNING
    ]
    return (
        [Line("broker", broker_command(of), ends_last=True, is_foreign=True), *lines]
        if of.is_embedded_broker
        else lines
    )


def _worker_name(line: Line) -> str:
    """What the worker of this line calls itself in the ledger."""
    return f"{line.name}@{socket.gethostname()}"


def _words(command: str) -> Sequence[str]:
    words = shlex.split(command)
    program = Path(sys.executable).parent / words[0]
    return [str(program), *words[1:]] if program.exists() else words


def _path_with_ours() -> str:
    """The folder of this Python first, so that the lines find its programs even where the environment is not activated."""
    return os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)])


def _mark(of: Settings) -> str:
    return hashlib.sha256(os.fsencode(of.data_dir)).hexdigest()[:16]
