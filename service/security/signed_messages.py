"""Messages signed as Standard Webhooks have it: HMAC-SHA256 over id, timestamp and body, in base64, under `v1`."""

from __future__ import annotations

import base64
import binascii
import hmac
import secrets
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Final

AT_MOST_OLD: Final = 300.0
"""Seconds between signing and now, either way."""
_PREFIX: Final = "whsec_"
_BYTES: Final = 32


def new_secret() -> str:
    """A secret that nobody can guess, as libraries of the standard take it."""
    return _PREFIX + base64.b64encode(secrets.token_bytes(_BYTES)).decode()


def signed_headers(keys: Iterable[str], message_id: str, body: bytes, at: datetime) -> dict[str, str]:
    """The three headers; one signature for each secret, the newest first, so that whoever knows either can check."""
    stamp = str(int(at.timestamp()))
    signatures = " ".join(f"v1,{_signature(one, message_id, stamp, body)}" for one in keys)
    return {"webhook-id": message_id, "webhook-timestamp": stamp, "webhook-signature": signatures}


def is_signed_by(keys: Iterable[str], headers: Mapping[str, str], body: bytes, at: datetime) -> bool:
    """Whether one of the signatures in `webhook-signature` is by one of these secrets, for this id, a moment near `at` and this
    body. `headers`: names in lower case."""
    sent, stamp = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    if not (sent and stamp.isascii() and stamp.isdigit() and len(stamp) <= 12):
        return False
    if abs(at.timestamp() - int(stamp)) > AT_MOST_OLD:
        return False
    given = [one[3:].encode() for one in headers.get("webhook-signature", "").split(" ") if one.startswith("v1,")]
    wanted = [_signature(key, sent, stamp, body).encode() for key in keys if key]
    # All are compared, so that the time it takes tells nothing.
    return sum(hmac.compare_digest(one, other) for one in wanted for other in given) > 0


def _signature(secret: str, message_id: str, stamp: str, body: bytes) -> str:
    told = f"{message_id}.{stamp}.".encode() + body
    return base64.b64encode(hmac.digest(_key(secret), told, "sha256")).decode()


def _key(secret: str) -> bytes:
    try:
        if secret.startswith(_PREFIX):
            return base64.b64decode(secret.removeprefix(_PREFIX), validate=True)
    except binascii.Error:
        pass
    return secret.encode()
