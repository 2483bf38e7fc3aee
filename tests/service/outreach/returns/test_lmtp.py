from __future__ import annotations

import asyncio
import logging
import smtplib
import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from service.errors import InvalidInput
from service.outreach.returns.lmtp import read_place, serve
from tests.ports import free_port
from tests.service.outreach.returns.letters import dsn
from tests.service.outreach.returns.sent import counts, mail, sent


@contextmanager
def listening(place: tuple[str, int] | Path) -> Iterator[None]:
    ready, loop, until = threading.Event(), asyncio.new_event_loop(), asyncio.Event()
    thread = threading.Thread(target=lambda: loop.run_until_complete(serve(place, ready.set, until=until)))
    thread.start()
    assert ready.wait(10)
    try:
        yield
    finally:
        loop.call_soon_threadsafe(until.set)
        thread.join()
        loop.close()


def test_a_mail_server_hands_over_what_came_back(database: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    one, port = sent(), free_port()
    with capture_logs() as logs, listening(("127.0.0.1", port)), smtplib.LMTP("127.0.0.1", port) as server:
        # Two recipients: the second is put off, so that one answer is about one.
        assert server.sendmail("", ["gifts@handpicked.example", "more@handpicked.example"], dsn(one.message_id)) == {
            "more@handpicked.example": (452, b"4.5.3 One recipient at a time")
        }
        server.sendmail("x@y.example", ["gifts@handpicked.example"], b"From: x@y.example\r\n\r\n\0nonsense")

    assert (mail(one), counts()) == (("failed", "hard_bounce"), {("hard_bounce", True): 1, ("reply", False): 1})
    logged = caplog.text + str(logs)
    assert [address for address in ("@handpicked", "@y.example", "@kestrel") if address in logged] == []
    assert "hard_bounce" in logged


def test_what_hinders_us_for_a_moment_is_put_off(database: str) -> None:
    one, port = sent(state="sending"), free_port()
    with listening(("127.0.0.1", port)), smtplib.LMTP("127.0.0.1", port) as server:
        with pytest.raises(smtplib.SMTPDataError) as refusal:
            server.sendmail("", ["gifts@handpicked.example"], dsn(one.message_id))
        assert refusal.value.smtp_code == 451
    assert counts() == {}


def test_a_socket_serves_as_well_and_is_gone_afterwards(database: str, tmp_path: Path) -> None:
    place = tmp_path / "lmtp"
    with listening(place), smtplib.LMTP(str(place)) as server:
        assert server.sendmail("", ["gifts@handpicked.example"], dsn(None)) == {}
    assert (place.exists(), counts()) == (False, {("unclear", False): 1})


def test_long_lines_are_taken_and_too_many_connections_are_not(database: str) -> None:
    port = free_port()
    with listening(("127.0.0.1", port)), ExitStack() as stack:
        server = stack.enter_context(smtplib.LMTP("127.0.0.1", port))
        assert server.sendmail("", ["gifts@handpicked.example"], dsn(None) + b"x" * 5000 + b"\r\n") == {}
        more = [stack.enter_context(socket.create_connection(("127.0.0.1", port))) for _ in range(50)]
        assert sum(one.recv(100).startswith(b"220 ") for one in more) == 49
        server.noop()


@pytest.mark.parametrize(
    ("written", "place"),
    [
        ("127.0.0.1:2424", ("127.0.0.1", 2424)),
        ("localhost:24", ("127.0.0.1", 24)),
        ("[::1]:2424", ("::1", 2424)),
        ("unix:/run/x", Path("/run/x")),
    ],
)
def test_only_this_machine_is_listened_to(written: str, place: tuple[str, int] | Path) -> None:
    assert read_place(written) == place


@pytest.mark.parametrize(
    "written", ["0.0.0.0:2424", "192.168.1.2:24", "127.0.0.1", "127.0.0.1:0", "x:24", "unix:x", ""]
)
def test_a_place_that_others_reach_is_refused(written: str) -> None:
    with pytest.raises(InvalidInput, match="Use a local port"):
        read_place(written)
