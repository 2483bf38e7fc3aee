"""Typed ids: a prefix that says what it is, then 80 random bits in lower-case base 32."""

from __future__ import annotations

import base64
import secrets


def new_id(prefix: str) -> str:
    """For example `gft_k3v5...`: prefix, underscore, 16 characters."""
    return f"{prefix}_{base64.b32encode(secrets.token_bytes(10)).decode().lower()}"
