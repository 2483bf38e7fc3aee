"""Is a request from the gateway? Signed as Standard Webhooks have it: HMAC-SHA256 over id, timestamp and body."""

from __future__ import annotations

import base64
import binascii
import hmac
from collections.abc import Mapping
from datetime import datetime
from typing import Final

from service.config import settings

AT_MOST_OLD: Final = 300.0
"""Seconds between signing and now, either way."""
_PREFIX: Final = "whsec_"


def is_signed(headers: Mapping[str, str], body: bytes, at: datetime) -> bool:
    """Whether one of the signatures in `webhook-signature` is ours, for this id, this moment and this body."""
    secret = settings().text_secret.get_secret_value()
    sent, stamp = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    if not (secret and sent and stamp.isascii() and stamp.isdigit() and len(stamp) <= 12):
        return False
    if abs(at.timestamp() - int(stamp)) > AT_MOST_OLD:
        return False
    wanted = hmac.digest(_key(secret), f"{sent}.{stamp}.".encode() + body, "sha256")
    given = [
        one.removeprefix("v1,") for one in headers.get("webhook-signature", "").split(" ") if one.startswith("v1,")
    ]
    return any(hmac.compare_digest(base64.b64encode(wanted), one.encode()) for one in given)


def _key(secret: str) -> bytes:
    try:
        return (
            base64.b64decode(secret.removeprefix(_PREFIX), validate=True)
            if secret.startswith(_PREFIX)
            else secret.encode()
        )
    except binascii.Error:
        return secret.encode()
