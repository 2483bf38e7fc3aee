"""One request over real TLS: to the address that was checked, within its time, reading only so much."""

from __future__ import annotations

import socket
from collections.abc import Sequence
from http.server import BaseHTTPRequestHandler
from time import monotonic, sleep

import pytest

from service.config import settings
from service.egress.call import NotReached, call
from service.egress.read_url import Target, read_url
from tests.https_server import Server
from tests.ports import free_port


def resolving(monkeypatch: pytest.MonkeyPatch, answers: Sequence[Sequence[str]]) -> list[str]:
    """A resolver that answers anew at each question; which names it was asked for."""
    asked: list[str] = []
    waiting = [list(one) for one in answers]

    def find(host: str, port: int, **_: object) -> list[tuple[object, ...]]:
        asked.append(host)
        found = waiting.pop(0) if len(waiting) > 1 else waiting[0]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port)) for one in found]

    monkeypatch.setattr("service.egress.call.socket.getaddrinfo", find)
    return asked


def test_a_request_is_answered_with_its_first_bytes(receiver: Server) -> None:
    answer = call("POST", read_url(f"{receiver.url}?key=1"), {"X-Given": "yes"}, b"body")
    assert (answer.status, answer.body) == (200, b'{"ok":true}')
    (came,) = receiver.received
    assert (came.method, came.path, came.body, came.headers["x-given"]) == ("POST", "/hooks?key=1", b"body", "yes")


def test_a_name_that_leads_into_a_private_network_is_not_connected_to(
    receiver: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HANDPICKED_WEBHOOK_NETWORKS", "")
    settings.cache_clear()
    for answers in (["127.0.0.1"], ["93.184.216.34", "127.0.0.1"], ["::1"], ["169.254.169.254"], []):
        resolving(monkeypatch, [answers])
        with pytest.raises(NotReached) as refused:
            call("POST", Target("hooks.example.com", receiver.port, "/"), {}, b"")
        assert (refused.value.code, refused.value.was_sent) == ("private_address", False)
    assert receiver.connections == 0


def test_a_name_that_changes_after_it_was_checked_is_not_asked_again(
    receiver: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """DNS rebinding: public at the first question, this machine at every other."""
    monkeypatch.setenv("HANDPICKED_WEBHOOK_NETWORKS", "")
    settings.cache_clear()
    asked = resolving(monkeypatch, [["198.41.0.4"], ["127.0.0.1"]])
    connected: list[str] = []

    def refuse(address: tuple[str, int], **_: object) -> socket.socket:
        connected.append(address[0])
        raise ConnectionRefusedError

    monkeypatch.setattr("service.egress.call.socket.create_connection", refuse)
    with pytest.raises(NotReached) as refused:
        call("POST", Target("hooks.example.com", receiver.port, "/"), {}, b"")
    assert (refused.value.code, asked, connected) == ("not_connected", ["hooks.example.com"], ["198.41.0.4"])
    assert receiver.connections == 0


def test_a_redirect_is_an_answer_and_is_not_followed(receiver: Server) -> None:
    receiver.status, receiver.headers = 302, {"Location": "https://169.254.169.254/latest/"}
    assert (call("POST", read_url(receiver.url), {}, b"").status, len(receiver.received)) == (302, 1)


def test_ten_megabytes_are_read_to_the_first_few_kilobytes(receiver: Server) -> None:
    receiver.body = b"x" * 10_000_000
    began = monotonic()
    assert len(call("POST", read_url(receiver.url), {}, b"").body) == 4096
    assert monotonic() - began < 5


@pytest.mark.parametrize("drip", ["status", "headers", "silence"])
def test_a_server_that_stalls_is_left_when_its_time_is_over(receiver: Server, drip: str) -> None:
    def stall(handler: BaseHTTPRequestHandler) -> None:
        if drip == "headers":
            handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
        for _ in range(40):
            if drip != "silence":
                handler.wfile.write(b"X" if drip == "status" else b"X-A: b\r\n")
            sleep(0.05)

    receiver.answering = stall
    began = monotonic()
    with pytest.raises(NotReached) as refused:
        call("POST", read_url(receiver.url), {}, b"", seconds=0.4)
    assert (refused.value.code, refused.value.was_sent) == ("no_answer", True)
    assert monotonic() - began < 1.5


def test_what_answers_no_http_is_told(receiver: Server) -> None:
    def babble(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"\x00\xffnonsense\r\n\r\n")

    receiver.answering = babble
    with pytest.raises(NotReached) as refused:
        call("POST", read_url(receiver.url), {}, b"")
    assert refused.value.code == "broken_answer"


def test_a_certificate_nobody_vouches_for_ends_it(receiver: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    with pytest.raises(NotReached) as refused:
        call("POST", read_url(receiver.url), {}, b"")
    assert (refused.value.code, receiver.received) == ("tls_failed", [])


def test_nobody_there_is_told(receiver: Server) -> None:
    with pytest.raises(NotReached) as refused:
        call("POST", read_url(f"https://localhost:{free_port()}/"), {}, b"")
    assert (refused.value.code, refused.value.was_sent) == ("not_connected", False)
