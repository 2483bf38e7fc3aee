"""A device with passkeys, in software: what a browser and its authenticator make of our options (WebAuthn, level 2)."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from fido2 import cbor
from fido2.utils import websafe_encode

ORIGIN, HOST = "https://gifts.example.com", "gifts.example.com"
PRESENT, VERIFIED, HOLDS_KEY = 0x01, 0x04, 0x40


@dataclass
class Device:
    """One key, made when it is first asked for. `counter` rises with every answer, unless the device keeps none."""

    origin: str = ORIGIN
    host: str = HOST
    flags: int = PRESENT | VERIFIED
    algorithm: int = -7
    counts: bool = True
    counter: int = 0
    user_handle: str = ""
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    credential_id: bytes = field(default_factory=lambda: secrets.token_bytes(32))

    def make(self, options: dict[str, Any], **wrong: Any) -> str:
        """The browser's answer to `credentials.create`, with no attestation, as JSON."""
        self.user_handle = options["publicKey"]["user"]["id"]
        numbers = self.key.public_key().public_numbers()
        public = {1: 2, 3: self.algorithm, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")}
        held = bytes(16) + len(self.credential_id).to_bytes(2, "big") + self.credential_id + cbor.encode(public)
        attestation = cbor.encode({"fmt": "none", "attStmt": {}, "authData": self._data(HOLDS_KEY) + held})
        client = self._client("webauthn.create", options, **wrong)
        return self._answer({"clientDataJSON": client, "attestationObject": attestation})

    def sign(self, options: dict[str, Any], **wrong: Any) -> str:
        """The browser's answer to `credentials.get`, as JSON."""
        data, client = self._data(), self._client("webauthn.get", options, **wrong)
        signature = self.key.sign(data + sha256(client).digest(), ec.ECDSA(SHA256()))
        said = {"clientDataJSON": client, "authenticatorData": data, "signature": signature}
        return self._answer(said, userHandle=self.user_handle)

    def _data(self, more: int = 0) -> bytes:
        self.counter += self.counts
        return sha256(self.host.encode()).digest() + bytes([self.flags | more]) + self.counter.to_bytes(4, "big")

    def _client(self, kind: str, options: dict[str, Any], **wrong: Any) -> bytes:
        said = {"type": kind, "challenge": options["publicKey"]["challenge"], "origin": self.origin} | wrong
        return json.dumps(said).encode()

    def _answer(self, said: dict[str, bytes], **more: str) -> str:
        name = websafe_encode(self.credential_id)
        response = {key: websafe_encode(value) for key, value in said.items()} | more
        return json.dumps({"id": name, "rawId": name, "type": "public-key", "response": response})
