"""The web server as the Procfile starts it, for tests that speak to it through a socket."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from time import monotonic, sleep

from service.config import CHECKOUT
from tests.ports import free_port

PRODUCT = "service.app.web:create_app()"


@contextmanager
def web_running(folder: Path, app: str = PRODUCT, **variables: str) -> Iterator[tuple[int, Path]]:
    """One process that serves `app`, its log in a file. (port, log)"""
    port = free_port()
    given = {
        **os.environ,
        "HANDPICKED_DATA_DIR": str(folder / "data"),
        "HANDPICKED_SECRET_KEY": "k" * 40,
        "HANDPICKED_PORT": str(port),
        "HANDPICKED_WEB_WORKERS": "1",
        **variables,
    }
    log = folder / "web.log"
    gunicorn = Path(sys.executable).parent / "gunicorn"
    with log.open("wb") as to:
        process = subprocess.Popen(
            [gunicorn, "--config", "python:service.app.web_server", app],
            cwd=CHECKOUT, env=given, stdout=to, stderr=subprocess.STDOUT,
        )  # fmt: skip
    try:
        deadline = monotonic() + 60
        while not answers(port):
            assert monotonic() < deadline, log.read_text()
            assert process.poll() is None, log.read_text()
            sleep(0.1)
        yield port, log
    finally:
        process.terminate()
        process.wait(timeout=20)


def answers(port: int) -> bool:
    connection = HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()
