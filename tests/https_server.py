"""A real HTTPS server on this machine, under a certificate of an authority of its own, that answers what a test says."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from service.config import settings
from tests.service.outreach.texting.text_gateway import certificates

Answering = Callable[[BaseHTTPRequestHandler], None]


@dataclass
class Received:
    """One request as it came."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Server:
    """`status` and `body` are what it answers, or whatever `answering` does; `received` is all that came."""

    status: int = 200
    body: bytes = b'{"ok":true}'
    answering: Answering | None = None
    headers: dict[str, str] = field(default_factory=dict)
    received: list[Received] = field(default_factory=list)
    connections: int = 0
    port: int = 0

    @property
    def url(self) -> str:
        return f"https://localhost:{self.port}/hooks"


def _handler(server: Server) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def setup(self) -> None:
            server.connections += 1
            super().setup()

        def _take(self) -> None:
            length = int(self.headers.get("Content-Length", "0"))
            told = {name.lower(): value for name, value in self.headers.items()}
            server.received.append(Received(self.command, self.path, told, self.rfile.read(length)))
            with suppress(OSError):
                (server.answering or _plain(server))(self)
            self.close_connection = True

        do_GET = do_POST = _take

        def log_message(self, *_: object) -> None:
            pass

        def finish(self) -> None:
            with suppress(OSError):
                super().finish()

    return Handler


def _plain(server: Server) -> Answering:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(server.status)
        for name, value in server.headers.items():
            handler.send_header(name, value)
        handler.send_header("Content-Length", str(len(server.body)))
        handler.end_headers()
        handler.wfile.write(server.body)

    return answer


@contextmanager
def serving(monkeypatch: pytest.MonkeyPatch, folder: Path) -> Iterator[Server]:
    """The server, whose authority is trusted and whose network webhooks may reach."""
    authority, own = certificates()
    (folder / "authority.pem").write_bytes(authority)
    (folder / "own.pem").write_bytes(own)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "own.pem")
    server = Server()
    listening = ThreadingHTTPServer(("127.0.0.1", 0), _handler(server))
    listening.daemon_threads = True
    listening.socket = context.wrap_socket(listening.socket, server_side=True)
    listening.handle_error = lambda *_: None  # type: ignore[method-assign]
    server.port = listening.server_address[1]
    thread = threading.Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    monkeypatch.setenv("SSL_CERT_FILE", str(folder / "authority.pem"))
    monkeypatch.setenv("HANDPICKED_WEBHOOK_NETWORKS", "127.0.0.0/8,::1")
    settings.cache_clear()
    try:
        yield server
    finally:
        listening.shutdown()
        listening.server_close()
        thread.join()


@pytest.fixture
def receiver(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Server]:
    with serving(monkeypatch, tmp_path) as server:
        yield server
