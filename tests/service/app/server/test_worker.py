"""Slow clients, clients by the dozen, and what the server says by itself."""

from __future__ import annotations

import re
import socket
from collections import deque
from functools import partial
from pathlib import Path
from queue import SimpleQueue
from selectors import DefaultSelector
from threading import Event
from time import monotonic, sleep
from types import SimpleNamespace
from typing import Any

import pytest

from service.app.pages.headers import HEADERS
from service.app.server.connection import CONNECTIONS_OF_NETWORK, Connection
from service.app.server.lanes import DOOR_QUEUE, DOOR_THREADS, PRESS_THREADS, Lanes
from service.app.server.request_in import Incoming
from service.app.server.worker import PatientWorker
from tests.service.app.large_answers import LETTERS
from tests.web import web_running

HOST = b"Host: handpicked.example\r\n"
GET = b"GET /healthz HTTP/1.1\r\n" + HOST
THREADS = 8


def open_line(port: int, first: bytes = b"", *, takes: int | None = None) -> socket.socket:
    line = socket.socket()
    if takes is not None:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, takes)
    line.settimeout(20)
    line.connect(("127.0.0.1", port))
    line.sendall(first)
    return line


def read_answer(line: socket.socket) -> tuple[str, dict[str, str], bytes]:
    """Status line, headers with lower-case names, body."""
    heard = b""
    while b"\r\n\r\n" not in heard:
        more = line.recv(65536)
        assert more, heard
        heard += more
    head, _, body = heard.partition(b"\r\n\r\n")
    status, *lines = head.decode("latin-1").split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (one.partition(":") for one in lines)}
    while len(body) < int(headers.get("content-length", "0")):
        body += line.recv(65536)
    return status, headers, body


def ask(port: int, raw: bytes) -> tuple[str, dict[str, str], bytes]:
    with open_line(port, raw) as line:
        return read_answer(line)


def is_silent(line: socket.socket) -> bool:
    """Nothing has come, and the line is open."""
    line.setblocking(False)
    try:
        line.recv(1)
    except BlockingIOError:
        return True
    finally:
        line.settimeout(20)
    return False


def test_pages_are_served_while_forty_send_a_byte_now_and_then(web_server: tuple[int, Path]) -> None:
    port, _ = web_server
    slow = [open_line(port, GET[:5]) for _ in range(20)]
    slow += [open_line(port, b"POST /sign-in HTTP/1.1\r\n" + HOST + b"Content-Length: 9\r\n\r\nem") for _ in range(20)]
    assert len(slow) > 2 * THREADS
    for line in slow:
        line.sendall(b"x")
        assert ask(port, GET + b"\r\n")[0] == "HTTP/1.1 200 OK"
    assert all(map(is_silent, slow)), "they all are still waited for"
    for line in slow:
        line.close()


def test_a_request_that_comes_in_pieces_and_two_in_one_piece_are_answered(web_server: tuple[int, Path]) -> None:
    port, _ = web_server
    with open_line(port) as line:
        for byte in GET + b"\r\n":
            line.sendall(bytes([byte]))
        assert read_answer(line)[0] == "HTTP/1.1 200 OK"
        line.sendall(2 * (GET + b"\r\n"))
        assert read_answer(line)[0] == "HTTP/1.1 200 OK"
        line.sendall(GET + b"Connection: close\r\n\r\n")
        assert read_answer(line)[0].startswith("HTTP/1.1 200")


@pytest.mark.parametrize("length", [b"5", b"00005", b"0" * 16 + b"5"])
def test_a_body_is_never_read_as_the_next_request(length: bytes, web_server: tuple[int, Path]) -> None:
    asked = b"POST /nowhere HTTP/1.1\r\n" + HOST + b"Content-Length: " + length + b"\r\n\r\nhello"
    heard = b""
    with open_line(web_server[0], asked + GET + b"Connection: close\r\n\r\n") as line:
        while more := line.recv(65536):
            heard += more
    assert re.findall(rb"HTTP/1.1 (\d+)", heard) == [b"404", b"200"]


def test_a_page_that_is_asked_in_a_wrong_way_says_the_right_ones(web_server: tuple[int, Path]) -> None:
    said, headers, _ = ask(web_server[0], b"PUT /sign-in HTTP/1.1\r\n" + HOST + b"\r\n")
    assert (said.split()[1], set(headers["allow"].split(", "))) == ("405", {"GET", "HEAD", "OPTIONS", "POST"})


def test_a_client_that_asks_before_it_sends_is_told_to_go_on(web_server: tuple[int, Path]) -> None:
    port, _ = web_server
    head = b"POST /sign-in HTTP/1.1\r\n" + HOST + b"Content-Length: 4\r\nExpect: 100-continue\r\n\r\n"
    with open_line(port, head) as line:
        assert line.recv(100) == b"HTTP/1.1 100 Continue\r\n\r\n"
        line.sendall(b"a=bc")
        assert read_answer(line)[0] == "HTTP/1.1 403 FORBIDDEN"


REFUSED = {
    "400, no colon": (b"GET / HTTP/1.1\r\nHost handpicked\r\n\r\n", "400", "couldn’t read that"),
    "400, two lengths": (
        b"POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
        "400",
        "couldn’t read that",
    ),
    "411": (b"POST / HTTP/1.1\r\n" + HOST + b"Transfer-Encoding: chunked\r\n\r\n", "411", "how long it is"),
    "413": (b"POST / HTTP/1.1\r\n" + HOST + b"Content-Length: 99999999\r\n\r\n", "413", "too large"),
    "413, more digits than any": (
        b"POST / HTTP/1.1\r\n" + HOST + b"Content-Length: " + b"9" * 17 + b"\r\n\r\n",
        "413",
        "too large",
    ),
    "413, a stranger's form": (
        b"POST /sign-in HTTP/1.1\r\n" + HOST + b"Content-Length: 70000\r\n\r\n",
        "413",
        "too large",
    ),
    "414": (b"GET /" + b"x" * 9000 + b" HTTP/1.1\r\n" + HOST + b"\r\n", "414", "address is too long"),
    "414, without an end": (b"GET /" + b"x" * 40_000, "414", "address is too long"),
    "417": (GET + b"Expect: miracles\r\n\r\n", "417", "couldn’t read that"),
    "431, one": (GET + b"Cookie: " + b"x" * 9000 + b"\r\n\r\n", "431", "sent too much"),
    "431, many": (GET + b"X: y\r\n" * 70 + b"\r\n", "431", "sent too much"),
    "431, without an end": (GET + b"Cookie: " + b"x" * 40_000, "431", "sent too much"),
}


@pytest.mark.parametrize(("raw", "status", "words"), REFUSED.values(), ids=REFUSED.keys())
def test_the_server_s_own_answers_have_our_words_and_headers(
    raw: bytes, status: str, words: str, web_server: tuple[int, Path]
) -> None:
    said, headers, body = ask(web_server[0], raw)
    assert said.split()[1] == status
    assert words in body.decode()
    assert "gunicorn" not in body.decode().lower()
    assert {name: headers.get(name.lower()) for name in HEADERS} == HEADERS
    assert (headers["cache-control"], headers["connection"]) == ("no-store", "close")
    assert headers["content-type"] == "text/html; charset=utf-8"


@pytest.mark.parametrize(
    ("headers", "path", "says"),
    [
        (b"SCRIPT_NAME: /g\r\n", b"/g/healthz", "404"),
        (b"SCRIPT_NAME: /x\r\n", b"/healthz", "200"),
        (b"Script-Name: /g\r\n", b"/g/healthz", "404"),
        (b"PATH_INFO: /sign-in\r\n", b"/healthz", "200"),
        (b"X-Forwarded-Prefix: /x\r\nX-Script-Name: /x\r\n", b"/healthz", "200"),
    ],
)
def test_no_client_says_under_which_path_we_are(
    headers: bytes, path: bytes, says: str, web_server: tuple[int, Path]
) -> None:
    raw = b"GET " + path + b" HTTP/1.1\r\n" + HOST + headers + b"\r\n"
    assert ask(web_server[0], raw)[0].split()[1] == says


@pytest.mark.parametrize(
    "headers",
    [
        b"Host: evil.example\r\n",
        HOST + b"X-Forwarded-Host: evil.example\r\nX-Forwarded-Proto: https\r\nX-Forwarded-Port: 1\r\n",
        HOST + b"Forwarded: host=evil.example;proto=https\r\nX-Forwarded-Ssl: on\r\n",
    ],
)
def test_no_client_says_what_our_address_is(headers: bytes, web_server: tuple[int, Path]) -> None:
    said, heard, body = ask(web_server[0], b"GET /you HTTP/1.1\r\n" + headers + b"\r\n")
    assert (said.split()[1], heard["location"]) == ("303", "/sign-in?next=/you")
    assert b"evil" not in body
    page, heard, body = ask(web_server[0], b"GET /sign-in HTTP/1.1\r\n" + headers + b"\r\n")
    assert page == "HTTP/1.1 200 OK"
    assert b"evil" not in body
    assert "secure" not in heard["set-cookie"].lower()


class Waiting:
    """Threads that are all busy: what is handed to them is only counted."""

    def __init__(self) -> None:
        self.asked = 0

    def submit(self, *_: object) -> None:
        self.asked += 1


class Lines:
    """A worker with its list alone: neither loop nor threads."""

    def __init__(self, most: int) -> None:
        self.worker: Any = object.__new__(PatientWorker)
        self.worker.cfg = SimpleNamespace(worker_connections=most)
        self.worker._all, self.worker._poller, self.worker._finished = set(), DefaultSelector(), SimpleQueue()
        self.ends: deque[socket.socket] = deque()

    def add(self, address: str) -> Connection:
        ours, theirs = socket.socketpair()
        self.ends.append(theirs)
        connection = Connection(ours, (address, 1), ("127.0.0.1", 80), 1000)
        connection.since += len(self.ends)
        self.worker._all.add(connection)
        self.worker._make_room(connection)
        return connection

    def with_busy_threads(self) -> dict[str, Waiting]:
        """The worker gets threads that never come to anything, by their lane."""
        self.worker._lanes = Lanes(1)
        self.worker._answer_page = lambda status: str(status).encode()
        threads = {lane: Waiting() for lane in self.worker._lanes._threads}
        self.worker._lanes._threads = threads
        return threads

    def ask(self, method: str, path: str) -> Connection:
        """A whole request arrives."""
        connection = self.add("127.0.0.1")
        self.worker._feed(connection, f"{method} {path} HTTP/1.1\r\n\r\n".encode())
        return connection

    def __enter__(self) -> Lines:
        return self

    def __exit__(self, *_: object) -> None:
        for connection in list(self.worker._all):
            self.worker._close(connection)
        self.worker._poller.close()
        for end in self.ends:
            end.close()


def test_who_opens_too_many_lines_loses_the_oldest_of_their_own() -> None:
    with Lines(400) as lines:
        other = lines.add("8.8.8.8")
        flood = [lines.add(f"9.9.9.{n}") for n in range(CONNECTIONS_OF_NETWORK + 5)]
        assert [one in lines.worker._all for one in flood] == [False] * 5 + [True] * CONNECTIONS_OF_NETWORK
        assert other in lines.worker._all


def test_who_is_being_served_is_never_given_up_for_a_newcomer() -> None:
    with Lines(3) as lines:
        served = [lines.add("8.8.8.8") for _ in range(3)]
        for one in served:
            one.state = "served"
        late = lines.add("9.9.9.9")
        assert [one in lines.worker._all for one in (*served, late)] == [True, True, True, False]


def test_who_takes_their_answer_too_slowly_gives_way_after_those_who_ask_for_nothing() -> None:
    with Lines(3) as lines:
        slow, asking, slower = (lines.add("8.8.8.8") for _ in range(3))
        slow.state = slower.state = "sending"
        assert [lines.add("9.9.9.9") in lines.worker._all for _ in range(2)] == [True, True]
        assert [one in lines.worker._all for one in (slow, asking, slower)] == [False, False, True]


def test_a_proxy_and_our_own_machine_stand_for_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HANDPICKED_TRUSTED_PROXIES", "9.9.9.9")
    with Lines(400) as lines:
        for address in ("127.0.0.1", "10.0.0.7", "9.9.9.9"):
            crowd = [lines.add(address) for _ in range(CONNECTIONS_OF_NETWORK + 1)]
            assert all(one in lines.worker._all for one in crowd)


def test_where_the_list_is_full_the_largest_crowd_gives_way() -> None:
    with Lines(10) as lines:
        first = lines.add("8.8.8.8")
        crowd = [lines.add("9.9.9.9") for _ in range(9)]
        last = lines.add("7.7.7.7")
        assert [one in lines.worker._all for one in (first, crowd[0], crowd[1], last)] == [True, False, True, True]


@pytest.mark.slow
def test_a_request_that_does_not_end_is_given_up_with_a_sentence(web_server: tuple[int, Path]) -> None:
    port, _ = web_server
    begun = monotonic()
    with open_line(port, GET) as line:
        while is_silent(line):
            line.sendall(b"X-A: b\r\n")
            sleep(1)
            assert monotonic() - begun < 60
    with open_line(port, GET + b"X-Never: ") as line:
        said, headers, body = read_answer(line)
    assert (said.split()[1], headers["retry-after"]) == ("408", "60")
    assert "didn’t arrive in full in time" in body.decode()


@pytest.mark.slow
def test_pages_are_served_while_forty_take_a_large_film_a_little_at_a_time(tmp_path: Path) -> None:
    with web_running(tmp_path, "tests.service.app.large_answers:create_app()") as (port, _):
        for path in (b"/film.mp4", b"/page"):
            wish = b"GET " + path + b" HTTP/1.1\r\n" + HOST
            wishes = [wish + b"\r\n", wish + b"Range: bytes=0-\r\n\r\n"]
            slow = [open_line(port, wishes[n % 2], takes=4096) for n in range(40)]
            for line in slow:
                assert line.recv(10).startswith(b"HTTP/1.1 2")
                assert ask(port, GET + b"\r\n")[0] == "HTTP/1.1 200 OK"
            whole = slow.pop()
            heard = 0
            while heard < LETTERS:
                more = whole.recv(1 << 20)
                assert more
                heard += len(more)
            for line in [*slow, whole]:
                line.close()


def test_who_signs_in_waits_behind_nobody_else_and_nobody_else_behind_them() -> None:
    with Lines(400) as lines:
        worker, threads = lines.worker, lines.with_busy_threads()
        at_door = [lines.ask("GET", "/sign-in?next=/ops") for _ in range(DOOR_THREADS + DOOR_QUEUE)]
        late = lines.ask("GET", "/sign-in")
        paths = ("/gift/gft_1", "/sign-in/one-time-token", "/static/x.css", "/sign-in-not")
        others = [lines.ask("GET", path) for path in paths]

        assert {lane: pool.asked for lane, pool in threads.items()} == {"page": 4, "press": 0, "door": 18}
        assert {one.state for one in (*at_door, *others)} == {"served"}
        assert (late.outbox.left, worker._finished.get_nowait()) == (3, late)
        for one in at_door:
            worker._finished.put(one)
        worker._take_finished()
        assert worker._lanes._at_door == 0


def test_presses_of_recipients_wait_in_their_own_line_and_hold_up_no_page() -> None:
    with Lines(400) as lines:
        threads = lines.with_busy_threads()
        presses = [lines.ask("POST", f"/gift/gft_{n}/accept") for n in range(3 * PRESS_THREADS)]
        looks = [lines.ask("GET", "/gift/gft_1"), lines.ask("HEAD", "/g/token"), lines.ask("POST", "/campaigns/cmp_1")]

        assert {lane: pool.asked for lane, pool in threads.items()} == {"page": 3, "press": 9, "door": 0}
        assert {one.lane for one in presses} == {"press"}
        assert {one.lane for one in looks} == {"page"}


def test_presses_are_taken_in_as_they_came_so_many_at_a_time() -> None:
    lanes, begun, may_end = Lanes(1), SimpleQueue[int](), Event()

    def press(number: int) -> None:
        begun.put(number)
        may_end.wait(20)

    incoming = Incoming(1000)
    incoming.feed(b"POST /gift/gft_1/swap HTTP/1.1\r\n\r\n")
    for number in range(2 * PRESS_THREADS):
        lanes.hand_over(incoming, partial(press, number))
    first = {begun.get(timeout=20) for _ in range(PRESS_THREADS)}
    assert (first, begun.empty()) == ({0, 1, 2}, True)
    may_end.set()
    assert {begun.get(timeout=20) for _ in range(PRESS_THREADS)} == {3, 4, 5}
    lanes.end()
