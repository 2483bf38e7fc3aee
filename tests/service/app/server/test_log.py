"""The web server's own lines: JSON, and nothing of what a client sent, whatever it sent."""

from __future__ import annotations

import json
import logging
import os
import socket
import subprocess
import sys
from pathlib import Path
from time import monotonic, sleep

import pytest

from service.app.server.log import cut
from service.config import CHECKOUT
from tests.web import answers

LINK, ONCE, COOKIE, NAME = "LinkOfAPerson", "OneTimeLink", "CookieOfAUser", "NovakovaSearched"
SECRETS = (LINK, ONCE, COOKIE, NAME)
HOST = b"Host: handpicked.example\r\n"


@pytest.mark.parametrize(
    ("message", "given", "written"),
    [
        ("WORKER TIMEOUT (pid:%s)", (7,), "WORKER TIMEOUT (pid:7)"),
        ("Worker (pid:%s) was sent %s!", (7, "SIGKILL"), "Worker (pid:7) was sent SIGKILL!"),
        ("Error handling request %s %s", ("GET", f"/g/gft_1/{LINK}"), "Error handling request"),
        (f"Invalid request from ip=10.0.0.1: Invalid HTTP Header: '{COOKIE}'", (), "Invalid request from"),
        ("Exception during worker exit:\n%s", (f"Traceback {NAME}",), "Exception during worker exit"),
        (f"{{'cookie': '{COOKIE}'}}", (), "server"),
    ],
)  # fmt: skip
def test_of_the_server_s_words_only_its_own_are_left(message: str, given: tuple[object, ...], written: str) -> None:
    record = logging.LogRecord("gunicorn.error", logging.WARNING, "arbiter.py", 1, message, given, None)
    assert cut(record)
    assert record.getMessage() == written


@pytest.fixture(scope="module")
def server(web_server: tuple[int, Path]) -> tuple[int, Path]:
    """The web as the Procfile starts it, its log in a file. (port, log)"""
    return web_server


def send(port: int, raw: bytes) -> bytes:
    with socket.create_connection(("127.0.0.1", port), timeout=20) as line:
        line.sendall(raw)
        return line.recv(4096).partition(b"\r\n")[0]


REQUESTS = {
    "a raw byte in the path": f"GET /g/gft_1/{LINK}\xff HTTP/1.1\r\n".encode("latin-1") + HOST + b"\r\n",
    "a raw letter in the query": f"GET /people?q={NAME}é HTTP/1.1\r\n".encode() + HOST + b"\r\n",
    "a raw byte in a one-time link": f"GET /sign-in/{ONCE}\xe9 HTTP/1.1\r\n".encode("latin-1") + HOST + b"\r\n",
    "a header without a colon": f"GET / HTTP/1.1\r\nCookie handpicked_console={COOKIE}\r\n".encode() + HOST + b"\r\n",
    "a header with a blank before its colon": f"GET / HTTP/1.1\r\nCookie : {COOKIE}\r\n".encode() + HOST + b"\r\n",
    "a folded header": f"GET / HTTP/1.1\r\nX: a\r\n {COOKIE}\r\n".encode() + HOST + b"\r\n",
    "a cookie with a null": f"GET / HTTP/1.1\r\nCookie: {COOKIE}\0\r\n".encode() + HOST + b"\r\n",
    "no version": f"GET /g/gft_1/{LINK}\r\n\r\n".encode(),
    "another version": f"GET /g/gft_1/{LINK} HTTP/9.9\r\n".encode() + HOST + b"\r\n",
    "a blank in the path": f"GET /people?q={NAME} {NAME} HTTP/1.1\r\n".encode() + HOST + b"\r\n",
    "a method that is none": f"{LINK}[ / HTTP/1.1\r\n".encode() + HOST + b"\r\n",
    "an endless line": f"GET /g/gft_1/{LINK}".encode() + b"x" * 9000 + b" HTTP/1.1\r\n" + HOST + b"\r\n",
    "a coding that is none": f"POST /g HTTP/1.1\r\nTransfer-Encoding: {COOKIE}\r\n".encode() + HOST + b"\r\n",
    "a length that is none": f"POST /g/gft_1/{LINK} HTTP/1.1\r\nContent-Length: {COOKIE}\r\n".encode() + HOST + b"\r\n",
    "an expectation": f"GET /g/gft_1/{LINK} HTTP/1.1\r\nExpect: {COOKIE}\r\n".encode() + HOST + b"\r\n",
    "chunks that are none": (
        f"POST /sign-in/{ONCE} HTTP/1.1\r\nTransfer-Encoding: chunked\r\n".encode()
        + HOST
        + f"\r\n{COOKIE}\r\n".encode()
    ),
}


@pytest.mark.parametrize("raw", REQUESTS.values(), ids=REQUESTS.keys())
def test_nothing_that_was_sent_stands_in_the_log_and_every_line_is_json(raw: bytes, server: tuple[int, Path]) -> None:
    port, log = server
    status = send(port, raw)
    assert status == b"" or status.startswith(b"HTTP/1."), status

    text = log.read_text("utf-8", errors="replace")
    assert [secret for secret in SECRETS if secret in text] == []
    assert all(isinstance(json.loads(line), dict) for line in text.splitlines())
    assert answers(port)


def test_a_refused_request_is_told_by_its_kind(server: tuple[int, Path]) -> None:
    port, log = server
    before = len(log.read_text().splitlines())
    assert send(port, REQUESTS["a header without a colon"]).startswith(b"HTTP/1.1 400")
    deadline = monotonic() + 5
    while len(lines := log.read_text().splitlines()[before:]) < 1:
        assert monotonic() < deadline
        sleep(0.05)
    told = json.loads(lines[0])
    assert (told["event"], told["level"], told["error"]) == ("Invalid request from", "warning", "InvalidHeader")


def test_a_server_that_may_not_start_says_so_in_one_json_line(tmp_path: Path) -> None:
    gunicorn = Path(sys.executable).parent / "gunicorn"
    ran = subprocess.run(
        [gunicorn, "--config", "python:service.app.web_server", "service.app.web:create_app()"],
        cwd=CHECKOUT, env={**os.environ, "HANDPICKED_SECRET_KEY": ""}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ran.returncode == 2
    (line,) = ran.stderr.splitlines()
    told = json.loads(line)
    assert (told["event"], told["level"]) == ("refused_to_start", "error")
    assert told["sentence"].startswith("HANDPICKED_SECRET_KEY is empty")
