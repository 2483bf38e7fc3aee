"""What a usual look costs through the web server as the product runs it, beside a bare Flask behind the very same server."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from time import monotonic, sleep
from typing import Final

import psutil
from flask import Flask

from service.config import CHECKOUT

ROUNDS: Final = 1_000
"""Looks at either, each on a connection of its own, as a reader comes."""
_WARMING: Final = 100
_TURN: Final = 50
"""Looks at one before it is the other's turn, so that both meet the same machine."""
_START_SECONDS: Final = 120.0


def served_figures(looks: Sequence[tuple[str, str]], kept: Path) -> dict[str, float]:
    """Milliseconds of CPU a look, of the process that serves alone.

    `looks`: path and cookies of readers whose pages are drawn in the database of the settings; `kept`: the file of what bare Flask
    answers. Raises RuntimeError where a server does not start, or answers otherwise.
    """
    with ExitStack() as both:
        ours = both.enter_context(_serving("service.app.web:create_app()"))
        bare = both.enter_context(_serving(f"{__name__}:bare_app('{kept}')"))
        for served in (ours, bare):
            served.look_at(looks, _WARMING)
        spent = {ours: 0.0, bare: 0.0}
        for turn in range(ROUNDS // _TURN):
            for served in spent:
                began = served.cpu_seconds()
                served.look_at(looks, _TURN, turn * _TURN)
                spent[served] += served.cpu_seconds() - began
    return {
        "page_served_cpu_ms": round(1000 * spent[ours] / ROUNDS, 3),
        "bare_flask_served_cpu_ms": round(1000 * spent[bare] / ROUNDS, 3),
        "page_over_bare_flask_served": round(spent[bare] / spent[ours], 3),
    }


def bare_app(body_file: str) -> Flask:
    """A Flask with one page, the same bytes for everybody."""
    app, body = Flask("bare"), Path(body_file).read_bytes()

    @app.get("/gift/<gift_id>")
    def page(gift_id: str) -> bytes:  # noqa: ARG001 the address has it, the answer is the same
        return body

    return app


class _Served:
    """A web server with one process that serves, on a port of its own."""

    def __init__(self, server: psutil.Process, port: int) -> None:
        self._server, self._port = server, port

    def cpu_seconds(self) -> float:
        """What the process that serves has used so far, all of its threads, to the nanosecond where the system counts so."""
        worker = min(self._server.children(), key=lambda one: one.create_time())
        with suppress(OSError):
            clocks = Path(f"/proc/{worker.pid}/task").glob("*/schedstat")
            return sum(int(clock.read_text().split()[0]) for clock in clocks) / 1e9
        times = worker.cpu_times()
        return float(times.user + times.system)

    def look_at(self, looks: Sequence[tuple[str, str]], times: int, first: int = 0) -> None:
        for at in range(first, first + times):
            path, cookie = looks[at % len(looks)]
            line = HTTPConnection("127.0.0.1", self._port, timeout=10)
            line.request("GET", path, headers={"Cookie": cookie})
            answer = line.getresponse()
            answer.read()
            line.close()
            if answer.status != HTTPStatus.OK:
                raise RuntimeError(f"{path} answered {answer.status}.")

    def is_there(self) -> bool:
        with suppress(OSError, HTTPException):
            line = HTTPConnection("127.0.0.1", self._port, timeout=2)
            line.request("GET", "/")
            return line.getresponse().status < HTTPStatus.INTERNAL_SERVER_ERROR
        return False


@contextmanager
def _serving(app: str) -> Iterator[_Served]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", "--config", "python:service.app.web_server", app]
    own = {"HANDPICKED_PORT": str(port), "HANDPICKED_WEB_WORKERS": "1", "HANDPICKED_ALLOW_ROOT": "yes"}
    process = subprocess.Popen(command, cwd=CHECKOUT, env=os.environ | own)
    try:
        served = _Served(psutil.Process(process.pid), port)
        deadline = monotonic() + _START_SECONDS
        while not served.is_there():
            if monotonic() > deadline or process.poll() is not None:
                raise RuntimeError(f"The web server did not start with {app}.")
            sleep(0.1)
        yield served
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
