"""A real text gateway on this machine: HTTPS with a certificate of an authority of its own, doing what a test says."""

from __future__ import annotations

import json
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from service.config import settings

TOKEN = "token-of-sixteen-and-more"
SECRET = "whsec_c2l4dGVlbiBieXRlcyBhbmQgbW9yZQ=="


@dataclass
class Gateway:
    """`answer`: the status it gives, `breaks`: cuts the line instead. `taken`: bodies of what it has accepted, `keys` and `tokens`
    of all that came."""

    answer: int = 202
    breaks: bool = False
    taken: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str | None] = field(default_factory=list)
    tokens: list[str | None] = field(default_factory=list)
    port: int = 0

    @property
    def url(self) -> str:
        return f"https://localhost:{self.port}/messages"


def _signed(name: str, issuer: x509.Name, key: Any, by: Any, *, is_ca: bool) -> x509.Certificate:
    now = datetime.now(UTC)
    names = [x509.DNSName("localhost"), x509.IPAddress(ip_address("127.0.0.1"))]
    return (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=2))
        .add_extension(x509.BasicConstraints(ca=is_ca, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .sign(by, hashes.SHA256())
    )


@cache
def certificates() -> tuple[bytes, bytes]:
    """(the authority's certificate, the server's key with its certificate), both PEM."""
    root, own = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Authority of a test")])
    authority = _signed("Authority of a test", name, root, root, is_ca=True)
    server = _signed("localhost", name, own, root, is_ca=False)
    pem = serialization.Encoding.PEM
    key = own.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return authority.public_bytes(pem), key + server.public_bytes(pem)


def _handler(gateway: Gateway) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            gateway.keys.append(self.headers["Idempotency-Key"])
            gateway.tokens.append(self.headers["Authorization"])
            if 200 <= gateway.answer < 300:
                gateway.taken.append(body)
            if gateway.breaks:
                self.close_connection = True
                self.connection.close()
                return
            self.send_response(gateway.answer)
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"{}")

        def log_message(self, *_: object) -> None:
            pass

        def finish(self) -> None:
            if not gateway.breaks:
                super().finish()

    return Handler


@contextmanager
def open_gateway(monkeypatch: pytest.MonkeyPatch, folder: Path, gateway: Gateway) -> Iterator[Gateway]:
    """The server, trusted, and HANDPICKED_TEXT_URL set to it."""
    authority, own = certificates()
    (folder / "authority.pem").write_bytes(authority)
    (folder / "own.pem").write_bytes(own)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "own.pem")
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(gateway))
    server.socket = context.wrap_socket(server.socket, server_side=True)
    server.handle_error = lambda *_: None  # type: ignore[method-assign]
    gateway.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    monkeypatch.setenv("SSL_CERT_FILE", str(folder / "authority.pem"))
    point_at(monkeypatch, gateway.url)
    try:
        yield gateway
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def point_at(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    """This gateway from now on, whether it is there or not."""
    monkeypatch.setenv("HANDPICKED_TEXT_URL", url)
    monkeypatch.setenv("HANDPICKED_TEXT_TOKEN", TOKEN)
    monkeypatch.setenv("HANDPICKED_TEXT_FROM", "Handpicked")
    monkeypatch.setenv("HANDPICKED_TEXT_SECRET", SECRET)
    settings.cache_clear()


@pytest.fixture
def gateway(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Gateway]:
    with open_gateway(monkeypatch, tmp_path, Gateway()) as one:
        yield one
