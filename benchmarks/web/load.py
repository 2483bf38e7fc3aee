"""One product with ten made-up people, then its web process alone, under each load in turn."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from http.client import HTTPConnection, HTTPException
from itertools import count
from pathlib import Path
from time import monotonic, perf_counter, sleep
from typing import Final
from urllib.parse import urlencode, urlsplit

import psutil
from sqlalchemy import delete, func, select, update

from benchmarks.video.served import environment, links, prepare
from service.app.database.migrate import migrate
from service.app.processes.run import running
from service.app.wiring import register_all
from service.config import CHECKOUT, settings
from service.db.base import utc_now
from service.db.connect import dispose_engines, reading, transaction
from service.jobs.models import Job
from service.workspaces.models import SignInAttempt

STRANGERS: Final = 24
SLOW: Final = 40
PRESSES: Final = 752
PRESSES_A_SECOND: Final = 12
PAGES: Final = 100
PATIENCE_SECONDS: Final = 5.0
"""A page that takes longer counts as this: whoever waits so long goes away."""
_DRAWN: Final = ("content.microsite", "content.statement", "content.poster", "content.video")


class Reader:
    """Somebody on their gift's page."""

    def __init__(self, link: str, port: int) -> None:
        self.port, self.cookie, self.path = port, "", urlsplit(link).path
        while to := self._enter():
            self.path = to

    def _enter(self) -> str:
        """Where the address leads on to; nothing where it is the gift's page itself."""
        _, to, cookie, _ = self._ask("GET", self.path)
        self.cookie = self.cookie or cookie
        return to

    def look(self) -> float:
        """Seconds that the page takes, on a connection of its own; `PATIENCE_SECONDS` where it does not come."""
        began = perf_counter()
        try:
            status = self._ask("GET", self.path)[0]
        except (OSError, HTTPException):
            return PATIENCE_SECONDS
        if status != 200:
            raise RuntimeError(f"The gift's page answered {status}.")
        return min(perf_counter() - began, PATIENCE_SECONDS)

    def press(self, nonce: str, name: str) -> int:
        fields = urlencode({"act": "correct", "fact": "name", "value": name, "nonce": nonce})
        return self._ask("POST", f"{self.path}/privacy", fields)[0]

    def nonce(self) -> str:
        found = re.search(r'name="nonce" value="([^"]+)"', self._ask("GET", f"{self.path}/privacy")[3])
        assert found is not None
        return found[1]

    def _ask(self, method: str, path: str, body: str | None = None) -> tuple[int, str, str, str]:
        line = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_SECONDS)
        headers = {"Cookie": self.cookie}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            line.request(method, path, body, headers)
            answer = line.getresponse()
            text = answer.read().decode(errors="replace")
        finally:
            line.close()
        cookie = (answer.getheader("Set-Cookie") or "").partition(";")[0]
        return answer.status, (answer.getheader("Location") or "").partition("#")[0], cookie, text


def measure(folder: Path) -> dict[str, float]:
    """Name -> figure. Seconds, megabytes and ratios; to be called in a process of its own, because settings belong to a process."""
    os.environ.update(environment(folder))
    settings.cache_clear()
    folder.mkdir(parents=True, exist_ok=True)
    migrate()
    register_all()
    with running(settings()) as product:
        product.wait_ready()
        link = links(prepare(product))[0][0]
    figures: dict[str, float] = {}
    for name, worker in (("ours", None), ("peer", "gthread")):
        with web(folder, worker) as process:
            figures |= {f"{name}_{key}": value for key, value in _loads(link, process).items()}
        with transaction() as session:
            session.execute(delete(SignInAttempt))  # both begin with as many tries
    with web(folder, None):
        figures |= _tireless(Reader(link, settings().port))
    dispose_engines()
    return figures


@contextmanager
def web(folder: Path, worker: str | None) -> Iterator[psutil.Process]:
    """The web process alone, with another worker class where one is named."""
    gunicorn = str(Path(sys.executable).parent / "gunicorn")
    config = ["--config", "python:service.app.web_server", "service.app.web:create_app()"]
    with (folder / "web.log").open("ab") as log:
        process = subprocess.Popen(
            [gunicorn, *(["-k", worker] if worker else []), *config], cwd=CHECKOUT, stdout=log, stderr=log
        )
    try:
        deadline = monotonic() + 300
        while not _answers():
            if monotonic() > deadline or process.poll() is not None:
                raise RuntimeError(f"The web did not start; {folder / 'web.log'} tells why.")
            sleep(0.1)
        yield psutil.Process(process.pid)
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()


def _answers() -> bool:
    with suppress(OSError, HTTPException):
        line = HTTPConnection("127.0.0.1", settings().port, timeout=2)
        line.request("GET", "/healthz")
        return line.getresponse().status == 200
    return False


def _loads(link: str, process: psutil.Process) -> dict[str, float]:
    reader = Reader(link, settings().port)
    alone = _p95(reader)
    before = _megabytes(process)
    with strangers() as answers, _peak(process) as peak:
        beside_strangers = _p95(reader)
    with slow_clients():
        beside_slow = _p95(reader, 20)
    return {
        "page_p95_alone": round(alone, 4),
        "page_p95_beside_24_strangers": round(beside_strangers, 4),
        "ratio_beside_24_strangers": round(beside_strangers / alone, 2),
        "page_p95_beside_40_slow_clients": round(beside_slow, 4),
        "ratio_beside_40_slow_clients": round(beside_slow / alone, 2),
        "memory_mb_before": before,
        "memory_mb_peak_beside_strangers": peak[0],
        "strangers_let_through": answers.count(422),
        "strangers_refused": answers.count(429),
    }


def _p95(reader: Reader, pages: int = PAGES) -> float:
    taken = sorted(reader.look() for _ in range(pages))
    return taken[int(len(taken) * 0.95)]


@contextmanager
def strangers() -> Iterator[list[int]]:
    """People from as many networks who do not stop trying passwords. What they were answered so far."""
    answers: list[int] = []
    ended = threading.Event()
    numbers = count()

    def guess(network: int) -> None:
        source = (f"127.{network}.1.1", 0)
        while not ended.is_set():
            with suppress(OSError, HTTPException):
                line = HTTPConnection("127.0.0.1", settings().port, timeout=30, source_address=source)
                line.request("GET", "/sign-in")
                page = line.getresponse()
                csrf = re.search(r'name="csrf" value="([^"]+)"', page.read().decode())
                cookie = (page.getheader("Set-Cookie") or "").partition(";")[0]
                address = f"colleague{next(numbers)}@fjordloom.example.com"
                fields = {"csrf": csrf[1] if csrf else "", "email": address, "password": "Winter2026!"}
                headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
                line.request("POST", "/sign-in", urlencode(fields), headers)
                answers.append(line.getresponse().status)
                line.close()

    threads = [threading.Thread(target=guess, args=(n,), daemon=True) for n in range(1, STRANGERS + 1)]
    for thread in threads:
        thread.start()
    try:
        yield answers
    finally:
        ended.set()
        for thread in threads:
            thread.join()


@contextmanager
def slow_clients() -> Iterator[None]:
    """Forty lines on which a byte comes every second, and no request is ever whole."""
    ended = threading.Event()
    with ExitStack() as stack:
        lines = [stack.enter_context(_line()) for _ in range(SLOW)]

        def dawdle() -> None:
            while not ended.wait(1.0):
                for at, line in enumerate(lines):
                    try:
                        line.sendall(b"a")
                    except OSError:
                        lines[at] = stack.enter_context(_line())

        thread = threading.Thread(target=dawdle, daemon=True)
        thread.start()
        sleep(2.0)
        try:
            yield
        finally:
            ended.set()
            thread.join()


def _line() -> socket.socket:
    line = socket.create_connection(("127.0.0.1", settings().port), timeout=10)
    line.sendall(b"GET / HTTP/1.1\r\nX-Slow: ")
    return line


@contextmanager
def _peak(process: psutil.Process) -> Iterator[list[float]]:
    """The most memory that the web took meanwhile, in megabytes."""
    most = [_megabytes(process)]
    ended = threading.Event()

    def look() -> None:
        while not ended.wait(0.05):
            most[0] = max(most[0], _megabytes(process))

    thread = threading.Thread(target=look, daemon=True)
    thread.start()
    try:
        yield most
    finally:
        ended.set()
        thread.join()


def _megabytes(process: psutil.Process) -> float:
    taken = 0
    for one in (process, *process.children(recursive=True)):
        with suppress(psutil.Error):
            taken += one.memory_info().rss
    return round(taken / 1e6, 1)


def _tireless(reader: Reader) -> dict[str, float]:
    """752 presses of "correct" in about a minute, beside workers that draw whatever is due at once."""
    before = _drawn()
    nonce = reader.nonce()
    ended = threading.Event()

    def draw() -> None:
        while not ended.wait(0.1):
            _draw_due()

    thread = threading.Thread(target=draw, daemon=True)
    thread.start()
    answers: list[int] = []
    began = monotonic()
    for n in range(PRESSES):
        answers.append(reader.press(nonce, f"Jana {n}"))
        sleep(max(0.0, began + n / PRESSES_A_SECOND - monotonic()))
    sleep(25.0)  # the last turn
    ended.set()
    thread.join()
    return {
        "presses": PRESSES,
        "presses_taken_in": answers.count(303),
        "presses_refused": answers.count(429),
        "seconds_of_pressing": round(monotonic() - began - 25.0, 1),
        "drawings": _drawn() - before,
    }


def _draw_due() -> None:
    with transaction() as session:
        due = (Job.kind.in_(_DRAWN), Job.state == "pending", Job.run_at <= utc_now())
        session.execute(update(Job).where(*due).values(state="done"))


def _drawn() -> int:
    with reading() as session:
        return session.scalar(select(func.count()).where(Job.kind.in_(_DRAWN), Job.state == "done")) or 0
