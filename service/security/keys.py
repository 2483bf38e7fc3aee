"""One master secret, many keys: each purpose gets its own, so that no key is ever used for two things."""

from __future__ import annotations

from functools import lru_cache

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from service.config import settings


@lru_cache(maxsize=32)
def derive_key(purpose: str) -> bytes:
    """32 bytes for `purpose`, derived from HANDPICKED_SECRET_KEY by HKDF-SHA256 (RFC 5869)."""
    return HKDF(algorithm=SHA256(), length=32, salt=b"handpicked", info=purpose.encode()).derive(settings().key)
