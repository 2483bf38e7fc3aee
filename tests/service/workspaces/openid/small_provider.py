"""A small OpenID provider on this machine: discovery, keys, and a token endpoint that holds us to PKCE and our secret."""

from __future__ import annotations

import base64
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from time import sleep, time
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

from joserfc import jwt
from joserfc.jwk import ECKey, OctKey

CLIENT, SECRET = "handpicked-console", "a secret that both sides know, of some length"


@dataclass
class Provider:
    """What it answers, and what was asked of it. `claims`: over those of a right token. `fault`: how the next answers go wrong."""

    issuer: str = ""
    key: ECKey = field(default_factory=lambda: ECKey.generate_key("P-256", {"kid": "one"}))
    claims: dict[str, Any] = field(default_factory=dict)
    header: dict[str, Any] = field(default_factory=lambda: {"alg": "ES256", "kid": "one"})
    sign_with: ECKey | OctKey | None = None
    fault: str = ""
    metadata: dict[str, Any] = field(default_factory=dict)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    """Code -> what the browser came with."""
    asked: list[str] = field(default_factory=list)

    def press(self, way: str) -> str:
        """Somebody signs in at the page to which we lead them: the query with which the browser is sent back."""
        came = dict(parse_qsl(urlsplit(way).query))
        assert (came["client_id"], came["response_type"], came["code_challenge_method"]) == (CLIENT, "code", "S256")
        code = f"code-{len(self.codes)}"
        self.codes[code] = came
        return f"code={code}&state={came['state']}"

    def token(self, nonce: str | None, **more: Any) -> str:
        """An ID token, as `claims`, `header` and `sign_with` have it. A claim of None is left out."""
        now = int(time())
        right = {
            "iss": self.issuer, "aud": CLIENT, "sub": "person-1", "exp": now + 300, "iat": now, "nonce": nonce,
            "email": "nora@fjordloom.example", "email_verified": True, "name": "Nora Whitfield",
        }  # fmt: skip
        said = {name: value for name, value in (right | self.claims | more).items() if value is not None}
        if self.header["alg"] == "none":
            parts = [base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=") for part in (self.header, said)]
            return b".".join((*parts, b"")).decode()
        return jwt.encode(self.header, said, self.sign_with or self.key, algorithms=[self.header["alg"]])

    def keys(self) -> dict[str, Any]:
        return {"keys": [self.key.as_dict(private=False)]}

    def discovery(self) -> dict[str, Any]:
        return {
            "issuer": self.issuer, "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token", "jwks_uri": f"{self.issuer}/keys",
        } | self.metadata  # fmt: skip

    def redeem(self, form: dict[str, list[str]], authorization: str) -> tuple[int, dict[str, Any]]:
        came = self.codes.pop(form["code"][0], None)
        basic = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        verifier = sha256(form["code_verifier"][0].encode()).digest()
        if (
            came is None
            or authorization != f"Basic {basic}"
            or base64.urlsafe_b64encode(verifier).rstrip(b"=").decode() != came["code_challenge"]
            or form["redirect_uri"][0] != came["redirect_uri"]
        ):
            return 400, {"error": "invalid_grant"}
        return 200, {"access_token": "of no use", "token_type": "Bearer", "id_token": self.token(came["nonce"])}


@contextmanager
def running() -> Iterator[Provider]:
    """The provider, listening on a free port of 127.0.0.1."""
    provider = Provider()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found = {"/.well-known/openid-configuration": provider.discovery, "/keys": provider.keys}
            self._answer(200, found[self.path]())

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            self._answer(*provider.redeem(parse_qs(body), self.headers.get("Authorization", "")))

        def _answer(self, status: int, said: dict[str, Any]) -> None:
            provider.asked.append(self.path)
            body = {"not_json": b"<html>", "huge": b"[" * 300_000, "list": b"[]"}.get(
                provider.fault, json.dumps(said).encode()
            )
            if provider.fault == "slow":
                sleep(1.5)
            if provider.fault == "elsewhere":
                self.send_response(302)
                self.send_header("Location", f"{provider.issuer}/keys")
            else:
                self.send_response({"broken": 503}.get(provider.fault, status))
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            try:
                self.wfile.write(body)
            except OSError:
                return

        def log_message(self, *_: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    provider.issuer = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
