"""A host of an installation, as far as one machine can play several: processes with a data folder of their own, which reach
everything else by cables of their own."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from time import monotonic, sleep

from service.app.processes.supervise import Line, Supervisor, kill_marked
from service.config import CHECKOUT, settings
from service.jobs.broker import embedded_socket
from tests.faults.hosts.cable import Cable, Target, laid
from tests.postgres import POSTGRES_SOCKET, PostgresServer

BIN = Path(sys.executable).parent
DATABASE, BROKER, STORAGE, MAIL = "database", "broker", "storage", "mail"
Lines = Mapping[str, Sequence[str]]
"""Name -> command of each process."""


class Host:
    """Made by `host`. Its processes are there from `start` on, and are kept there by `look`, until it dies or is stopped."""

    def __init__(
        self, name: str, folder: Path, cables: Mapping[str, Cable], lines: Lines, own: Mapping[str, str]
    ) -> None:
        self.name, self.folder, self.cables = name, folder, cables
        self._lines, self._own = lines, own
        self._supervisor: Supervisor | None = None

    def start(self, checkout: Path = CHECKOUT) -> None:
        """Runs the version that lies in `checkout`."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self._supervisor = Supervisor(
            [Line(f"{self.name} {name}", command) for name, command in self._lines.items()],
            mark=self._mark,
            cwd=checkout,
            logs=self.folder.parent / f"{self.name} log",
            environment=self.environment(checkout),
            notice=lambda _line, _sentence: None,
        )
        self._supervisor.start()

    def environment(self, checkout: Path = CHECKOUT) -> dict[str, str]:
        """What its processes are given."""
        port = {name: cable.port for name, cable in self.cables.items()}
        reached = {
            "HANDPICKED_DATA_DIR": str(self.folder),
            "HANDPICKED_DATABASE_URL": _by_tcp(settings().database, port[DATABASE]),
            "HANDPICKED_REDIS_URL": f"redis://127.0.0.1:{port[BROKER]}/0",
            "PYTHONPATH": str(checkout),
        }
        if STORAGE in port:
            reached["HANDPICKED_STORAGE_ENDPOINT"] = f"http://127.0.0.1:{port[STORAGE]}"
        if MAIL in port:
            reached["HANDPICKED_SMTP_URL"] = f"smtp://127.0.0.1:{port[MAIL]}"
        return {**os.environ, **reached, **self._own}

    def look(self) -> None:
        if self._supervisor is not None:
            self._supervisor.look()

    def die(self) -> None:
        """As one that loses its power, with its disk: nobody says goodbye, and what was only there is gone."""
        lost, self._supervisor = self._supervisor, None
        kill_marked(self._mark)
        for line in lost.lines if lost is not None else ():
            if line.process is not None:
                line.process.wait()
        shutil.rmtree(self.folder)

    def stop(self) -> None:
        """In order, as for an upgrade."""
        if self._supervisor is not None:
            self._supervisor.stop(grace_seconds=20)
        self._supervisor = None

    @contextmanager
    def cut_off(self) -> Iterator[None]:
        """No server is reached during the block."""
        for cable in self.cables.values():
            cable.cut()
        try:
            yield
        finally:
            for cable in self.cables.values():
                cable.mend()

    @property
    def _mark(self) -> str:
        return f"host {self.name} of {self.folder}"


@contextmanager
def host(name: str, folder: Path, servers: Mapping[str, Target], lines: Lines, **own: str) -> Iterator[Host]:
    """A host that is not started yet. `own`: settings of its own, such as `HANDPICKED_PORT`."""
    with ExitStack() as stack:
        cables = {server: stack.enter_context(laid(target)) for server, target in servers.items()}
        made = Host(name, folder, cables, lines, own)
        stack.callback(made.stop)
        yield made


def servers_here(postgres: PostgresServer) -> dict[str, Target]:
    """Where the database and the broker of this test listen."""
    return {DATABASE: postgres.folder / POSTGRES_SOCKET, BROKER: embedded_socket(settings())}


def gunicorn() -> list[str]:
    """The web as the Procfile starts it."""
    return [str(BIN / "gunicorn"), "--config", "python:service.app.web_server", "service.app.web:create_app()"]


def sweeper() -> list[str]:
    """The same. The command of the environment would run the version that is installed, and not the host's."""
    return [sys.executable, "-c", "from service.app.command_line import main; main()", "sweeper"]


def wait(hosts: Sequence[Host], until: Callable[[], bool], seconds: float) -> bool:
    """Keeps all hosts that are there running until then. False where the time ran out first."""
    deadline = monotonic() + seconds
    while not until():
        if monotonic() > deadline:
            return False
        for one in hosts:
            one.look()
        sleep(0.05)
    return True


def _by_tcp(url: str, port: int) -> str:
    """The database of a URL that names a socket's folder, reached by a port."""
    name = url.rpartition("@/")[2].partition("?")[0]
    return f"postgresql+psycopg://postgres@127.0.0.1:{port}/{name}?sslmode=disable"
