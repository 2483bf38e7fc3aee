from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress

import pytest

from tests.faults.hosts.cable import laid


@contextmanager
def echo() -> Iterator[int]:
    """A server that says everything back; its port."""
    with closing(socket.create_server(("127.0.0.1", 0))) as server:

        def serve() -> None:
            while True:
                try:
                    line, _ = server.accept()
                except OSError:
                    return
                threading.Thread(target=say_back, args=(line,), daemon=True).start()

        threading.Thread(target=serve, daemon=True).start()
        yield server.getsockname()[1]


def say_back(line: socket.socket) -> None:
    with closing(line):
        while data := line.recv(100):
            line.sendall(data)


def said_back(line: socket.socket, what: bytes) -> bytes:
    line.sendall(what)
    return line.recv(100)


def test_a_cable_carries_both_ways_and_counts_its_connections() -> None:
    with echo() as port, laid(("127.0.0.1", port)) as cable:
        with socket.create_connection(("127.0.0.1", cable.port), timeout=5) as one:
            assert said_back(one, b"hello") == b"hello"
            with socket.create_connection(("127.0.0.1", cable.port), timeout=5) as two:
                assert said_back(two, b"again") == b"again"
        assert cable.most == 2


def test_a_cut_cable_answers_nothing_and_refuses_nothing_and_a_mended_one_has_forgotten_all() -> None:
    with echo() as port, laid(("127.0.0.1", port)) as cable:
        with (
            socket.create_connection(("127.0.0.1", cable.port), timeout=5) as before,
            socket.create_connection(("127.0.0.1", cable.port), timeout=5) as idle,
        ):
            assert said_back(before, b"hello") == b"hello"
            assert said_back(idle, b"hello") == b"hello"
            cable.cut()
            before.settimeout(0.2)
            with pytest.raises(TimeoutError):
                said_back(before, b"lost")
            with (
                socket.create_connection(("127.0.0.1", cable.port), timeout=0.2) as during,
                pytest.raises(TimeoutError),
            ):
                said_back(during, b"lost")
            cable.mend()
            idle.settimeout(5)
            with suppress(ConnectionResetError):  # on a line that was reset, either is what one finds
                assert said_back(idle, b"x") == b""
        with socket.create_connection(("127.0.0.1", cable.port), timeout=5) as after:
            assert said_back(after, b"new") == b"new"
