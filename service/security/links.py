"""Links that open without a password: recomputed when needed, never stored, revoked by raising the version."""

from __future__ import annotations

import base64
import hashlib
import hmac

from service.security.keys import derive_key


def link_token(purpose: str, subject_id: str, version: int) -> str:
    """HMAC-SHA256 over purpose, subject and version: 43 URL-safe characters."""
    message = f"{purpose}\x00{subject_id}\x00{version}".encode()
    digest = hmac.digest(derive_key("links"), message, "sha256")
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def token_hash(token: str) -> str:
    """What the database keeps of a token: its SHA-256, 64 hex digits."""
    return hashlib.sha256(token.encode()).hexdigest()


def is_link_token(token: str, purpose: str, subject_id: str, version: int) -> bool:
    """Compares in constant time."""
    return hmac.compare_digest(token.encode(), link_token(purpose, subject_id, version).encode())
